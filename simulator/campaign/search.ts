import { planSearch } from './plan';
import type { Runner } from './runner';
import type { Mutant } from '../mutants/mutants';
import type { RunOptions, RunResult } from '../run/simulate';
import type { ScenarioName } from '../scenarios/scenarios';

/** Two runners: one of the sources without a rule, one of the sources as they are shipped. */
export interface Pair {
  readonly mutant: Runner;
  readonly shipped: Runner;
}

/** The first run that violates an invariant which the shipped sources keep. */
export interface Catch {
  readonly result: RunResult;
  /** Whether it is one of the runs that try the storm alone. */
  readonly byStorm: boolean;
}

/** Further storms hardly ever show what so many do not. */
const STORMS = 200;

/** Where to look for a mutant: storms, at most 200, and when they show nothing `runs` runs of other scenarios. */
export interface Search {
  readonly seed: number;
  readonly runs: number;
  /** Looks only there. */
  readonly scenario?: ScenarioName;
  readonly trace?: boolean;
}

/** Runs the mutant until an invariant is violated. One run after the other: what it finds depends on the seed alone. */
export async function findViolation(
  mutant: Mutant, search: Search, pair: Pair, onResult?: (result: RunResult) => void,
): Promise<Catch | undefined> {
  for (const { runs, byStorm } of phases(mutant, search)) {
    for (const options of runs) {
      const result = await runPair(pair, search.trace ? { ...options, trace: true } : options);
      onResult?.(result);
      if (result.violations.length > 0) return { result, byStorm };
    }
  }
  return undefined;
}

/** The mutant's run, with the violations that it has more than the shipped sources' run: others show nothing about its rule. */
async function runPair({ mutant, shipped }: Pair, options: RunOptions): Promise<RunResult> {
  const result = await mutant.run(options);
  if (result.violations.length === 0) return result;

  const known = new Set((await shipped.run(options)).violations.map(({ invariant }) => invariant));
  return { ...result, violations: result.violations.filter(({ invariant }) => !known.has(invariant)) };
}

function phases({ scenarios }: Mutant, { seed, runs, scenario }: Search): { readonly runs: readonly RunOptions[]; readonly byStorm: boolean }[] {
  if (scenario) return [{ runs: planSearch(seed, runs, [scenario]), byStorm: scenario === 'storm' }];
  return [
    { runs: planSearch(seed, Math.min(runs, STORMS), ['storm']), byStorm: true },
    { runs: planSearch(seed, runs, scenarios), byStorm: false },
  ];
}
