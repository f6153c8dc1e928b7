import { availableParallelism } from 'node:os';
import type { Runner } from './runner';
import { runAll } from './runner';
import { Tally } from './tally';
import type { RunOptions, RunResult } from '../run/simulate';

/** Runs a campaign on all cores, and adds up what it shows. `onResult` gets the results in the order of the runs. */
export async function runCampaign(
  runs: readonly RunOptions[], start: () => Runner, onResult: (result: RunResult, tally: Tally) => void,
): Promise<Tally> {
  const tally = new Tally();
  const runners = Array.from({ length: Math.min(availableParallelism(), runs.length) }, start);
  try {
    await runAll(runs, runners, (result) => {
      tally.add(result);
      onResult(result, tally);
    });
  } finally {
    await Promise.all(runners.map((runner) => runner.end()));
  }
  return tally;
}
