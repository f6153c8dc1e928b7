import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { uvSettings } from './uv-settings';
import { ExpectedError } from '../support/expected-error';
import { LOCAL_FOLDER, REPOSITORY } from '../support/folders';
import { silent, type Report } from '../support/report';

const run = promisify(execFile);

/** What a virtual environment holds. */
export interface PythonEnvironment {
  /** What it is for, as the end of a sentence and as the beginning of one. */
  readonly title: string;
  readonly user: string;
  /** A file with the packages, pinned with their hashes. */
  readonly requirements: string;
  /** Modules by which one knows that they are there. */
  readonly modules: readonly string[];
  /**
   * The oldest Python that it runs on: 3.10, or newer.
   * @default '3.10'
   */
  readonly oldest?: string;
}

const ENGINE: PythonEnvironment = {
  title: 'the local AWS engine',
  user: 'The local AWS',
  requirements: join(__dirname, 'requirements.txt'),
  modules: ['ministack', 'hypercorn', 'cryptography'],
};

/** What makes the others, in seconds where pip takes half a minute. */
const UV: PythonEnvironment = {
  title: 'the installer of Python packages',
  user: 'The installer of Python packages',
  requirements: join(REPOSITORY, 'scripts', 'python', 'requirements.txt'),
  modules: ['uv'],
};

let uvPython: Promise<string> | undefined;

const OLDEST = '3.10';
const CANDIDATES: [string, ...string[]][] = [
  ['python3'], ['python3.14'], ['python3.13'], ['python3.12'], ['python3.11'], ['python3.10'], ['python'],
  ...(process.platform === 'win32' ? [['py', '-3'] as [string, string]] : []),
];

interface Python {
  readonly command: string;
  readonly version: string;
  readonly hasVenv: boolean;
}

/**
 * The Python interpreter of the virtual environment that holds the local AWS engine. `startEngine` sees to it by itself;
 * call it before to show the step.
 */
export async function enginePython(report: Report = silent): Promise<string> {
  return environmentPython(ENGINE, report);
}

/**
 * The Python interpreter of a virtual environment, which is made on first use and again when its requirements change or
 * its Python is gone.
 */
export async function environmentPython(environment: PythonEnvironment, report: Report = silent): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(environment.requirements)).digest('hex').slice(0, 16);
  const folder = join(LOCAL_FOLDER, 'venv', environment.title.replaceAll(' ', '-'), hash);
  if (!await holds(folder, environment)) {
    await report(`Install ${environment.title}`, () => makeVenv(folder, environment));
  }
  return interpreter(folder);
}

/**
 * A Python interpreter of this machine that can make virtual environments.
 *
 * @param user   what needs it, as the beginning of a sentence: the error says what is missing and how to get it
 * @param oldest the oldest version that will do
 */
export async function findPython(user: string, oldest = OLDEST): Promise<string> {
  const howToGetIt = `install Python ${oldest} or newer (python.org, or your system's package manager) so that \`python3\` starts it`;
  const found = (await Promise.all(CANDIDATES.map(probe))).filter((python) => python !== undefined);
  const recent = found.filter(({ version }) => compareVersions(version, oldest) >= 0);
  const usable = recent.find((python) => python.hasVenv);
  if (usable) {
    return usable.command;
  }
  if (recent.length > 0) {
    throw new ExpectedError(`${user} needs Python's venv module, which Python ${recent[0]!.version} at ${recent[0]!.command} lacks: install it (on Debian and Ubuntu: \`apt install python3-venv\`).`);
  }
  if (found.length > 0) {
    throw new ExpectedError(`${user} needs Python ${oldest} or newer, and the newest here is ${newest(found).version} (${newest(found).command}): ${howToGetIt}.`);
  }
  throw new ExpectedError(`${user} needs Python, and none was found: ${howToGetIt}.`);
}

function newest(pythons: Python[]): Python {
  return pythons.reduce((a, b) => compareVersions(a.version, b.version) < 0 ? b : a);
}

function compareVersions(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

async function probe([command, ...args]: [string, ...string[]]): Promise<Python | undefined> {
  // ensurepip is what Debian leaves out: venv itself imports without it.
  const script = 'import importlib.util as u, sys; print(sys.executable); print("%d.%d" % sys.version_info[:2]); '
    + 'print(all(u.find_spec(m) for m in ("venv", "ensurepip")))';
  try {
    const { stdout } = await run(command, [...args, '-c', script], { timeout: 20_000 });
    const [executable = '', version = '', hasVenv] = stdout.split(/\r?\n/);
    return { command: executable, version, hasVenv: hasVenv === 'True' };
  } catch {
    return undefined;
  }
}

async function makeVenv(folder: string, environment: PythonEnvironment): Promise<void> {
  const python = await findPython(environment.user, environment.oldest);
  // Complete or absent: two runs at once each build their own, and the first to finish gives it its name.
  const building = `${folder}-${process.pid}`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  try {
    await fillVenv(python, building, environment);
    if (!await holds(folder, environment)) {
      removeFinishedVenvs(dirname(folder));
      renameSync(building, folder);
    }
  } catch (error) {
    throw new ExpectedError(`Could not install ${environment.title} with ${python}:\n${lastLines(error)}`);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

async function fillVenv(python: string, folder: string, environment: PythonEnvironment): Promise<void> {
  if (environment !== UV) {
    try {
      return await fillByUv(python, folder, environment);
    } catch {
      // Whatever keeps uv from it, pip may manage; if not, its error says what is wrong.
      rmSync(folder, { recursive: true, force: true });
    }
  }
  await run(python, ['-m', 'venv', folder]);
  await run(interpreter(folder), [
    '-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--require-hashes', '--requirement', environment.requirements,
  ]);
}

async function fillByUv(python: string, folder: string, { requirements }: PythonEnvironment): Promise<void> {
  const uv = await (uvPython ??= environmentPython(UV));
  const { stdout: pipSettings } = await run(uv, ['-m', 'pip', 'config', 'list']);
  const env = { ...uvSettings(pipSettings), ...process.env };
  await run(uv, ['-m', 'uv', 'venv', '--quiet', '--python', python, folder], { env });
  // Compiled, as pip does it: else each first import would be slow, also one within a function's time-out.
  await run(uv, [
    '-m', 'uv', 'pip', 'install', '--quiet', '--compile-bytecode', '--python', interpreter(folder), '--require-hashes', '--requirement', requirements,
  ], { env });
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
async function holds(folder: string, { modules }: PythonEnvironment): Promise<boolean> {
  const script = `import importlib.util as u, sys; sys.exit(not all(u.find_spec(m) for m in ${JSON.stringify(modules)}))`;
  return run(interpreter(folder), ['-c', script]).then(() => true, () => false);
}

/** The Python interpreter of a virtual environment. */
export function interpreter(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}
