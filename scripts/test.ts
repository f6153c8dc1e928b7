import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCHEMATHESIS } from './fuzz/schemathesis';
import { enginePython, environmentPython } from './local-aws';
import { PYTHON_GENERATOR } from './openapi/python-generator';
import { PYTHON_PACKAGE, testPython } from './python/tests';
import { chromium } from './support/chromium';
import { runCommand } from './support/command';
import { REPOSITORY } from './support/folders';
import { print, step } from './support/progress';

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

void runCommand(async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'cdk-async-tasks-test-'));
  try {
    const named = process.argv.slice(2);
    const jestArguments = named.length > 0 ? ['--passWithNoTests', ...named] : [];
    await step('Check the types', async () => {
      for (const project of ['tsconfig.dev.json', 'runtime/docs/page']) await check('typescript/bin/tsc', ['--noEmit', '--project', project]);
    });
    await enginePython(step);
    await chromium(step);
    await environmentPython(PYTHON_GENERATOR, step);
    await environmentPython(SCHEMATHESIS, step);
    const python = await environmentPython(PYTHON_PACKAGE, step);

    print('\nThe code');
    const unit = await jest(scratch, 'unit', jestArguments);
    print('\nThe Python package');
    const packaged = named.length > 0 ? { passed: 0, failed: 0 } : await testPython(python, scratch);
    print('\nThe code on the local AWS, and in a browser');
    const e2e = await jest(scratch, 'e2e', [
      // One file after the other: each has a local AWS of its own, on two cores.
      '--runInBand', '--testPathIgnorePatterns', '/node_modules/', '--testMatch', `**/test/**/*${E2E}`, ...jestArguments,
    ]);

    const passed = unit.numPassedTests + packaged.passed + e2e.numPassedTests;
    const failed = packaged.failed + failuresOf(unit) + failuresOf(e2e);
    print(`\n${passed} passed, ${failed} failed`);
    if (failed > 0) process.exitCode = 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

function failuresOf({ numFailedTests, numRuntimeErrorTestSuites }: Counts): number {
  return numFailedTests + numRuntimeErrorTestSuites;
}

async function jest(scratch: string, name: string, args: string[]): Promise<Counts> {
  const outputFile = join(scratch, `${name}.json`);
  await node('jest/bin/jest.js', ['--ci', '--coverage=false', '--json', '--outputFile', outputFile, ...args], 'pipe');
  return JSON.parse(readFileSync(outputFile, 'utf8'));
}

async function check(tool: string, args: string[]): Promise<void> {
  const exitCode = await node(tool, args);
  if (exitCode !== 0) throw new Error(`${tool} ended with ${exitCode}; what it found stands above.`);
}

/** Runs a tool of `node_modules`; jest shows its progress on stderr, and its report on stdout is read from a file. */
async function node(tool: string, args: string[], stdout: 'inherit' | 'pipe' = 'inherit'): Promise<number | null> {
  const child = spawn(process.execPath, [join(REPOSITORY, 'node_modules', tool), ...args], { cwd: REPOSITORY, stdio: ['ignore', stdout, 'inherit'] });
  child.stdout?.resume();
  const [exitCode] = await once(child, 'close') as [number | null];
  return exitCode;
}
