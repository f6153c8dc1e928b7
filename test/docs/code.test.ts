import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from './documents';
import { GUIDES, PYTHON_README, README, REPOSITORY } from './documents';
import { errorsInPython, parsePython } from './python-code';
import { asFile, createProgram, errorsOf } from './typescript-program';

/* The README's TypeScript is compiled with the package as well, by jsii-rosetta, which reads nothing else. */
const DOCUMENTS = [README, PYTHON_README, ...GUIDES];

interface ShownFile {
  readonly path: string;
  readonly code: string;
  readonly isWhole: boolean;
}

function shownFiles(language: RegExp, extension: string): ShownFile[] {
  return DOCUMENTS.flatMap((document) => document.blocks.filter((block) => language.test(block.language)).map((block, index) => ({
    path: `${folderOf(document)}/${block.file ?? `snippet-${index}.${extension}`}`,
    code: block.code,
    // jsii-rosetta leaves this language alone.
    isWhole: block.isWhole || block.language === 'tsx',
  })));
}

/** Each document has a folder, in which the files that it names can import each other. */
function folderOf({ path }: Document): string {
  return path.replace(/\.md$/, '.shown');
}

const FIXTURE = 'docs/fixture.ts';
const typescript = shownFiles(/^tsx?$/, 'ts');
const python = shownFiles(/^python$/, 'py');
const program = createProgram(new Map([
  [FIXTURE, asFile('', false)],
  ...typescript.map(({ path, code, isWhole }): [string, string] => [path, asFile(code, isWhole)]),
]));

test.each(GUIDES.map((guide) => [guide.path, folderOf(guide)]))('%s shows the same constructs in both languages, in the same order', (_, folder) => {
  const [inTypeScript, inPython] = [typescript, python].map((files) => files.filter(({ path }) => path.startsWith(`${folder}/`)).flatMap(constructsIn));
  expect(inPython).toEqual(inTypeScript);
});

/** What a snippet makes of the package's constructs. */
function constructsIn({ code }: ShownFile): string[] {
  return [...code.matchAll(/(?<![\w.])(AsyncTaskApi|TaskWorker|TaskSchedule|TaskQueueSource)\(/g)].map(([, name]) => name);
}

test.each(typescript.map(({ path }) => path))('%s compiles', (path) => {
  expect(errorsOf(program, path)).toEqual([]);
});

const parsed = parsePython(python.map(({ code }) => code));
test.each(python.map(({ path }, index) => [path, index] as const))('%s is Python whose names and arguments the packages have', (_, index) => {
  expect(errorsInPython(program, FIXTURE, parsed[index])).toEqual([]);
});

test.each([
  ['AsyncTaskApi(self, "Tasks", task_type=[thumbnail])', 'AsyncTaskApi has no argument task_type'],
  ['TaskApiAuth.jwt(issuer="a", audience=["b"], scopes=["c"])', 'jwt has no argument scopes'],
  ['tasks.grant_delete(web_function)', 'grant_delete is unknown to AsyncTaskApi'],
  ['TaskWorker(self, "Worker", api=tasks, task_types=[]).queue.metric_age()', 'metric_age is unknown to Queue'],
  ['lambda_.FunctionOptions(memory=128)', 'FunctionOptions has no argument memory'],
  ['tasks.grant_read(web_function, "all")', 'grant_read takes 1 arguments without a name, not 2'],
  ['from aws_cdk import aws_lamda', 'aws_lamda is unknown'],
  ['from cdk_async_tasks import TaskWorkers', 'TaskWorkers is unknown'],
  ['worker(', '\'(\' was never closed'],
])('the check of Python would notice: %s', (code, error) => {
  expect(errorsInPython(program, FIXTURE, parsePython([code])[0])).toEqual([expect.stringContaining(error)]);
});

test.each([
  ['getting-started', 'examples/typescript/quickstart/quickstart-stack.ts'],
  ['getting-started', 'examples/typescript/quickstart/app.ts'],
  ['getting-started', 'examples/typescript/quickstart/cdk.json'],
  ['getting-started', 'examples/typescript/quickstart/handlers/thumbnail.ts'],
  ['getting-started', 'examples/typescript/quickstart/schemas/thumbnail.json'],
  ['getting-started', 'examples/python/quickstart/quickstart_stack.py'],
  ['getting-started', 'examples/python/quickstart/app.py'],
  ['getting-started', 'examples/python/quickstart/cdk.json'],
  ['authentication', 'examples/typescript/clients/create-task.ts'],
  ['authentication', 'examples/python/clients/create_task.py'],
  ['creating-tasks', 'examples/typescript/clients/create-from-function.ts'],
  ['creating-tasks', 'examples/typescript/clients/wait-for-result.ts'],
  ['creating-tasks', 'examples/python/clients/create_from_function.py'],
  ['creating-tasks', 'examples/python/clients/wait_for_result.py'],
  ['handlers-in-nodejs', 'examples/typescript/handlers/film.ts'],
  ['handlers-in-nodejs', 'examples/typescript/handlers/film.test.ts'],
])('the guide %s shows %s as it is', (guide, file) => {
  const { text } = GUIDES.find(({ path }) => path === `docs/guides/${guide}.md`)!;
  expect(text).toContain(`\n${readFileSync(join(REPOSITORY, file), 'utf8').trim()}\n\`\`\`\n`);
});
