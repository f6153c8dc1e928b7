import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { NodejsTaskHandlerOptions } from '../../src';
import { AsyncTaskApi, TaskHandler, TaskType, TaskWorker } from '../../src';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'handler-test-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string, inFolder = folder): string => {
  mkdirSync(inFolder, { recursive: true });
  writeFileSync(join(inFolder, name), text);
  return join(inFolder, name);
};

/** Synthesizes a worker with the handler, and finds its function and the folder of its code. */
const synthesize = (entry: string, options?: NodejsTaskHandlerOptions) => {
  const app = new App({ analyticsReporting: false, outdir: join(folder, 'cdk.out') });
  const stack = new Stack(app, 'Stack');
  const api = new AsyncTaskApi(stack, 'Tasks');
  new TaskWorker(stack, 'Worker', { api, taskTypes: [TaskType.named('TASK1')], handler: TaskHandler.nodejs(entry, options) });
  const functions = Template.fromStack(stack).findResources('AWS::Lambda::Function', { Properties: { Description: `Runs ${entry.split('/').pop()}` } });
  const [{ Properties: properties }] = Object.values(functions);
  const hash = String(properties.Code.S3Key).replace('.zip', '');
  return { properties, hash, asset: join(folder, 'cdk.out', `asset.${hash}`) };
};

const bundled = (entry: string, options?: NodejsTaskHandlerOptions): string => readFileSync(join(synthesize(entry, options).asset, 'index.js'), 'utf8');

test('the user\'s file and what it imports end in one file, with the shim', () => {
  write('helper.ts', 'export const greeting: string = "hello from the helper";');
  const entry = write('handler.ts', 'import { greeting } from "./helper"; export const handler = async () => greeting;');
  const { asset, properties } = synthesize(entry);
  expect(readdirSync(asset)).toEqual(['index.js']);
  expect(readFileSync(join(asset, 'index.js'), 'utf8')).toContain('hello from the helper');
  expect(properties).toMatchObject({ Handler: 'index.handler', Runtime: 'nodejs24.x', Timeout: 30 });
});

test('the asset does not depend on where the file lies, nor on the umask', () => {
  const text = '/* a comment */ import { join } from "node:path"; export const handler = () => join("a", "b");';
  const here = synthesize(write('handler.ts', text, join(folder, 'a')));
  const umask = process.umask(0o077);
  try {
    const there = synthesize(write('handler.ts', text, join(folder, 'quite', 'elsewhere')));
    expect(there.hash).toBe(here.hash);
    expect(statSync(join(there.asset, 'index.js')).mode.toString(8)).toMatch(/644$/);
  } finally {
    process.umask(umask);
  }
});

test('nothing is left of the bundling', () => {
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  const spy = jest.spyOn(os, 'tmpdir').mockReturnValue(temporary);
  try {
    synthesize(write('handler.ts', 'export const handler = () => 1;'));
    expect(() => synthesize(write('broken.ts', 'export const handler = ('))).toThrow();
    expect(spy).toHaveBeenCalled();
  } finally {
    spy.mockRestore();
  }
  expect(readdirSync(temporary).filter((name) => name.startsWith('task-'))).toEqual([]);
});

test('modules can be left out, identifiers defined and files loaded', () => {
  write('page.html', '<p>the page</p>');
  const entry = write('handler.ts', 'import sharp from "sharp"; import page from "./page.html"; export const handler = () => [sharp, page, process.env.STAGE];');
  const text = bundled(entry, { externalModules: ['sharp'], loader: { '.html': 'text' }, define: { 'process.env.STAGE': '"prod"' } });
  expect(text).toContain('require("sharp")');
  expect(text).toContain('<p>the page</p>');
  expect(text).toContain('"prod"');
});

test('the runtime can be chosen', () => {
  const entry = write('handler.js', 'exports.handler = () => 1;');
  expect(synthesize(entry, { runtime: lambda.Runtime.NODEJS_22_X }).properties.Runtime).toBe('nodejs22.x');
});

test('a file that does not exist is named by its whole path', () => {
  expect(() => synthesize('handlers/nothing.ts')).toThrow(`the handler's file ${join(process.cwd(), 'handlers', 'nothing.ts')} does not exist`);
});

test('a file that cannot be bundled is named with the reason', () => {
  const entry = write('handler.ts', 'import { x } from "no-such-module"; export const handler = x;');
  expect(() => synthesize(entry)).toThrow(new RegExp(`the handler's file ${entry} cannot be bundled: [^]*Could not resolve "no-such-module"`));
});

test('a missing esbuild is said with the way to get it', () => {
  const entry = write('handler.ts', 'export const handler = () => 1;');
  const cwd = process.cwd();
  process.chdir(folder);
  try {
    expect(() => synthesize(entry)).toThrow(`esbuild, which bundles the handler's file ${entry}, is installed neither beside it nor in ${folder}: run "npm install --save-dev esbuild"`);
  } finally {
    process.chdir(cwd);
  }
});
