import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CAMPAIGNS, logOf } from './campaigns';
import { issueOf } from './issue';
import { report, type Gh } from './report-issue';
import { runCommand } from '../support/command';

const execute = promisify(execFile);

const gh: Gh = async (args) => (await execute('gh', [...args])).stdout;

/**
 * The last job of the nightly workflow: reports the campaigns that failed. Its environment has the results of the jobs
 * (`JOBS`, which is GitHub's `needs`), the folder with their logs (`LOGS`) and the address of the run (`RUN_URL`).
 */
void runCommand(async () => {
  const jobs: Record<string, { readonly result: string }> = JSON.parse(variable('JOBS'));
  for (const campaign of CAMPAIGNS.filter(({ name }) => jobs[name]?.result === 'failure')) {
    const file = join(variable('LOGS'), logOf(campaign));
    // A job that failed before its campaign has no log.
    await report(issueOf(campaign, existsSync(file) ? readFileSync(file, 'utf8') : '', variable('RUN_URL')), gh);
  }
});

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`the environment variable ${name} is not set`);
  return value;
}
