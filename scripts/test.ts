import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCHEMATHESIS } from './fuzz/schemathesis';
import { enginePython, environmentPython, shareEngines } from './local-aws';
import { PYTHON_GENERATOR } from './openapi/python-generator';
import { PYTHON_PACKAGE, testPython } from './python/tests';
import { BUILT } from './support/built';
import { chromium } from './support/chromium';
import { runCommand } from './support/command';
import { ExpectedError } from './support/expected-error';
import { nodeTool } from './support/node-tool';
import { print, step } from './support/progress';
import { checkTypes } from './support/types';

/**
 * `npm test`: checks the types, then runs the tests of the code, those of the Python package, and those that need the local
 * AWS or a browser. Arguments go to jest, which then runs only what they name, and nothing else is run.
 */

interface Counts {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Files that could not be run at all. */
  readonly numRuntimeErrorTestSuites: number;
}

const E2E = '.e2e.test.ts';

/** Jest would leave one of two cores idle. */
const WORKERS = Math.max(2, availableParallelism() - 1);

/** Half of them wait, for a minute to pass or for a message to come back; with more, functions would reach their time-outs. */
const E2E_WORKERS = 2;

void runCommand(async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'cdk-async-tasks-test-'));
  try {
    const named = process.argv.slice(2);
    const jestArguments = named.length > 0 ? ['--passWithNoTests', ...named] : [];
    if (!BUILT && !await step('Check the types', () => checkTypes())) throw new ExpectedError('Types are wrong; tsc has printed where.');
    const [python] = await Promise.all([pythonEnvironments(), chromium(step)]);

    print('\nThe code');
    const unit = await jest(scratch, 'unit', ['--maxWorkers', String(WORKERS), ...jestArguments]);
    print('\nThe Python package');
    const packaged = named.length > 0 ? { passed: 0, failed: 0 } : await testPython(python, scratch);
    print('\nThe code on the local AWS, and in a browser');
    const e2e = await onSharedEngines((env) => jest(scratch, 'e2e', [
      '--maxWorkers', String(E2E_WORKERS), '--testPathIgnorePatterns', '/node_modules/', '--testMatch', `**/test/**/*${E2E}`, ...jestArguments,
    ], env));

    const passed = unit.numPassedTests + packaged.passed + e2e.numPassedTests;
    const failed = packaged.failed + failuresOf(unit) + failuresOf(e2e);
    print(`\n${passed} passed, ${failed} failed`);
    if (failed > 0) process.exitCode = 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

/** Makes the environments that tests need, and gives the interpreter that tests the Python package. */
async function pythonEnvironments(): Promise<string> {
  await enginePython(step);
  await environmentPython(PYTHON_GENERATOR, step);
  await environmentPython(SCHEMATHESIS, step);
  return environmentPython(PYTHON_PACKAGE, step);
}

/** Test files share two local AWSs: what each has of its own there are its names. */
async function onSharedEngines<T>(work: (env: Readonly<Record<string, string>>) => Promise<T>): Promise<T> {
  const engines = await step('Start the local AWS, and one that enforces IAM policies', shareEngines);
  try {
    return await work(engines.env);
  } finally {
    await engines.stop();
  }
}

function failuresOf({ numFailedTests, numRuntimeErrorTestSuites }: Counts): number {
  return numFailedTests + numRuntimeErrorTestSuites;
}

/** It shows its progress on stderr, and its report on stdout is read from a file. */
async function jest(scratch: string, name: string, args: string[], env: Readonly<Record<string, string>> = {}): Promise<Counts> {
  const outputFile = join(scratch, `${name}.json`);
  await nodeTool('jest/bin/jest.js', ['--ci', '--coverage=false', '--json', '--outputFile', outputFile, ...args], { stdout: 'pipe', env });
  return JSON.parse(readFileSync(outputFile, 'utf8'));
}
