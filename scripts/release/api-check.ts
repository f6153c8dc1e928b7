import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { apiVerdict, type ApiVerdict } from './api-verdict';
import { npm, type Run } from '../consumers/run';
import { ExpectedError } from '../support/expected-error';
import { REPOSITORY } from '../support/folders';

const execute = promisify(execFile);

/** The folder with the API that the first release must not break. */
export const BASELINE = '.api-baseline';

export interface ApiReport extends ApiVerdict {
  readonly breaks: readonly string[];
}

/**
 * Compares the API of a repository with that of the last release, or with the baseline before the first. The package is
 * compiled, and package.json has the next version.
 */
export async function checkApi(run: Run, repository: string): Promise<ApiReport> {
  const { name, version: next } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const last = await lastRelease(repository);
  const breaks = last === undefined
    ? await breakingChanges(join(repository, BASELINE), repository)
    : await withPackage(run, `${name}@${last}`, (folder) => breakingChanges(join(folder, 'node_modules', name), repository));
  return { breaks, ...apiVerdict({ breaks, last, next }) };
}

/** The version of the last release, by the repository's tags. */
export async function lastRelease(repository: string): Promise<string | undefined> {
  const { stdout } = await execute('git', ['tag', '--list', 'v*', '--sort=-version:refname'], { cwd: repository });
  const [tag] = stdout.split('\n', 1);
  return tag ? tag.slice(1) : undefined;
}

async function withPackage<T>(run: Run, specification: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-async-tasks-api-'));
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
    await npm(run, ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts', specification], { folder });
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** By default, jsii-diff allows changes of an experimental API. */
async function breakingChanges(old: string, current: string): Promise<string[]> {
  const tool = join(REPOSITORY, 'node_modules', 'jsii-diff', 'bin', 'jsii-diff');
  return execute(process.execPath, [tool, old, current, '--error-on', 'all'], { cwd: current, maxBuffer: 2 ** 26 }).then(
    () => [],
    ({ code, stderr, message }: { code?: unknown; stderr?: string; message: string }) => {
      const breaks = breaksIn(stderr ?? '');
      if (code === 1 && breaks.length > 0) return breaks;
      throw new ExpectedError(`jsii-diff could not compare the APIs of ${old} and ${current}:\n${lastLines(stderr || message)}`);
    },
  );
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-5).join('\n');
}

/** The breaking changes in a report of jsii-diff. */
export function breaksIn(report: string): string[] {
  return report.split(/\r?\n/).flatMap((line) => /^err\s+- (.*)$/.exec(line)?.[1] ?? []);
}
