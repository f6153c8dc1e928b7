import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { promisify } from 'node:util';
import { ExpectedError } from './expected-error';
import { silent, type Report } from './report';

const run = promisify(execFile);

/** Where Linux distributions and macOS put it, and Chrome, which is as good. */
const CANDIDATES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The program of the Chromium in which the docs page is tested. It is installed where that needs nobody: on Debian and its
 * kin, as root.
 */
export async function chromium(report: Report = silent): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && isThere('/usr/bin/apt-get')) await report('Install Chromium', install);
  const installed = findChromium();
  if (installed === undefined) {
    throw new ExpectedError(`The test of the docs page needs Chromium, and there is none at ${candidates().join(', ')}: install it (on Debian: \`apt install chromium\`), or say with the environment variable CHROMIUM where it is.`);
  }
  return installed;
}

async function install(): Promise<void> {
  const apt = async (...args: string[]): Promise<unknown> => run('apt-get', ['-qq', '--yes', ...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 2 ** 26 });
  try {
    await apt('update');
    await apt('install', '--no-install-recommends', 'chromium');
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new ExpectedError(`Chromium, in which the docs page is tested, could not be installed with apt-get:\n${(stderr || message).trim().split('\n').slice(-5).join('\n')}`);
  }
}

function findChromium(): string | undefined {
  return candidates().find(isThere);
}

function candidates(): string[] {
  const { CHROMIUM } = process.env;
  return CHROMIUM ? [CHROMIUM] : CANDIDATES;
}

function isThere(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
