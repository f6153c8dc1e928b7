import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '../../../scripts/consumers/examples';
import { REPOSITORY } from '../../../scripts/support/folders';

const examples = Object.keys(CHECKS);
const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');

test('every example in Python does its work in the consumers\' run', () => {
  const apps = readdirSync(join(REPOSITORY, 'examples', 'python')).filter((name) => existsSync(join(REPOSITORY, 'examples', 'python', name, 'cdk.json')));
  expect(apps.sort()).toEqual([...examples].sort());
});

test.each(examples)('%s is there in both languages, and in the README', (example) => {
  const folder = 'https://github.com/cdk-async-tasks/cdk-async-tasks/tree/main/examples';
  expect(readme).toContain(`| [${example}](${folder}/typescript/${example}) | [${example}](${folder}/python/${example}) |`);
});
