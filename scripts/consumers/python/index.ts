import { dirname, join } from 'node:path';
import { findPython, interpreter } from '../../local-aws/python';
import { ConsumerApp, FLOOR } from '../app';
import type { Packages } from '../packages';
import type { Run } from '../run';

const EXAMPLE = 'python/quickstart';

/** Installs the quickstart written in Python: npm brings what its handler needs, pip the wheel, each in a fresh folder. */
export async function installPython(run: Run, { wheel }: Packages, folder: string): Promise<ConsumerApp> {
  const python = interpreter(join(folder, '.venv'));
  const app = new ConsumerApp(run, EXAMPLE, { folder, path: [dirname(python)] });
  await app.npmInstall();
  await app.exec(await findPython('The app in Python'), ['-m', 'venv', '.venv']);
  await app.exec(python, [
    '-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check',
    '--requirement', 'requirements.txt', wheel, ...Object.entries(FLOOR).map(([name, version]) => `${name}==${version}`),
  ]);
  return app;
}

/** The template of an app whose schemas are dicts. */
export function synthesizeSchemas(app: ConsumerApp): Promise<string> {
  return app.synthesizeOther(join(__dirname, 'schema_app.py'), 'python', 'Schema');
}
