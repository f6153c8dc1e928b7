import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newestOf, pinsOf, raised, type PublishedTimes } from './pins';
import { runCommand } from '../support/command';
import { REPOSITORY } from '../support/folders';
import { print } from '../support/progress';

const execute = promisify(execFile);
const SOURCES = ['.projenrc.ts', 'projenrc/release.ts'].map((name) => join(REPOSITORY, name));
const DAY_MS = 24 * 60 * 60 * 1000;
/** Most broken or malicious versions are found within a week. */
const COOLDOWN_MS = 7 * DAY_MS;

/** A step of `npx projen upgrade`: raises the exact versions, which projen leaves alone. */
void runCommand(async (interrupted) => {
  const { dependencies } = JSON.parse(readFileSync(join(REPOSITORY, '.projen', 'deps.json'), 'utf8'));
  const before = new Date(Date.now() - COOLDOWN_MS);
  for (const pin of pinsOf(dependencies)) {
    interrupted.throwIfAborted();
    const newest = newestOf(pin, await Promise.all(pin.names.map(publishedTimes)), before);
    if (newest === pin.version) continue;
    for (const file of SOURCES) writeFileSync(file, raised(readFileSync(file, 'utf8'), pin, newest));
    print(`${pin.names.join(', ')}: ${pin.version} → ${newest}`);
  }
});

async function publishedTimes(name: string): Promise<PublishedTimes> {
  const { stdout } = await execute('npm', ['view', name, 'time', '--json'], { maxBuffer: 2 ** 26, shell: process.platform === 'win32' });
  return JSON.parse(stdout);
}
