import type { MemoryStore } from './dynamodb/memory-store';
import { TABLE, taskTable } from './dynamodb/task-table';
import type { Ports } from '../../runtime/core/ports';
import { ManualClock } from '../world/manual-clock';
import { Prng } from '../world/prng';

/** All that the life cycle of tasks needs, in memory: nothing fails, and time stands still until the clock is set. */
export interface MemoryPorts extends Ports {
  readonly store: MemoryStore;
  readonly clock: ManualClock;
}

export function memoryPorts(seed = 1): MemoryPorts {
  return { store: taskTable(), table: TABLE, clock: new ManualClock(), random: new Prng(seed) };
}
