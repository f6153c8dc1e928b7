import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assembly, ConsumerApp } from './consumers/app';
import { expectEqual, type Template } from './consumers/compare';
import { checkExample, deploy } from './consumers/deploy';
import { CHECKS } from './consumers/examples';
import { checkPackageContents } from './consumers/package-contents';
import { buildPackages, compile, type Packages } from './consumers/packages';
import { FLOOR, type ConsumerProject } from './consumers/project';
import * as python from './consumers/python';
import { runner, type Run } from './consumers/run';
import * as typescript from './consumers/typescript';
import { withLocalAws } from './local-aws/local-example';
import { runCommand } from './support/command';
import { ExpectedError } from './support/expected-error';
import { print, step } from './support/progress';

const QUICKSTART = 'quickstart';

/**
 * `npm run test:consumers`: builds the packages, installs them as their users do, compares what the examples synthesize in
 * each language, files and schemas in the language's own objects alike, and lets them do their work on a local AWS. A
 * further language is a further folder in `consumers`, and a line here; a further example, a file in `consumers/examples`.
 */
const OTHER_LANGUAGES: Record<string, Language> = {
  Python: { install: python.installPython, synthesizeSchemas: python.synthesizeSchemas, testCommand: python.testCommand },
};

interface Language {
  readonly install: (run: Run, packages: Packages, examples: readonly string[], folder: string) => Promise<ConsumerProject>;
  /** An app that gives its schemas as the language's own objects. */
  readonly synthesizeSchemas: (app: ConsumerApp) => Promise<Assembly>;
  /** What runs the tests that an example has of its own: a program and its arguments. */
  readonly testCommand: (app: ConsumerApp) => readonly string[] | undefined;
}

void runCommand(async (interrupted) => {
  const started = Date.now();
  const examples = chosenExamples();
  const run = runner(interrupted);
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'cdk-async-tasks-consumers-')));
  try {
    await step('Compile the package', () => compile(run));
    const packages = await step('Build the npm package and the Python wheels', () => buildPackages(run, join(scratch, 'dist')));

    const project = await step(`TypeScript: install, with aws-cdk-lib ${FLOOR['aws-cdk-lib']}`, () =>
      typescript.installTypescript(run, packages, examples, join(scratch, 'typescript')));
    await step('TypeScript: check what the package holds', async () =>
      checkPackageContents(join(project.folder, 'node_modules', 'cdk-async-tasks')));
    await step('TypeScript: check the types', () => typescript.checkTypes(project, examples));
    const expected = await synthesizeAll('TypeScript', project, examples);
    const expectedSchemas = await synthesizeSchemas('TypeScript', typescript.synthesizeSchemas, project);
    await checkExamples('TypeScript', typescript.testCommand, project, expected, interrupted);

    const place = 'TypeScript, in another folder and by umask 077';
    const elsewhere = await step(`${place}: install`, () =>
      typescript.installTypescript(run, packages, [QUICKSTART], join(scratch, 'some', 'where-else'), 0o077));
    const [quickstart] = await synthesizeAll(place, elsewhere, [QUICKSTART]);
    expectEqual(templateOf('TypeScript', expected.find(({ example }) => example === QUICKSTART)!), templateOf(place, quickstart));

    for (const [language, { install, synthesizeSchemas: schemasOf, testCommand }] of Object.entries(OTHER_LANGUAGES)) {
      const other = await step(`${language}: install, with aws-cdk-lib ${FLOOR['aws-cdk-lib']}`, () =>
        install(run, packages, examples, join(scratch, language.toLowerCase())));
      const synthesized = await synthesizeAll(language, other, examples);
      synthesized.forEach((one, n) => expectEqual(templateOf('TypeScript', expected[n]), templateOf(language, one)));
      expectEqual(expectedSchemas, await synthesizeSchemas(language, schemasOf, other));
      await checkExamples(language, testCommand, other, synthesized, interrupted);
    }
    print(`\nThe templates are equal, asset hashes included, and every example does its work: ${['TypeScript', ...Object.keys(OTHER_LANGUAGES)].join(', ')} (${Math.round((Date.now() - started) / 1000)} s)`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

/** Runs an example's own tests, deploys it, and has it do its work: all of them on one local AWS. */
async function checkExamples(
  name: string, testCommand: Language['testCommand'], project: ConsumerProject, examples: readonly SynthesizedExample[], interrupted: AbortSignal,
): Promise<void> {
  await withLocalAws(interrupted, async (engine) => {
    for (const assembly of examples) {
      const { example } = assembly;
      const app = project.app(example);
      const command = testCommand(app);
      if (command) await step(`${name}: the tests of ${example}`, () => app.exec(command[0], command.slice(1)));
      await step(`${name}: deploy ${example}`, () => deploy(engine, assembly));
      await step(`${name}: ${example} does its work`, () => checkExample(engine, example, assembly));
    }
  });
}

/** `npm run test:consumers -- lanes` is for those who work on that example; the quickstart is always there. */
function chosenExamples(): string[] {
  const [names, chosen] = [Object.keys(CHECKS), process.argv.slice(2)];
  const unknown = chosen.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new ExpectedError(`There is no example '${unknown}': choose from ${names.join(', ')}, or say nothing for all of them.`);
  return names.filter((name) => chosen.length === 0 || name === QUICKSTART || chosen.includes(name));
}

interface SynthesizedExample extends Assembly {
  readonly example: string;
}

async function synthesizeAll(name: string, project: ConsumerProject, examples: readonly string[]): Promise<SynthesizedExample[]> {
  const synthesized: SynthesizedExample[] = [];
  for (const example of examples) {
    synthesized.push({ example, ...await step(`${name}: cdk synth of ${example}`, () => project.app(example).synthesize()) });
  }
  return synthesized;
}

async function synthesizeSchemas(name: string, schemasOf: Language['synthesizeSchemas'], project: ConsumerProject): Promise<Template> {
  const { template } = await step(`${name}: cdk synth of schemas that are no files`, () => schemasOf(project.app(QUICKSTART)));
  return { app: `${name}, with schemas`, text: template };
}

function templateOf(name: string, { example, template }: SynthesizedExample): Template {
  return { app: `${example} in ${name}`, text: template };
}
