import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { artefactsIn, pythonFiles } from '../../../scripts/release/artefacts';

const FILES = [
  'js/cdk-async-tasks@0.2.0.jsii.tgz',
  'python/async_tasks-0.2.0-py3-none-any.whl',
  'python/async_tasks-0.2.0.tar.gz',
  'python/cdk_async_tasks-0.2.0-py3-none-any.whl',
  'python/cdk_async_tasks-0.2.0.tar.gz',
];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'artefacts-'));
  for (const name of FILES) write(name);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a release has an npm package, and of each Python package a wheel and an sdist, all in its version', () => {
  const artefacts = artefactsIn(folder, '0.2.0');
  expect([artefacts.npm, ...pythonFiles(artefacts)]).toEqual(FILES.map((name) => join(folder, name)));
});

test.each([
  ['is missing', () => rmSync(join(folder, FILES[2]))],
  ['is one too many', () => write('python/other-0.2.0.tar.gz')],
  ['has another version', () => {
    rmSync(join(folder, FILES[1]));
    write('python/async_tasks-0.0.0-py3-none-any.whl');
  }],
])('a file that %s is an error', (_what, change) => {
  change();
  expect(() => artefactsIn(folder, '0.2.0')).toThrow('Version 0.2.0 should have these files');
});

function write(name: string): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
}
