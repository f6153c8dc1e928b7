import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command';
import { FLOOR, type ConsumerApp } from './consumers/app';
import { expectEqual, type Template } from './consumers/compare';
import { checkPackageContents } from './consumers/package-contents';
import { buildPackages, compile, type Packages } from './consumers/packages';
import * as python from './consumers/python';
import { runner, type Run } from './consumers/run';
import { checkTypes, installTypescript, synthesizeSchemas as typescriptSchemas } from './consumers/typescript';
import { print, step } from './progress';

/**
 * `npm run test:consumers`: builds the packages, installs each as its users do, and compares what their apps
 * synthesize, files and schemas in their own objects alike. A further language is a further folder in `consumers`, and a
 * line here.
 */
const OTHER_LANGUAGES: Record<string, Language> = {
  Python: { install: python.installPython, synthesizeSchemas: python.synthesizeSchemas },
};

interface Language {
  readonly install: (run: Run, packages: Packages, folder: string) => Promise<ConsumerApp>;
  /** The template of an app that gives its schemas as the language's own objects. */
  readonly synthesizeSchemas: (app: ConsumerApp) => Promise<string>;
}

void runCommand(async (interrupted) => {
  const started = Date.now();
  const run = runner(interrupted);
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'cdk-async-tasks-consumers-')));
  try {
    await step('Compile the package', () => compile(run));
    const packages = await step('Build the npm package and the Python wheel', () => buildPackages(run, join(scratch, 'dist')));

    const typescript = await step(`TypeScript: install, with aws-cdk-lib ${FLOOR['aws-cdk-lib']}`, () =>
      installTypescript(run, packages, join(scratch, 'typescript')));
    await step('TypeScript: check what the package holds', async () =>
      checkPackageContents(join(typescript.folder, 'node_modules', 'cdk-async-tasks')));
    await step('TypeScript: check the types', () => checkTypes(typescript));
    const expected = await synthesize('TypeScript', typescript);
    const expectedSchemas = await synthesizeSchemas('TypeScript', () => typescriptSchemas(typescript));

    const elsewhere = await step('TypeScript, in another folder and by umask 077: install', () =>
      installTypescript(run, packages, join(scratch, 'some', 'where-else'), 0o077));
    expectEqual(expected, await synthesize('TypeScript, in another folder and by umask 077', elsewhere));

    for (const [language, { install, synthesizeSchemas: templateOf }] of Object.entries(OTHER_LANGUAGES)) {
      const app = await step(`${language}: install, with aws-cdk-lib ${FLOOR['aws-cdk-lib']}`, () =>
        install(run, packages, join(scratch, language.toLowerCase())));
      expectEqual(expected, await synthesize(language, app));
      expectEqual(expectedSchemas, await synthesizeSchemas(language, () => templateOf(app)));
    }
    print(`\nThe templates are equal, asset hashes included: ${['TypeScript', ...Object.keys(OTHER_LANGUAGES)].join(', ')} (${Math.round((Date.now() - started) / 1000)} s)`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

async function synthesizeSchemas(name: string, template: () => Promise<string>): Promise<Template> {
  return { app: `${name}, with schemas`, text: await step(`${name}: cdk synth of schemas that are no files`, template) };
}

async function synthesize(name: string, app: ConsumerApp): Promise<Template> {
  return { app: name, text: await step(`${name}: cdk synth`, () => app.synthesize()) };
}
