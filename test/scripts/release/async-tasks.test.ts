import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stamped } from '../../../scripts/release/async-tasks';
import { REPOSITORY } from '../../../scripts/support/folders';

test('the package async-tasks gets the version of the release, and keeps the rest of its project', () => {
  const pyproject = readFileSync(join(REPOSITORY, 'sdk', 'python', 'pyproject.toml'), 'utf8');
  const lines = stamped(pyproject, '1.2.3').split('\n');
  expect(lines.filter((line, n) => line !== pyproject.split('\n')[n])).toEqual(['version = "1.2.3"']);
});

test('a project that has a version already is an error', () => {
  expect(() => stamped('[project]\nversion = "0.1.0"\n', '0.2.0')).toThrow('does not have the line version = "0.0.0"');
});
