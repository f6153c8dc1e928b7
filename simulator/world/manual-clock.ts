import { START } from './time';
import type { Clock, Stop } from '../../runtime/core/ports';

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  private readonly sleepers = new Set<Sleeper>();

  public constructor(private time = START) {}

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

  /** Wakes the sleepers whose time has come, the earliest first; they go on once the caller waits. */
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

/** A caller that waits for the clock. */
interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}
