import type { RunOptions, RunResult } from '../run/simulate';

/** What runs the simulator: one run at a time. */
export interface Runner {
  run(options: RunOptions): Promise<RunResult>;
  end(): Promise<void>;
}

/** Runs them all, as many at a time as there are runners, and hands on the results in the order of the runs. */
export async function runAll(runs: readonly RunOptions[], runners: readonly Runner[], onResult: (result: RunResult) => void): Promise<void> {
  const waiting = runs.entries();
  const inOrder = ordered(onResult);
  await Promise.all(runners.map(async (runner) => {
    for (const [index, options] of waiting) inOrder(index, await runner.run(options));
  }));
}

/** Hands on values, which come in any order, in that of their index. */
export function ordered<T>(handOn: (value: T) => void): (index: number, value: T) => void {
  const early = new Map<number, T>();
  let next = 0;
  return (index, value) => {
    early.set(index, value);
    for (; early.has(next); next += 1) {
      handOn(early.get(next)!);
      early.delete(next);
    }
  };
}
