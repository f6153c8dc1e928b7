import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findPython, interpreter } from '../../local-aws/python';
import type { Assembly, ConsumerApp } from '../app';
import type { Packages } from '../packages';
import { ConsumerProject, FLOOR } from '../project';
import type { Run } from '../run';

const TESTS = 'tests';

/** Installs the examples written in Python: npm brings what their handlers need, pip the wheels, each in a fresh folder. */
export async function installPython(run: Run, { wheels }: Packages, examples: readonly string[], folder: string): Promise<ConsumerProject> {
  const python = interpreter(join(folder, '.venv'));
  const project = new ConsumerProject(run, 'python', examples, { folder, path: [dirname(python)] });
  await project.npmInstall();
  await project.exec(await findPython('The apps in Python'), ['-m', 'venv', '.venv']);
  await project.exec(python, [
    '-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check',
    ...examples.flatMap((example) => ['--requirement', join(example, 'requirements.txt')]),
    ...wheels, ...Object.entries(FLOOR).map(([name, version]) => `${name}==${version}`),
  ]);
  return project;
}

/** The template of an app whose schemas are dicts. */
export function synthesizeSchemas(app: ConsumerApp): Promise<Assembly> {
  return app.synthesizeOther(join(__dirname, 'schema_app.py'), 'python');
}

/** What runs the tests that an example has of its own: a program and its arguments. */
export function testCommand(app: ConsumerApp): readonly string[] | undefined {
  return existsSync(join(app.folder, TESTS)) ? ['python', '-m', 'unittest', 'discover', TESTS] : undefined;
}
