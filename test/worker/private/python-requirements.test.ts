import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { TaskHandlerBindOptions } from '../../../src';
import { TaskHandler } from '../../../src';
import type { BoundHandler } from '../../support/bound-handler';
import { bindHandler } from '../../support/bound-handler';
import { filesBelow, TestFolder } from '../../support/folder';

let folder: TestFolder;
let path: string | undefined;
beforeEach(() => {
  folder = new TestFolder();
  path = process.env.PATH;
  folder.write({ 'code/app.py': 'def handler(task, context): pass', 'wheels/README': 'what there is to install' });
});
afterEach(() => {
  process.env.PATH = path;
  folder.remove();
});

const WHEEL = `
import sys, zipfile
name, tag, file, text, folder = sys.argv[1:]
info = f"{name}-1.0.dist-info"
with zipfile.ZipFile(f"{folder}/{name}-1.0-{tag}.whl", "w") as wheel:
    wheel.writestr(file, text)
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n")
    wheel.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: {tag}\\n")
    wheel.writestr(f"{info}/entry_points.txt", f"[console_scripts]\\n{name}-run = {name}:main\\n")
    wheel.writestr(f"{info}/RECORD", f"{file},,\\n{info}/METADATA,,\\n{info}/WHEEL,,\\n{info}/entry_points.txt,,\\n{info}/RECORD,,\\n")
`;

/** Publishes a package for one kind of machine. */
const publish = (name: string, tag: string, text = `TAG = "${tag}"`): void => {
  execFileSync('python3', ['-c', WHEEL, name, tag, `${name}/__init__.py`, text, join(folder.path, 'wheels')]);
};
const requirements = (...lines: string[]): string => folder.write({ 'code/requirements.txt': ['--no-index', '--find-links ../wheels', ...lines].join('\n') });

const bind = (options: { runtime?: lambda.Runtime } & Partial<TaskHandlerBindOptions> = {}): BoundHandler => {
  const { runtime = lambda.Runtime.PYTHON_3_13, ...bindOptions } = options;
  return bindHandler(() => TaskHandler.code(join(folder.path, 'code'), { runtime, handler: 'app.handler' }), bindOptions);
};

test('what is required lies beside the code, without what is this machine\'s', () => {
  publish('plain', 'py3-none-any');
  requirements('plain');
  const files = filesBelow(bind().asset).filter((name) => !name.startsWith('async_tasks/'));
  expect(files).toEqual([
    'app.py', 'plain-1.0.dist-info/INSTALLER', 'plain-1.0.dist-info/METADATA', 'plain-1.0.dist-info/RECORD', 'plain-1.0.dist-info/REQUESTED',
    'plain-1.0.dist-info/WHEEL', 'plain-1.0.dist-info/entry_points.txt', 'plain/__init__.py', 'requirements.txt',
  ]);
});

test('the asset does not depend on where the folder lies', () => {
  publish('plain', 'py3-none-any');
  requirements('plain');
  const here = bind();
  const first = folder;
  folder = new TestFolder();
  try {
    folder.write({ 'code/app.py': 'def handler(task, context): pass', 'wheels/README': '' });
    publish('plain', 'py3-none-any');
    requirements('plain');
    const there = bind();
    expect(readFileSync(join(there.asset, 'plain-1.0.dist-info/RECORD'), 'utf8')).not.toContain('bin/');
    expect(there.hash).toBe(here.hash);
  } finally {
    first.remove();
  }
});

test.each<[string, lambda.Runtime, lambda.Architecture, string]>([
  ['the architecture', lambda.Runtime.PYTHON_3_13, lambda.Architecture.ARM_64, 'cp313-cp313-manylinux_2_17_aarch64.manylinux2014_aarch64'],
  ['the other architecture', lambda.Runtime.PYTHON_3_13, lambda.Architecture.X86_64, 'cp313-cp313-manylinux2014_x86_64'],
  ['the version of Python', lambda.Runtime.PYTHON_3_12, lambda.Architecture.ARM_64, 'cp312-cp312-manylinux_2_28_aarch64'],
  ['any version of Python', lambda.Runtime.PYTHON_3_14, lambda.Architecture.ARM_64, 'cp310-abi3-manylinux_2_34_aarch64'],
])('wheels are those for %s of the function', (_what, runtime, architecture, tag) => {
  for (const other of ['cp313-cp313-macosx_11_0_arm64', 'cp313-cp313-manylinux_2_39_aarch64', 'cp39-cp39-manylinux2014_aarch64', tag]) publish('native', other);
  requirements('native');
  const { asset } = bind({ runtime, functionOptions: { architecture } });
  expect(readFileSync(join(asset, 'native/__init__.py'), 'utf8')).toBe(`TAG = "${tag}"`);
});

test('the shim is the library\'s own, also where its package is required', () => {
  publish('async_tasks', 'py3-none-any', 'an older version');
  requirements('async_tasks');
  expect(readFileSync(join(bind().asset, 'async_tasks/__init__.py'), 'utf8')).not.toContain('an older version');
});

test('the user\'s own code wins over what is required', () => {
  publish('plain', 'py3-none-any');
  folder.write({ 'code/plain/__init__.py': 'mine' });
  requirements('plain');
  expect(readFileSync(join(bind().asset, 'plain/__init__.py'), 'utf8')).toBe('mine');
});

test('a package without a wheel for the function is named', () => {
  publish('native', 'cp313-cp313-win_amd64');
  const file = requirements('native');
  expect(() => bind()).toThrow(`${file} cannot be installed for Python 3.13 on arm64: No matching distribution found for native; only wheels can be installed for another machine, not source distributions`);
});

test('a requirement that is none is named', () => {
  const file = requirements('===');
  expect(() => bind()).toThrow(new RegExp(`${file} cannot be installed for Python 3.13 on arm64: Invalid requirement`));
});

test('without a python3, or with one that has no pip, it says how to get it', () => {
  const file = requirements('plain');
  process.env.PATH = join(folder.path, 'bin');
  expect(() => bind()).toThrow(`python3, whose pip installs ${file} into the function, cannot be run (spawnSync python3 ENOENT): install Python 3 with pip`);

  chmodSync(folder.write({ 'bin/python3': '#!/bin/sh\necho "/usr/bin/python3: No module named pip" >&2\nexit 1\n' }), 0o755);
  expect(() => bind()).toThrow(`the python3 on the path has no pip, which installs ${file} into the function: run "python3 -m ensurepip", or activate an environment that has it`);
});
