import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { writePythonContract } from '../build/python-package';
import type { Run } from '../consumers/run';
import { environmentPython, type PythonEnvironment } from '../local-aws';
import { REPOSITORY } from '../support/folders';

/** Builds the package `async-tasks`, and checks Python packages before they are published. */
export const RELEASE_TOOLS: PythonEnvironment = {
  title: 'what builds the Python packages',
  user: 'The build of the Python packages',
  requirements: join(__dirname, 'requirements.txt'),
  modules: ['build', 'hatchling', 'twine'],
};

const SOURCE = join(REPOSITORY, 'sdk', 'python');

/** The sources have this version. */
const UNRELEASED = 'version = "0.0.0"';

/** Builds the sdist of the package `async-tasks`, and its wheel from that, in the version of package.json. */
export async function buildAsyncTasks(run: Run, folder: string): Promise<void> {
  const python = await environmentPython(RELEASE_TOOLS);
  const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
  writePythonContract();
  const copy = mkdtempSync(join(tmpdir(), 'async-tasks-'));
  try {
    for (const name of ['README.md', 'src']) {
      cpSync(join(SOURCE, name), join(copy, name), { recursive: true, filter: (path) => basename(path) !== '__pycache__' });
    }
    cpSync(join(REPOSITORY, 'LICENSE'), join(copy, 'LICENSE'));
    writeFileSync(join(copy, 'pyproject.toml'), stamped(readFileSync(join(SOURCE, 'pyproject.toml'), 'utf8'), version));
    await run(python, ['-m', 'build', '--no-isolation', '--outdir', folder, copy], { folder: copy });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** A pyproject.toml with the version of a release. */
export function stamped(pyproject: string, version: string): string {
  if (!pyproject.includes(UNRELEASED)) throw new Error(`pyproject.toml does not have the line ${UNRELEASED}`);
  return pyproject.replace(UNRELEASED, `version = "${version}"`);
}
