import { availableParallelism } from 'node:os';
import type { Runner } from './runner';
import { ordered } from './runner';
import type { Catch, Search } from './search';
import { findViolation } from './search';
import type { Simulators } from './simulators';
import { nameOf } from '../mutants/mutants';
import type { Mutant } from '../mutants/mutants';

/** What became of a mutant. */
export interface Verdict {
  readonly mutant: Mutant;
  readonly caught?: Catch;
  /** Why it could not be tried to the end: that is not a catch. */
  readonly failure?: string;
}

/** Tries each mutant, as many at a time as there are cores. `onVerdict` gets the verdicts in the order of the mutants. */
export async function tryMutants(
  mutants: readonly Mutant[], search: Search, simulators: Simulators, onVerdict: (verdict: Verdict) => void, interrupted?: AbortSignal,
): Promise<void> {
  const waiting = mutants.entries();
  const inOrder = ordered(onVerdict);
  const startShipped = await simulators.prepare();
  await Promise.all(Array.from({ length: availableParallelism() }, async () => {
    const shipped = startShipped();
    try {
      for (const [index, mutant] of waiting) {
        const verdict = await tryMutant(mutant, search, simulators, shipped);
        interrupted?.throwIfAborted();
        inOrder(index, verdict);
      }
    } finally {
      await shipped.end();
    }
  }));
}

async function tryMutant(mutant: Mutant, search: Search, simulators: Simulators, shipped: Runner): Promise<Verdict> {
  let runner: Runner | undefined;
  try {
    const start = await simulators.prepare(mutant);
    runner = start();
    return { mutant, caught: await findViolation(mutant, search, { mutant: runner, shipped }) };
  } catch (error) {
    return { mutant, failure: (error as Error).message };
  } finally {
    await runner?.end();
  }
}

/** `caught claim-token seed 17 (storm, one claim settles)`. */
export function verdictText({ mutant, caught, failure }: Verdict): string {
  const name = nameOf(mutant);
  // The first line says what; the rest is where, and `--without` tells it.
  if (failure) return `failed ${name}: ${failure.split('\n', 1)[0]}`;
  if (!caught) return `missed ${name}`;
  const { scenario, seed, violations } = caught.result;
  return `caught ${name} seed ${seed} (${scenario}, ${violations[0].invariant})`;
}
