import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/* The README's other TypeScript is compiled with the package; what is in no constructor's body comes from the examples. */
test.each([
  'examples/typescript/quickstart/quickstart-stack.ts',
  'examples/typescript/quickstart/handlers/thumbnail.ts',
  'examples/python/quickstart/quickstart_stack.py',
])('the README shows %s as it is', (file) => {
  expect(readme).toContain(`\n${readFileSync(join(root, file), 'utf8').trim()}\n\`\`\`\n`);
});

test.each([...readme.matchAll(/\]\(((?!http)[^)#]+)\)/g)].map(([, target]) => target))('the README\'s link to %s leads somewhere', (target) => {
  expect(() => readFileSync(join(root, target))).not.toThrow(/ENOENT/);
});

test.each([...readme.matchAll(/`npm run ([\w:]+)/g)].map(([, script]) => script))('npm run %s exists', (script) => {
  expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts).toHaveProperty([script]);
});
