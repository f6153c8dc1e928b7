import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/* The README's other TypeScript is compiled with the package; what is in no constructor's body comes from the examples. */
test.each([
  'examples/typescript/quickstart/quickstart-stack.ts',
  'examples/typescript/quickstart/handlers/thumbnail.ts',
  'examples/python/quickstart/quickstart_stack.py',
  'examples/typescript/clients/create-task.ts',
  'examples/typescript/clients/create-from-function.ts',
  'examples/typescript/clients/wait-for-result.ts',
  'examples/typescript/handlers/film.ts',
  'examples/typescript/handlers/film.test.ts',
  'examples/python/clients/create_task.py',
  'examples/python/clients/create_from_function.py',
  'examples/python/clients/wait_for_result.py',
])('the README shows %s as it is', (file) => {
  expect(readme).toContain(`\n${readFileSync(join(root, file), 'utf8').trim()}\n\`\`\`\n`);
});

const pythonReadme = readFileSync(join(root, 'sdk', 'python', 'README.md'), 'utf8');
test.each([...(readme + pythonReadme).matchAll(/\n```python\n(.*?)\n```\n/gs)].map(([, code], index): [number, string] => [index, code]))('the guides\' Python is Python: %d', (_, code) => {
  expect(() => execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: code, stdio: 'pipe' })).not.toThrow();
});

test.each([...readme.matchAll(/\]\(((?!http)[^)#]+)\)/g)].map(([, target]) => target))('the README\'s link to %s leads somewhere', (target) => {
  expect(() => readFileSync(join(root, target))).not.toThrow(/ENOENT/);
});

test.each([...readme.matchAll(/`npm run ([\w:]+)/g)].map(([, script]) => script))('npm run %s exists', (script) => {
  expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts).toHaveProperty([script]);
});
