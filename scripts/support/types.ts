import { join } from 'node:path';
import { nodeTool } from './node-tool';

/** All code that jsii does not compile; the script of the docs page runs in a browser. */
const PROJECTS = ['tsconfig.dev.json', 'runtime/docs/page'];

/**
 * Checks the types, and prints their errors.
 *
 * @param cache the folder in which the compiler keeps its results for unchanged files
 * @returns whether there are no errors
 */
export async function checkTypes(cache?: string): Promise<boolean> {
  const exitCodes: unknown[] = [];
  for (const [n, project] of PROJECTS.entries()) {
    const incremental = cache === undefined ? [] : ['--incremental', '--tsBuildInfoFile', join(cache, `types-${n}.json`)];
    exitCodes.push(await nodeTool('typescript/bin/tsc', ['--noEmit', ...incremental, '--project', project]));
  }
  return exitCodes.every((exitCode) => exitCode === 0);
}
