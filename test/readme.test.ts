import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { README, readDocument, REPOSITORY } from './docs/documents';
import { RULES } from '../simulator/mutants/mutants';

test('the README is short', () => {
  expect(Buffer.byteLength(README.text)).toBeLessThanOrEqual(12_288);
});

test.each(['README.md', 'docs/promises.md'])('%s counts the protections as they are', (path) => {
  expect(readDocument(path).text.replace(/\s+/g, ' ')).toContain(` ${RULES.length} protections`);
});

describe('the README\'s app in TypeScript', () => {
  let folder: string;
  let result: unknown;

  beforeAll(() => {
    // Within the repository, whose packages it finds as those of an app's own.
    const scratch = join(REPOSITORY, '.local');
    mkdirSync(scratch, { recursive: true });
    folder = mkdtempSync(join(scratch, 'readme-test-'));
    for (const { file, code } of README.blocks) if (file !== undefined) write(file, code);
    write('run.ts', `
      import './app';
      import { handler } from './handlers/count-words';
      import { runHandler } from 'cdk-async-tasks/testing';
      void runHandler(handler, { data: ${dataOfTheRequest()} }).then(({ result }) => console.log(JSON.stringify(result)));
    `);
    const tsx = pathToFileURL(join(REPOSITORY, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
    const env = { ...process.env, CDK_OUTDIR: join(folder, 'cdk.out'), TSX_TSCONFIG_PATH: join(REPOSITORY, 'examples', 'typescript', 'tsconfig.json') };
    result = JSON.parse(execFileSync(process.execPath, ['--import', tsx, 'run.ts'], { cwd: folder, env, encoding: 'utf8' }));
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  function write(file: string, code: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }

  /** What the request that the README shows posts as data. */
  function dataOfTheRequest(): string {
    return /"data": (\{[^}]*\})/.exec(README.text)![1];
  }

  test('it synthesizes the stack whose outputs the calls read', () => {
    const [template] = readdirSync(join(folder, 'cdk.out')).filter((file) => file.endsWith('.template.json'));
    expect(template).toBe('Words.template.json');
    expect(JSON.parse(readFileSync(join(folder, 'cdk.out', template), 'utf8')).Outputs).toHaveProperty('ApiUrl');
  });

  test('its handler returns what the README says', () => {
    expect(README.text).toContain(`"result":${JSON.stringify(result)}`);
  });
});
