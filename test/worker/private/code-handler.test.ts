import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { CodeTaskHandlerOptions, TaskHandlerBindOptions } from '../../../src';
import { TaskHandler } from '../../../src';
import * as taskFunction from '../../../src/private/task-function';
import type { BoundHandler } from '../../support/bound-handler';
import { bindHandler } from '../../support/bound-handler';
import { filesBelow, TestFolder } from '../../support/folder';

const NODE: CodeTaskHandlerOptions = { runtime: lambda.Runtime.NODEJS_24_X, handler: 'app.handler' };
const PYTHON: CodeTaskHandlerOptions = { runtime: lambda.Runtime.PYTHON_3_13, handler: 'app.handler' };

let folder: TestFolder;
beforeEach(() => { folder = new TestFolder(); });
afterEach(() => {
  jest.restoreAllMocks();
  folder.remove();
});

const bind = (options: CodeTaskHandlerOptions, of = folder.path, bindOptions?: Partial<TaskHandlerBindOptions>): BoundHandler => (
  bindHandler(() => TaskHandler.code(of, options), bindOptions)
);

test('a folder of Node.js is composed with the shim, which cannot be taken for an ES module', () => {
  folder.write({ 'app.js': 'export const handler = () => 1;', 'package.json': '{"type":"module"}', 'node_modules/a/index.js': '1' });
  const { asset, properties } = bind(NODE);
  expect(filesBelow(asset)).toEqual(['app.js', 'async-tasks-worker/index.mjs', 'async-tasks-worker/worker.cjs', 'node_modules/a/index.js', 'package.json']);
  expect(readFileSync(join(asset, 'async-tasks-worker/worker.cjs'), 'utf8')).toContain('ASYNC_TASKS_HANDLER');
  expect(properties).toMatchObject({
    Handler: 'async-tasks-worker/index.handler',
    Runtime: 'nodejs24.x',
    Timeout: 30,
    MemorySize: 512,
    Architectures: ['arm64'],
    Environment: { Variables: { ASYNC_TASKS_API_NAME: 'Api', ASYNC_TASKS_HANDLER: 'app.handler' } },
  });
});

test('a folder of Python is composed with the shim', () => {
  folder.write({ 'tasks/resize.py': 'def main(task, context): pass' });
  const { asset, properties } = bind({ ...PYTHON, handler: 'tasks/resize.main' });
  expect(filesBelow(asset)).toEqual(expect.arrayContaining(['tasks/resize.py', 'async_tasks/worker.py', 'async_tasks/_core/contract.py', 'async_tasks/__init__.py']));
  expect(properties).toMatchObject({
    Handler: 'async_tasks.worker.handler',
    Runtime: 'python3.13',
    Environment: { Variables: { ASYNC_TASKS_HANDLER: 'tasks/resize.main' } },
  });
});

test('a module can be a package', () => {
  folder.write({ 'app/__init__.py': 'def handler(task, context): pass' });
  expect(filesBelow(bind(PYTHON).asset)).toContain('app/__init__.py');
});

test('a package without the shim says so', () => {
  folder.write({ 'app.py': '' });
  jest.spyOn(taskFunction, 'prebuiltFolder').mockReturnValue(join(folder.path, 'assets'));
  expect(() => bind(PYTHON)).toThrow(`the installation of cdk-async-tasks is incomplete: ${join(folder.path, 'assets', 'async_tasks')} does not exist; install it again`);
});

test('the asset does not depend on where the folder lies, nor on the umask', () => {
  const files = { 'app.py': 'def handler(task, context): pass', 'deep/er/data.txt': '1' };
  folder.write(files);
  const here = bind(PYTHON);
  const there = new TestFolder();
  const umask = process.umask(0o077);
  try {
    there.write(files);
    const { asset, hash } = bind(PYTHON, there.path);
    expect(hash).toBe(here.hash);
    const modes = filesBelow(asset).map((name) => statSync(join(asset, name)).mode.toString(8).slice(-3));
    expect(new Set(modes)).toEqual(new Set(['644']));
  } finally {
    process.umask(umask);
    there.remove();
  }
});

test('what can be executed stays so', () => {
  chmodSync(folder.write({ 'bin/convert': '#!/bin/sh', 'app.py': '' }), 0o700);
  expect(statSync(join(bind(PYTHON).asset, 'bin/convert')).mode.toString(8)).toMatch(/755$/);
});

test('the user\'s options hold', () => {
  folder.write({ 'app.py': '' });
  const { properties } = bind(PYTHON, undefined, { functionOptions: { architecture: lambda.Architecture.X86_64, memorySize: 1024, description: 'Mine' } });
  expect(properties).toMatchObject({ Architectures: ['x86_64'], MemorySize: 1024, Description: 'Mine' });
});

describe('it says', () => {
  test('which folder does not exist, by its whole path', () => {
    expect(() => bind(NODE, 'no/such')).toThrow(`the handler's folder ${join(process.cwd(), 'no', 'such')} does not exist (relative paths are taken from the working directory)`);
  });

  test('that the folder is a file', () => {
    const file = folder.write({ 'app.js': '' });
    expect(() => bind(NODE, file)).toThrow(`the handler's folder ${file} is a file`);
  });

  test.each([
    [lambda.Runtime.NODEJS_18_X, 'the runtime nodejs18.x is too old: handlers in Node.js need Node.js 20 or newer'],
    [lambda.Runtime.PYTHON_3_11, 'the runtime python3.11 is too old: handlers in Python need Python 3.12 or newer'],
    [lambda.Runtime.JAVA_21, 'the runtime java21 is neither Node.js nor Python, of which TaskHandler.code() can run a folder: for other languages, make a Lambda function of it and use TaskHandler.fromFunction()'],
  ])('that it cannot use the runtime %s', (runtime, message) => {
    folder.write({ 'app.js': '', 'app.py': '' });
    expect(() => bind({ runtime, handler: 'app.handler' })).toThrow(message);
  });

  test.each([lambda.Runtime.NODEJS_20_X, lambda.Runtime.PYTHON_3_12, lambda.Runtime.PYTHON_3_14])('nothing of the runtime %s', (runtime) => {
    folder.write({ 'app.js': '', 'app.py': '' });
    expect(bind({ runtime, handler: 'app.handler' }).properties.Runtime).toBe(runtime.name);
  });

  test.each(['app', 'app.', '.handler', '../app.handler', '/app.handler', 'app.py.handler', 'app.handler()', ''])('what a handler is, of %j', (handler) => {
    folder.write({ 'app.py': '' });
    expect(() => bind({ ...PYTHON, handler })).toThrow(`handler is ${JSON.stringify(handler)}, and must be "module.function"`);
  });

  test.each<[CodeTaskHandlerOptions, string]>([
    [NODE, 'app.js or app.mjs or app.cjs'],
    [{ ...NODE, handler: 'tasks/app.run' }, 'tasks/app.js or tasks/app.mjs or tasks/app.cjs'],
    [PYTHON, 'app.py or app/__init__.py'],
  ])('which module is not in the folder: %j', (options, files) => {
    expect(() => bind(options)).toThrow(`the handler ${options.handler} is not in ${folder.path}: there is no ${files}`);
  });

  test('that TypeScript has to be compiled', () => {
    folder.write({ 'app.ts': '' });
    expect(() => bind(NODE)).toThrow('app.ts has to be compiled first: TaskHandler.nodejs() does that');
  });

  test.each<[CodeTaskHandlerOptions, string]>([
    [NODE, 'async-tasks-worker/mine.js'], [PYTHON, 'async_tasks/__init__.py'], [PYTHON, 'async_tasks.py'],
  ])('that a file has the name of the shim: %j, %s', (options, name) => {
    folder.write({ 'app.js': '', 'app.py': '', [name]: '' });
    expect(() => bind(options)).toThrow(`${join(folder.path, name.split('/')[0])} has the name of the library's own part of a`);
  });
});
