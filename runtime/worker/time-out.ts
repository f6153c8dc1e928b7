import type { RunControl } from './run-control';
import { TIMEOUT_GRACE_MS } from '../../src/contract';
import type { Clock } from '../core/ports';

/**
 * Begins a run's work, and waits until it has ended; when its time is over, it is told to stop, and gets a moment for that.
 *
 * @param time milliseconds
 * @returns nothing when the run goes on all the same
 */
export async function withinTime<Outcome>(clock: Clock, run: RunControl, time: number, work: () => Promise<Outcome>): Promise<Outcome | undefined> {
  const timeOut = async (): Promise<undefined> => {
    await clock.sleep(time, run.ended);
    run.stop('TimeoutError', `the run's time of ${inSeconds(time)} is over`);
    await clock.sleep(TIMEOUT_GRACE_MS, run.ended);
  };
  // What the work does before it first waits for something is part of its time.
  const over = timeOut();
  try {
    return await Promise.race([work(), over]);
  } finally {
    run.end();
  }
}

/** A time for people. */
export function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
