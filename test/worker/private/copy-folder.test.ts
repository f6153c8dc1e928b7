import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { copyFolder } from '../../../src/worker/private/copy-folder';
import { filesBelow, TestFolder } from '../../support/folder';

let folder: TestFolder;
beforeEach(() => { folder = new TestFolder(); });
afterEach(() => folder.remove());

const copied = (): string[] => {
  copyFolder(join(folder.path, 'from'), join(folder.path, 'to'));
  return filesBelow(join(folder.path, 'to'));
};

test('everything is copied, but what tools leave behind', () => {
  folder.write({
    'from/app.py': '1',
    'from/.env': '1',
    'from/node_modules/a/index.js': '1',
    'from/lib/data.pyc.txt': '1',
    'from/lib/old.pyc': '1',
    'from/lib/__pycache__/app.cpython-313.pyc': '1',
    'from/.git/HEAD': '1',
    'from/.venv/bin/python': '1',
    'from/cdk.out/manifest.json': '1',
    'from/.DS_Store': '1',
  });
  expect(copied()).toEqual(['.env', 'app.py', 'lib/data.pyc.txt', 'node_modules/a/index.js']);
});

test('links are followed, to files and to folders', () => {
  folder.write({ 'elsewhere/a.txt': 'a', 'elsewhere/deep/b.txt': 'b', 'from/app.py': '1' });
  symlinkSync('../elsewhere/a.txt', join(folder.path, 'from/link.txt'));
  symlinkSync('../elsewhere', join(folder.path, 'from/one'));
  symlinkSync('../elsewhere', join(folder.path, 'from/two'));
  expect(copied()).toEqual(['app.py', 'link.txt', 'one/a.txt', 'one/deep/b.txt', 'two/a.txt', 'two/deep/b.txt']);
  expect(readFileSync(join(folder.path, 'to/link.txt'), 'utf8')).toBe('a');
});

test('a link that leads into its own folder is named', () => {
  mkdirSync(join(folder.path, 'from/deep'), { recursive: true });
  symlinkSync('..', join(folder.path, 'from/deep/up'));
  expect(copied).toThrow(`the link ${join(folder.path, 'from/deep/up')} leads back to ${join(folder.path, 'from')}, which it is in: the folder has no end; remove it`);
});

test('a link that leads nowhere is named', () => {
  mkdirSync(join(folder.path, 'from'));
  symlinkSync('absent', join(folder.path, 'from/link'));
  expect(copied).toThrow(`the link ${join(folder.path, 'from/link')} leads nowhere`);
});
