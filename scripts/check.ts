import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentPython } from './local-aws';
import { PYTHON_PACKAGE, testPython } from './python/tests';
import { branchPoint, changedSince } from './support/changes';
import { runCommand } from './support/command';
import { ExpectedError } from './support/expected-error';
import { LOCAL_FOLDER } from './support/folders';
import { nodeTool } from './support/node-tool';
import { print, step } from './support/progress';
import { checkTypes } from './support/types';

/** The compiler and ESLint keep their results for unchanged files here. */
const CACHE = join(LOCAL_FOLDER, 'check');

/**
 * `npm run check`: checks the types, the lint, and the unit tests that a change touches. The change is the difference to the
 * main branch, committed or not. `npm test` runs all tests.
 */
void runCommand(async () => {
  const started = Date.now();
  const since = await branchPoint();
  // Each keeps one core busy.
  const checked = await Promise.all([step('Check the types', () => checkTypes(CACHE)), step('Lint', lint)]);
  const passed = [...checked, await unitTests(since), await pythonTests(since)];
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (passed.includes(false)) throw new ExpectedError(`The check failed, for the reasons above (${seconds} s).`);
  print(`\nThe types, the lint and the unit tests of the change pass (${seconds} s).`);
});

async function lint(): Promise<boolean> {
  // Git changes the times of files, so the cache goes by their content.
  return await nodeTool('projen/bin/projen', ['eslint', '--cache', '--cache-strategy', 'content', '--cache-location', join(CACHE, 'eslint.json')]) === 0;
}

async function unitTests(since: string): Promise<boolean> {
  return await nodeTool('jest/bin/jest.js', ['--ci', '--coverage=false', '--reporters=default', '--passWithNoTests', '--changedSince', since]) === 0;
}

async function pythonTests(since: string): Promise<boolean> {
  const changes = await changedSince(since);
  if (!changes.some((file) => file.startsWith('sdk/python/'))) return true;
  const python = await environmentPython(PYTHON_PACKAGE, step);
  const scratch = mkdtempSync(join(tmpdir(), 'cdk-async-tasks-check-'));
  try {
    return (await testPython(python, scratch)).failed === 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
