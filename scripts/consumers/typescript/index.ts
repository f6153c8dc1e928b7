import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { REPOSITORY } from '../../support/folders';
import type { Assembly, ConsumerApp } from '../app';
import type { Packages } from '../packages';
import { ConsumerProject, FLOOR } from '../project';
import type { Run } from '../run';

/** The ways in which today's projects find the types of a package. */
const RESOLUTIONS = [
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'esnext', moduleResolution: 'bundler' },
];

/** Installs the examples written in TypeScript: the npm package comes as its file. */
export async function installTypescript(
  run: Run, { npm }: Packages, examples: readonly string[], folder: string, umask?: number,
): Promise<ConsumerProject> {
  const project = new ConsumerProject(run, 'typescript', examples, { folder, umask });
  await project.npmInstall({ ...FLOOR, 'cdk-async-tasks': `file:${npm}` });
  return project;
}

/** The template of an app whose schemas are objects. */
export function synthesizeSchemas(app: ConsumerApp): Promise<Assembly> {
  return app.synthesizeOther(join(__dirname, 'schema-app.ts'), 'npx tsx');
}

/** Checks the types of the apps and their handlers, which import `cdk-async-tasks/handler`. */
export async function checkTypes(project: ConsumerProject, examples: readonly string[]): Promise<void> {
  const modules = join(REPOSITORY, 'node_modules');
  const files = examples.flatMap((example) => sources(join(project.folder, example)));
  for (const { module, moduleResolution } of RESOLUTIONS) {
    await project.exec(process.execPath, [
      join(modules, 'typescript', 'bin', 'tsc'), '--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022',
      '--module', module, '--moduleResolution', moduleResolution,
      '--types', 'node', '--typeRoots', join(modules, '@types'),
      ...files,
    ]);
  }
}

/** What runs the tests that an example has of its own: a program and its arguments. */
export function testCommand(app: ConsumerApp): readonly string[] | undefined {
  const files = sources(app.folder).filter((file) => file.endsWith('.test.ts'));
  return files.length > 0 ? [process.execPath, '--import', 'tsx', '--test', ...files] : undefined;
}

/** The files of an app; what synthesis has written beside them is none of it. */
function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !relative(folder, file).startsWith('cdk.out'));
}
