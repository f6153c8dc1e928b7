import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pythonFiles, type Artefacts } from './artefacts';
import { checkPackageContents } from '../consumers/package-contents';
import { npm, type Run } from '../consumers/run';
import { findPython, interpreter } from '../local-aws/python';
import { step } from '../support/progress';

const ENTRY_POINTS = ['cdk-async-tasks', 'cdk-async-tasks/handler', 'cdk-async-tasks/client', 'cdk-async-tasks/testing'];

/**
 * Checks the files by the rules of the registries, and without a network.
 *
 * @param python an interpreter with twine
 */
export async function checkPublishable(run: Run, python: string, artefacts: Artefacts): Promise<void> {
  const folder = dirname(artefacts.npm);
  await step('npm: publish, as a dry run', () => npm(run, ['publish', '--dry-run', '--offline', '--provenance=false', artefacts.npm], { folder }));
  await step('PyPI: check the wheels and sdists', () => run(python, ['-m', 'twine', 'check', '--strict', ...pythonFiles(artefacts)], { folder }));
}

/** Installs the npm package with its peers in an empty folder, and loads its entry points. */
export async function installNpm(run: Run, artefacts: Artefacts, folder: string): Promise<void> {
  await step('npm: install the package and its peers', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
    await npm(run, ['install', '--no-audit', '--no-fund', '--loglevel=error', artefacts.npm], { folder });
  });
  await step('npm: check its contents, and load it', async () => {
    checkPackageContents(join(folder, 'node_modules', 'cdk-async-tasks'));
    await run(process.execPath, ['--eval', ENTRY_POINTS.map((name) => `require('${name}');`).join(' ')], { folder });
  });
}

/** Installs each wheel with its dependencies in an empty virtual environment, and imports it. */
export async function installPython(run: Run, { handlers, constructs }: Artefacts, version: string, folder: string): Promise<void> {
  await step('PyPI: install async-tasks and import it', () => install(run, handlers.wheel, 'async_tasks', version, join(folder, 'handlers')));
  await step('PyPI: install cdk-async-tasks and import it', () => install(run, constructs.wheel, 'cdk_async_tasks', version, join(folder, 'constructs')));
}

async function install(run: Run, wheel: string, module: string, version: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await run(await findPython('The Python packages'), ['-m', 'venv', '.venv'], { folder });
  const python = interpreter(join(folder, '.venv'));
  await run(python, ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', wheel], { folder });
  const script = `import importlib.metadata as m, ${module}; v = m.version("${module}"); assert v == "${version}", f"installed {v}"`;
  await run(python, ['-c', script], { folder });
}
