import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { REPOSITORY } from './folders';

const execute = promisify(execFile);
const MAIN = 'origin/main';

/** The commit at which this branch left the main branch, or the last commit where there is no main branch. */
export async function branchPoint(): Promise<string> {
  return git('merge-base', 'HEAD', MAIN).catch(() => git('rev-parse', 'HEAD'));
}

/** The files that have changed since a commit, committed or not. */
export async function changedSince(commit: string): Promise<string[]> {
  const changes = await Promise.all([git('diff', '--name-only', commit), git('ls-files', '--others', '--exclude-standard')]);
  return changes.flatMap((names) => names.split('\n')).filter(Boolean);
}

async function git(...args: string[]): Promise<string> {
  return (await execute('git', args, { cwd: REPOSITORY })).stdout.trim();
}
