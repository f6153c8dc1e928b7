import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentPython } from '../../scripts/local-aws';
import { describedApis } from '../../scripts/openapi/documents';
import { PYTHON_GENERATOR } from '../../scripts/openapi/python-generator';
import { LOCAL_FOLDER, REPOSITORY } from '../../scripts/support/folders';

/* Clients are generated of the descriptions of several APIs, and compile; so does what their users write. */

const run = promisify(execFile);

const NAMES = ['none', 'iam-described', 'jwt-scoped', 'printing'];

let folder: string;
beforeAll(() => {
  mkdirSync(LOCAL_FOLDER, { recursive: true });
  // Within the repository: what is generated is compiled with what is installed here.
  folder = mkdtempSync(join(LOCAL_FOLDER, 'clients-'));
  cpSync(join(__dirname, 'clients'), folder, { recursive: true });
  const descriptions = describedApis(join(folder, 'cdk.out'));
  for (const name of NAMES) writeFileSync(join(folder, `${name}.json`), descriptions[name]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function execute(command: string, args: string[]): Promise<void> {
  try {
    await run(command, args, { cwd: folder });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`);
  }
}

const tool = async (file: string, ...args: string[]): Promise<void> => execute(process.execPath, [join(REPOSITORY, 'node_modules', file), ...args]);

test('in TypeScript', async () => {
  for (const name of NAMES) await tool('openapi-typescript/bin/cli.js', `${name}.json`, '--output', `${name}.d.ts`);
  const compilerOptions = { noEmit: true, strict: true, target: 'es2022', module: 'nodenext', types: ['node'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use-client.mts', ...NAMES.map((name) => `${name}.d.ts`)] }));
  await tool('typescript/bin/tsc', '--project', 'tsconfig.json');
}, 600_000);

test('in Python', async () => {
  const python = await environmentPython(PYTHON_GENERATOR);
  const packages = NAMES.map((name) => name.replaceAll('-', '_'));
  writeFileSync(join(folder, 'generator.yaml'), 'post_hooks: []\n');
  for (const [index, name] of NAMES.entries()) {
    await execute(python, ['-m', 'openapi_python_client', 'generate', '--path', `${name}.json`, '--output-path', packages[index], '--meta', 'none', '--config', 'generator.yaml', '--fail-on-warning']);
  }
  await execute(python, ['-m', 'compileall', '-q', ...packages]);
  await execute(python, ['-m', 'mypy', '--strict', ...packages, 'use_client.py']);
  await execute(python, ['use_client.py']);
}, 600_000);
