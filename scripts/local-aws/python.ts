import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ExpectedError } from './expected-error';
import { LOCAL_FOLDER } from '../folders';
import { silent, type Report } from './report';

const run = promisify(execFile);

const REQUIREMENTS = join(__dirname, 'requirements.txt');
const OLDEST = { major: 3, minor: 10 };
const CANDIDATES: [string, ...string[]][] = [
  ['python3'], ['python3.14'], ['python3.13'], ['python3.12'], ['python3.11'], ['python3.10'], ['python'],
  ...(process.platform === 'win32' ? [['py', '-3'] as [string, string]] : []),
];
const HOW_TO_GET_IT = 'install Python 3.10 or newer (python.org, or your system\'s package manager) so that `python3` starts it';

interface Python {
  readonly command: string;
  readonly version: string;
  readonly recent: boolean;
  readonly hasVenv: boolean;
}

/**
 * The Python interpreter of a virtual environment that holds the local AWS engine, made on first use and again when
 * its requirements change or its Python is gone. `startEngine` sees to it by itself; call it before to show the step.
 */
export async function enginePython(report: Report = silent): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 16);
  const folder = join(LOCAL_FOLDER, 'venv', hash);
  if (!await holdsEngine(folder)) {
    await report('Install the local AWS engine', () => makeVenv(folder));
  }
  return interpreter(folder);
}

/**
 * A Python interpreter of this machine that can make virtual environments.
 *
 * @param user what needs it, as the beginning of a sentence: the error says what is missing and how to get it
 */
export async function findPython(user: string): Promise<string> {
  const found = (await Promise.all(CANDIDATES.map(probe))).filter((python) => python !== undefined);
  const recent = found.filter((python) => python.recent);
  const usable = recent.find((python) => python.hasVenv);
  if (usable) {
    return usable.command;
  }
  if (recent.length > 0) {
    throw new ExpectedError(`${user} needs Python's venv module, which Python ${recent[0]!.version} at ${recent[0]!.command} lacks: install it (on Debian and Ubuntu: \`apt install python3-venv\`).`);
  }
  if (found.length > 0) {
    throw new ExpectedError(`${user} needs Python 3.10 or newer, and the newest here is ${newest(found).version} (${newest(found).command}): ${HOW_TO_GET_IT}.`);
  }
  throw new ExpectedError(`${user} needs Python, and none was found: ${HOW_TO_GET_IT}.`);
}

function newest(pythons: Python[]): Python {
  return pythons.reduce((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }) < 0 ? b : a);
}

async function probe([command, ...args]: [string, ...string[]]): Promise<Python | undefined> {
  // ensurepip is what Debian leaves out: venv itself imports without it.
  const script = 'import importlib.util as u, sys; print(sys.executable); print("%d.%d" % sys.version_info[:2]); '
    + 'print(all(u.find_spec(m) for m in ("venv", "ensurepip")))';
  try {
    const { stdout } = await run(command, [...args, '-c', script], { timeout: 20_000 });
    const [executable = '', version = '', hasVenv] = stdout.split(/\r?\n/);
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const recent = major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
    return { command: executable, version, recent, hasVenv: hasVenv === 'True' };
  } catch {
    return undefined;
  }
}

async function makeVenv(folder: string): Promise<void> {
  const python = await findPython('The local AWS');
  // Complete or absent: two runs at once each build their own, and the first to finish gives it its name.
  const building = `${folder}-${process.pid}`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  try {
    await run(python, ['-m', 'venv', building]);
    await run(interpreter(building), [
      '-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--require-hashes', '--requirement', REQUIREMENTS,
    ]);
    if (!await holdsEngine(folder)) {
      removeFinishedVenvs(dirname(folder));
      renameSync(building, folder);
    }
  } catch (error) {
    throw new ExpectedError(`The local AWS engine could not be installed with ${python}:\n${lastLines(error)}`);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

/** Those of earlier requirements, and a broken one; those that another run is building have its process id in their names. */
function removeFinishedVenvs(parent: string): void {
  for (const name of readdirSync(parent).filter((entry) => !entry.includes('-'))) {
    rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function lastLines(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr || message).trim().split('\n').slice(-5).join('\n');
}

/** False also for an environment whose Python has been removed from the machine. */
async function holdsEngine(folder: string): Promise<boolean> {
  const script = 'import importlib.util as u, sys; sys.exit(not all(u.find_spec(m) for m in ("ministack", "hypercorn", "cryptography")))';
  return run(interpreter(folder), ['-c', script]).then(() => true, () => false);
}

/** The Python interpreter of a virtual environment. */
export function interpreter(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}
