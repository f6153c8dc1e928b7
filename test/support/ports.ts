import type { Clock, Ports, Random, Stop } from '../../runtime/core/ports';
import type { TableDescription } from '../../simulator/aws/dynamodb/memory-store';
import { MemoryStore } from '../../simulator/aws/dynamodb/memory-store';
import { LIST_INDEX, TABLE_KEY, WATCH_INDEX } from '../../src/contract';

/** The table of the tests. */
export const TABLE = 'tasks';

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  private readonly sleepers = new Set<Sleeper>();

  public constructor(private time = Date.UTC(2026, 0, 15, 12, 0, 0, 250)) {}

  /** How many wait for the time to pass. */
  public get sleeping(): number {
    return this.sleepers.size;
  }

  public now(): number {
    return this.time;
  }

  public advance(milliseconds: number): void {
    this.set(this.time + milliseconds);
  }

  /** Wakes everybody whose time has come, the earliest first; they go on once the caller waits. */
  public set(time: number): void {
    this.time = time;
    const due = [...this.sleepers].filter(({ until }) => until <= time);
    for (const sleeper of due.sort((a, b) => a.until - b.until)) sleeper.wake();
  }

  public async sleep(milliseconds: number, stop?: Stop): Promise<void> {
    if (milliseconds <= 0 || stop?.aborted) return;

    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.sleepers.delete(sleeper);
        stop?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper: Sleeper = { until: this.time + milliseconds, wake };
      this.sleepers.add(sleeper);
      stop?.addEventListener('abort', wake);
    });
  }
}

/** Somebody who waits for a manual clock. */
interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
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

/** The task table as the construct declares it. */
export const TASK_TABLE: TableDescription = {
  table: TABLE,
  key: TABLE_KEY,
  indexes: [LIST_INDEX, { ...WATCH_INDEX, sortKeyType: 'N' }],
};

/** The task table in memory. */
export function taskTable(): MemoryStore {
  return new MemoryStore(TASK_TABLE);
}

/** All that the life cycle needs, in memory. */
export interface MemoryPorts extends Ports {
  readonly store: MemoryStore;
  readonly clock: ManualClock;
}

export function memoryPorts(seed?: number): MemoryPorts {
  return { store: taskTable(), table: TABLE, clock: new ManualClock(), random: new SeededRandom(seed) };
}
