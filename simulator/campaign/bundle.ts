import { join } from 'node:path';
import type { BuildFailure, BuildOptions, Message } from 'esbuild';
import { build } from 'esbuild';
import { ExpectedError } from '../../scripts/support/expected-error';
import { REPOSITORY } from '../../scripts/support/folders';
import type { Mutant } from '../mutants/mutants';
import { patchPlugin } from '../mutants/patches';

/**
 * Bundles the simulator, with the handlers and the core that it runs.
 *
 * @param mutant changes the sources on their way into the bundle
 */
export async function bundleSimulator(outfile: string, mutant?: Mutant): Promise<void> {
  const options: BuildOptions = {
    entryPoints: [join(__dirname, 'runner-process', 'index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    absWorkingDir: REPOSITORY,
    tsconfig: join(REPOSITORY, 'tsconfig.dev.json'),
    sourcemap: 'inline',
    sourcesContent: false,
    // Resolved when a construct bundles the worker with its user's handler.
    external: ['#user-handler'],
    logLevel: 'silent',
    plugins: mutant ? [patchPlugin(mutant.rule, mutant.patches, REPOSITORY)] : [],
  };
  try {
    await build(options);
  } catch (error) {
    throw new ExpectedError((error as BuildFailure).errors.map(sentenceOf).join('\n'), { cause: error });
  }
}

function sentenceOf({ text, location }: Message): string {
  return location ? `${location.file}:${location.line}: ${text}` : text;
}
