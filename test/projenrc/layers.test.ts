import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { REPOSITORY } from '../../scripts/support/folders';

interface Task {
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly exec?: string; readonly execArgs?: readonly string[]; readonly spawn?: string }[];
}

/** The tasks of the build, by their names. */
const TASKS: Readonly<Record<string, Task>> = JSON.parse(readFileSync(join(REPOSITORY, '.projen', 'tasks.json'), 'utf8')).tasks;

/** The commands of a task, and of those that it consists of. */
function commandsOf(task: string): { readonly command: string; readonly env?: Task['env'] }[] {
  const { steps, env } = TASKS[task];
  return steps.flatMap(({ exec, execArgs, spawn }) => (
    spawn ? commandsOf(spawn) : [{ command: exec ?? execArgs!.filter((arg) => arg !== '$@').join(' '), env }]
  ));
}

const CONFIGURATION = ['.eslintrc.json', '.dependency-cruiser.json', 'tsconfig.json', 'tsconfig.dev.json', 'runtime/docs/page/tsconfig.json', 'package.json'];

/** What the commands print in a repository that has only these files, and whether they succeed. */
function linted(files: Readonly<Record<string, string>>): { readonly output: string; readonly succeeds: boolean } {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    const write = (file: string, text: string): void => {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    };
    for (const file of CONFIGURATION) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      cpSync(join(REPOSITORY, file), join(folder, file));
    }
    symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
    // Every folder that the commands name has a file.
    for (const part of ['src', 'runtime', 'validation', 'sdk/typescript', 'simulator', 'test', 'scripts', 'examples', 'projenrc']) write(`${part}/index.ts`, 'export {};\n');
    write('.projenrc.ts', 'export {};\n');
    write('runtime/docs/page/main.ts', 'export {};\n');
    for (const [file, text] of Object.entries(files)) write(file, text);
    const runs = commandsOf('lint').map(({ command, env }) => spawnSync(command, {
      cwd: folder,
      shell: true,
      encoding: 'utf8',
      env: { ...process.env, ...env, PATH: [join(REPOSITORY, 'node_modules', '.bin'), process.env.PATH].join(delimiter) },
    }));
    return { output: runs.map(({ stdout, stderr }) => stdout + stderr).join(''), succeeds: runs.every(({ status }) => status === 0) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

jest.setTimeout(120_000);

test('an import against the layers, and a circle of nothing but types, fail, and say which way arrows run', () => {
  const { output, succeeds } = linted({
    'runtime/api/answer.ts': 'export const ANSWER = 1;\n',
    'runtime/core/record/text.ts': "import { ANSWER } from '../../api/answer';\n\nexport const TEXT = ANSWER;\n",
    'runtime/core/one.ts': "import type { Other } from './other';\n\nexport interface One { readonly other?: Other }\n",
    'runtime/core/other.ts': "import type { One } from './one';\n\nexport interface Other { readonly one?: One }\n",
  });
  expect(output).toMatch(/runtime\/core may import src\/contract and packages only: arrows run from entry points to what they are made of/);
  expect(output.replace(/\s+/g, ' ')).toContain('error no-circle: runtime/core/one.ts → runtime/core/other.ts → runtime/core/one.ts These files import one another, types included: arrows run from entry points');
  expect(succeeds).toBe(false);
});
