import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PythonEnvironment } from '../local-aws';
import { bareEnvironment } from '../local-aws/environment';
import { ExpectedError } from '../support/expected-error';
import { REPOSITORY } from '../support/folders';

/** What builds, checks and tests the package `async-tasks`. */
export const PYTHON_PACKAGE: PythonEnvironment = {
  title: 'what tests the Python package',
  user: 'The tests of the Python package',
  requirements: join(REPOSITORY, 'sdk', 'python', 'requirements.txt'),
  modules: ['pytest', 'mypy', 'ruff', 'build', 'hatchling', 'boto3'],
};

export interface PythonCounts {
  readonly passed: number;
  readonly failed: number;
}

/** Failed tests are an answer, too; everything else that pytest can end with is not. */
const TESTED = [0, 1];

/**
 * Runs the tests of the package `async-tasks`, its types among them.
 *
 * @param python  the interpreter of {@link PYTHON_PACKAGE}
 * @param scratch a folder for the report
 */
export async function testPython(python: string, scratch: string): Promise<PythonCounts> {
  const report = join(scratch, 'python.xml');
  const child = spawn(python, ['-m', 'pytest', '--quiet', `--junitxml=${report}`], {
    cwd: join(REPOSITORY, 'sdk', 'python'),
    // What they compare the package with runs in this Node.js.
    env: { ...bareEnvironment(), PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1', NODE: process.execPath },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [exitCode] = await once(child, 'close') as [number | null];
  if (exitCode === null || !TESTED.includes(exitCode)) throw new ExpectedError(`The tests of the Python package ended with ${exitCode}; why stands above.`);
  return countsIn(readFileSync(report, 'utf8'));
}

/** What a report in JUnit's format says of all of its tests. */
export function countsIn(report: string): PythonCounts {
  const [suite] = /<testsuite [^>]*>/.exec(report) ?? [];
  const [tests, failures, errors, skipped] = ['tests', 'failures', 'errors', 'skipped'].map((name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite ?? '')?.[1]));
  if (Number.isNaN(tests)) throw new Error('the report of pytest does not say how many tests there were');
  const failed = failures + errors;
  return { passed: tests - failed - skipped, failed };
}
