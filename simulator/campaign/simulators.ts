import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleSimulator } from './bundle';
import { ProcessRunner } from './process-runner';
import type { Runner } from './runner';
import type { Mutant } from '../mutants/mutants';

/** Where runners come from: they run the sources as they are shipped, or without a rule. */
export interface Simulators {
  /** Makes the simulator ready, and returns what starts a runner of it. */
  prepare(mutant?: Mutant): Promise<() => Runner>;
}

/** Lets the work use simulators in processes of their own, bundled in a folder that is gone afterwards. */
export async function withBundledSimulators<T>(work: (simulators: Simulators) => Promise<T>, interrupted?: AbortSignal): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'async-tasks-simulate-'));
  try {
    return await work({
      prepare: async (mutant) => {
        const bundle = join(folder, `${mutant?.rule ?? 'shipped'}.js`);
        await bundleSimulator(bundle, mutant);
        return () => new ProcessRunner(bundle, interrupted);
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
