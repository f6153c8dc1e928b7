import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Run, RunOptions } from './run';
import { findPython } from '../local-aws/python';
import { buildAsyncTasks } from '../release/async-tasks';
import { REPOSITORY } from '../support/folders';

/** The packages as they are published. */
export interface Packages {
  /** The npm package's file. */
  readonly npm: string;
  /** The Python wheels: of the constructs, and of what handlers import. */
  readonly wheels: readonly string[];
}

/** Compiles what the packages are made of, here or in a copy of this repository; the Lambda functions are bundled before. */
export async function compile(run: Run, folder = REPOSITORY): Promise<void> {
  await tool(run, 'typescript/bin/tsc', ['--project', 'sdk/typescript/handler/tsconfig.json'], { folder });
  await tool(run, 'jsii/bin/jsii', ['--silence-warnings=reserved-word'], { folder });
}

/** Builds the packages into a folder. */
export async function buildPackages(run: Run, folder: string): Promise<Packages> {
  const python = await findPython('The Python package');
  await tool(run, 'jsii-pacmak/bin/jsii-pacmak', ['--targets', 'js', 'python', '--outdir', folder], { folder: REPOSITORY, path: [dirname(python)] });
  const asyncTasks = join(folder, 'async-tasks');
  await buildAsyncTasks(run, asyncTasks);
  return { npm: onlyFile(join(folder, 'js'), '.tgz'), wheels: [join(folder, 'python'), asyncTasks].map((wheels) => onlyFile(wheels, '.whl')) };
}

/** Runs one of this repository's tools. */
function tool(run: Run, file: string, args: readonly string[], options: RunOptions): Promise<void> {
  return run(process.execPath, [join(REPOSITORY, 'node_modules', file), ...args], options);
}

function onlyFile(folder: string, extension: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith(extension));
  if (files.length !== 1) throw new Error(`${folder} should hold one ${extension} file, and holds ${files.length}: ${files.join(', ')}`);
  return join(folder, files[0]);
}
