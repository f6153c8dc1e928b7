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
import { enginePython } from './local-aws';
import { withLocalAws } from './local-aws/local-example';
import { BUILT } from './support/built';
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

/** What the work in every language is done with. */
interface Workshop {
  readonly run: Run;
  readonly packages: Packages;
  readonly examples: readonly string[];
  /** Holds a folder for each project. */
  readonly scratch: string;
  readonly interrupted: AbortSignal;
}

/** What was synthesized of the examples in one language. */
interface Synthesis {
  readonly project: ConsumerProject;
  readonly examples: readonly SynthesizedExample[];
  readonly schemas: Template;
}

interface SynthesizedExample extends Assembly {
  readonly example: string;
}

void runCommand(async (interrupted) => {
  const started = Date.now();
  const failure = new AbortController();
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'cdk-async-tasks-consumers-')));
  try {
    const examples = chosenExamples();
    const ended = AbortSignal.any([interrupted, failure.signal]);
    const run = runner(ended);
    if (!BUILT) await step('Compile the package', () => compile(run));
    const packages = await step('Build the npm package and the Python wheels', () => buildPackages(run, join(scratch, 'dist')));
    // Before the languages ask for it at the same time.
    await enginePython(step);

    const shop: Workshop = { run, packages, examples, scratch, interrupted: ended };
    const expected = synthesizeTypescript(shop);
    // Side by side: most of what one of them does keeps one core busy.
    await together(failure, [
      expected.then((synthesis) => checkTypescript(shop, synthesis)),
      ...Object.entries(OTHER_LANGUAGES).map(([name, language]) => checkLanguage(shop, name, language, expected)),
    ]);
    print(`\nThe templates are equal, asset hashes included, and every example does its work: ${['TypeScript', ...Object.keys(OTHER_LANGUAGES)].join(', ')} (${Math.round((Date.now() - started) / 1000)} s)`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

/** Waits until all have ended. The first that fails says why, and ends the others. */
async function together(failure: AbortController, all: ReadonlyArray<Promise<void>>): Promise<void> {
  await Promise.allSettled(all.map(async (one) => one.catch((error) => failure.abort(error))));
  failure.signal.throwIfAborted();
}

async function synthesizeTypescript({ run, packages, examples, scratch }: Workshop): Promise<Synthesis> {
  const project = await step(`TypeScript: install, with aws-cdk-lib ${FLOOR['aws-cdk-lib']}`, () =>
    typescript.installTypescript(run, packages, examples, join(scratch, 'typescript')));
  await step('TypeScript: check what the package holds', async () =>
    checkPackageContents(join(project.folder, 'node_modules', 'cdk-async-tasks')));
  const synthesized = await synthesizeAll('TypeScript', project, examples);
  return { project, examples: synthesized, schemas: await synthesizeSchemas('TypeScript', typescript.synthesizeSchemas, project) };
}

async function checkTypescript(
  { run, packages, examples, scratch, interrupted }: Workshop, { project, examples: expected }: Synthesis,
): Promise<void> {
  await step('TypeScript: check the types', () => typescript.checkTypes(project, examples));
  await checkExamples('TypeScript', typescript.testCommand, project, expected, interrupted);

  const place = 'TypeScript, in another folder and by umask 077';
  const elsewhere = await step(`${place}: install`, () =>
    typescript.installTypescript(run, packages, [QUICKSTART], join(scratch, 'some', 'where-else'), 0o077));
  const [quickstart] = await synthesizeAll(place, elsewhere, [QUICKSTART]);
  expectEqual(templateOf('TypeScript', expected.find(({ example }) => example === QUICKSTART)!), templateOf(place, quickstart));
}

async function checkLanguage(
  { run, packages, examples, scratch, interrupted }: Workshop,
  name: string,
  { install, synthesizeSchemas: schemasOf, testCommand }: Language,
  typescriptSynthesis: Promise<Synthesis>,
): Promise<void> {
  const project = await step(`${name}: install, with aws-cdk-lib ${FLOOR['aws-cdk-lib']}`, () =>
    install(run, packages, examples, join(scratch, name.toLowerCase())));
  const synthesized = await synthesizeAll(name, project, examples);
  const schemas = await synthesizeSchemas(name, schemasOf, project);
  const expected = await typescriptSynthesis;
  synthesized.forEach((one, n) => expectEqual(templateOf('TypeScript', expected.examples[n]), templateOf(name, one)));
  expectEqual(expected.schemas, schemas);
  await checkExamples(name, testCommand, project, synthesized, interrupted);
}

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
      const stack = await step(`${name}: deploy ${example}`, () => deploy(engine, assembly));
      await step(`${name}: ${example} does its work`, () => checkExample(engine, example, stack));
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
