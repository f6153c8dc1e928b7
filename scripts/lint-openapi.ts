import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describedApis } from './openapi/documents';
import { runCommand } from './support/command';
import { ExpectedError } from './support/expected-error';
import { REPOSITORY } from './support/folders';
import { print } from './support/progress';

/** `npm run lint:openapi`: checks the descriptions of APIs of every kind by Redocly's rules. */
void runCommand(async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'cdk-async-tasks-openapi-'));
  try {
    const files = Object.entries(describedApis(join(scratch, 'cdk.out'))).map(([name, text]) => {
      writeFileSync(join(scratch, `${name}.json`), text);
      return `${name}.json`;
    });
    if (await redocly(['lint', '--config', join(REPOSITORY, 'scripts', 'openapi', 'redocly.yaml'), ...files], scratch) !== 0) {
      throw new ExpectedError('What is wrong with the descriptions stands above.');
    }
    print(`\n${files.length} passed, 0 failed`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

async function redocly(args: readonly string[], cwd: string): Promise<number | null> {
  const child = spawn(process.execPath, [join(REPOSITORY, 'node_modules', '@redocly', 'cli', 'bin', 'cli.js'), ...args], {
    cwd,
    stdio: 'inherit',
    // It would tell its makers about each run, and ask for a newer version of itself.
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  const [exitCode] = await once(child, 'close') as [number | null];
  return exitCode;
}
