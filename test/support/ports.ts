import { MemoryStore } from './memory-store';
import type { Clock, Ports, Random } from '../../runtime/core/ports';
import { LIST_INDEX, TABLE_KEY } from '../../src/contract';

/** The table of the tests. */
export const TABLE = 'tasks';

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  public constructor(private time = Date.UTC(2026, 0, 15, 12, 0, 0, 250)) {}

  public now(): number {
    return this.time;
  }

  public advance(milliseconds: number): void {
    this.time += milliseconds;
  }

  public set(time: number): void {
    this.time = time;
  }
}

/** Random bytes that are the same for the same seed (Lehmer's generator with the constants of MINSTD). */
export class SeededRandom implements Random {
  private state: number;

  public constructor(seed = 1) {
    this.state = 1 + (seed * 69621) % (MODULUS - 1);
  }

  public bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.next() / BYTE_DIVISOR);
  }

  private next(): number {
    this.state = this.state * 48271 % MODULUS;
    return this.state;
  }
}

const MODULUS = 2 ** 31 - 1;
/** The upper eight of 31 bits: they are the better ones. */
const BYTE_DIVISOR = 2 ** 23;

/** The task table in memory, with the indexes of the real one. */
export function taskTable(): MemoryStore {
  return new MemoryStore({ table: TABLE, key: TABLE_KEY, indexes: [LIST_INDEX] });
}

/** All that the life cycle needs, in memory. */
export interface MemoryPorts extends Ports {
  readonly store: MemoryStore;
  readonly clock: ManualClock;
}

export function memoryPorts(seed?: number): MemoryPorts {
  return { store: taskTable(), table: TABLE, clock: new ManualClock(), random: new SeededRandom(seed) };
}
