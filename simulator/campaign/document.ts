import type { Tally } from './tally';

/** What a campaign has shown, as a JSON document. */
export function documentOf(seed: number, tally: Tally): object {
  const {
    runs, tasks, violations, longestMs, mostMessages, mostDispatches, firings, unclaimed, timeOuts,
    scenarios, faults, handlerRuns, lanes, depths, batches, invariants,
  } = tally;
  return {
    seed,
    runs,
    tasks,
    violations,
    longest_ms: longestMs,
    most_messages: mostMessages,
    most_dispatches: mostDispatches,
    firings,
    unclaimed_messages: unclaimed,
    time_outs: timeOuts,
    tasks_by_lane: Object.fromEntries(lanes),
    tasks_by_generation: Object.fromEntries(depths),
    batches_by_size: Object.fromEntries(batches),
    tasks_by_runs: Object.fromEntries(handlerRuns),
    faults: Object.fromEntries(faults),
    violated: Object.fromEntries(invariants),
    scenarios: Object.fromEntries([...scenarios].map(([name, { ranTwice, fewestFaults, longestMs: longest, ...counts }]) => (
      [name, { ...counts, ran_twice: ranTwice, fewest_faults: fewestFaults, longest_ms: longest }]
    ))),
  };
}
