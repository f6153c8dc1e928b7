import { join } from 'node:path';
import { REPOSITORY } from '../../folders';
import { ConsumerApp, FLOOR } from '../app';
import type { Packages } from '../packages';
import type { Run } from '../run';

const EXAMPLE = 'typescript/quickstart';

/** The ways in which today's projects find the types of a package. */
const RESOLUTIONS = [
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'esnext', moduleResolution: 'bundler' },
];

/** Installs the quickstart written in TypeScript: the npm package comes as its file. */
export async function installTypescript(run: Run, { npm }: Packages, folder: string, umask?: number): Promise<ConsumerApp> {
  const app = new ConsumerApp(run, EXAMPLE, { folder, umask });
  await app.npmInstall({ ...FLOOR, 'cdk-async-tasks': `file:${npm}` });
  return app;
}

/** The template of an app whose schemas are objects. */
export function synthesizeSchemas(app: ConsumerApp): Promise<string> {
  return app.synthesizeOther(join(__dirname, 'schema-app.ts'), 'npx tsx', 'Schema');
}

/** Checks the types of the app and its handler, which imports `cdk-async-tasks/handler`. */
export async function checkTypes(app: ConsumerApp): Promise<void> {
  const modules = join(REPOSITORY, 'node_modules');
  for (const { module, moduleResolution } of RESOLUTIONS) {
    await app.exec(process.execPath, [
      join(modules, 'typescript', 'bin', 'tsc'), '--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022',
      '--module', module, '--moduleResolution', moduleResolution,
      '--types', 'node', '--typeRoots', join(modules, '@types'),
      'app.ts', 'handlers/thumbnail.ts',
    ]);
  }
}
