import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { GENERATED_PYTHON } from './build/python-package';
import { environmentPython } from './local-aws';
import { PYTHON_PACKAGE } from './python/tests';
import { runCommand } from './support/command';
import { ExpectedError } from './support/expected-error';
import { REPOSITORY } from './support/folders';
import { step } from './support/progress';

/** Also the files that Ruff would leave out because Git ignores them. */
const CHECKED = ['.', ...Object.values(GENERATED_PYTHON)];

/** `npm run lint:python`: checks all Python code, and its layout, by the rules of `ruff.toml`; `-- --fix` mends what Ruff can mend. */
void runCommand(async () => {
  const args = process.argv.slice(2);
  const fixes = args.includes('--fix');
  const unknown = args.find((arg) => arg !== '--fix');
  if (unknown !== undefined) throw new ExpectedError(`There is no argument '${unknown}'. Use it as \`npm run lint:python\` or \`npm run lint:python -- --fix\`.`);

  const python = await environmentPython(PYTHON_PACKAGE, step);
  if (fixes) {
    await ruff(python, ['check', '--fix-only', '--quiet', ...CHECKED]);
    await ruff(python, ['format', '--quiet', ...CHECKED]);
  }
  const exitCodes = [await ruff(python, ['check', ...CHECKED]), await ruff(python, ['format', '--check', ...CHECKED])];
  if (exitCodes.some((exitCode) => exitCode !== 0)) throw new ExpectedError('What is wrong with the Python code stands above.');
});

async function ruff(python: string, args: readonly string[]): Promise<number | null> {
  // Its cache would lie in the repository.
  const child = spawn(python, ['-m', 'ruff', ...args, '--no-cache'], { cwd: REPOSITORY, stdio: 'inherit' });
  const [exitCode] = await once(child, 'close') as [number | null];
  return exitCode;
}
