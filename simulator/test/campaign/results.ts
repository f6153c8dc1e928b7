import type { Runner } from '../../campaign/runner';
import type { Simulators } from '../../campaign/simulators';
import type { Violation } from '../../rules/violation';
import type { RunOptions, RunResult } from '../../run/simulate';

export const VIOLATION: Violation = {
  invariant: 'one claim settles',
  task: '0192',
  detail: 'two claims settled it',
  timeline: '00:00 create\n00:01 complete\n',
};

/** What came of a run without anything in it. */
export function resultOf({ scenario, seed }: RunOptions, given: Partial<RunResult> = {}): RunResult {
  return {
    scenario,
    seed,
    tasks: 1,
    stuck: 0,
    ranTwice: 0,
    faults: {},
    handlerRuns: [1],
    dispatches: [1],
    messages: [1],
    messageBounds: [64],
    lanes: { default: 1 },
    depths: { 0: 1 },
    firings: 0,
    batches: { 1: 1 },
    unclaimed: 0,
    timeOuts: 0,
    longestMs: 1_000,
    violations: [],
    ...given,
  };
}

/** A runner in the test's own process. */
export function runnerOf(run: (options: RunOptions) => RunResult | Promise<RunResult>): Runner {
  return { run: async (options) => run(options), end: async () => {} };
}

/** Simulators whose runs violate an invariant where the test says so. */
export function violating(where: (options: RunOptions, rule?: string) => boolean): Simulators {
  return {
    prepare: async (mutant) => () => runnerOf((options): RunResult => (
      resultOf(options, where(options, mutant?.rule) ? { violations: [VIOLATION] } : {})
    )),
  };
}
