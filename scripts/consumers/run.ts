import { once } from 'node:events';
import { delimiter } from 'node:path';
import { endGroup, spawnGroup } from '../local-aws/process-group';
import { ExpectedError } from '../support/expected-error';
import { REPOSITORY } from '../support/folders';

const SHOWN_ON_FAILURE = 25;

/** What a consumer's machine would not have: this repository's settings, and whatever leads to an AWS account. */
const FOREIGN = /^(AWS_|CDK_|JSII_|TSX_|PYTHON|VIRTUAL_ENV$|NODE_OPTIONS$|NODE_PATH$|npm_(package|lifecycle)_)/i;

/** Where and how a program runs. */
export interface RunOptions {
  readonly folder: string;
  /** Folders in front of the PATH. */
  readonly path?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Which permissions new files do not get. */
  readonly umask?: number;
}

/** Runs a program to its end; its output is shown when it fails. */
export type Run = (program: string, args: readonly string[], options: RunOptions) => Promise<void>;

/** The programs end, with all that they started, when the command is interrupted. */
export function runner(interrupted: AbortSignal): Run {
  return async (program, args, options) => {
    interrupted.throwIfAborted();
    const child = withUmask(options.umask, () => spawnGroup(program, [...args], {
      cwd: options.folder,
      env: environment(options),
      stdio: ['ignore', 'pipe', 'pipe'],
    }));
    const end = () => endGroup(child);
    interrupted.addEventListener('abort', end);
    try {
      let output = '';
      for (const stream of [child.stdout!, child.stderr!]) {
        stream.setEncoding('utf8').on('data', (text: string) => output += text);
      }
      const [exitCode] = await once(child, 'close') as [number | null];
      interrupted.throwIfAborted();
      if (exitCode !== 0) {
        throw new ExpectedError(`${[program, ...args].join(' ')} failed in ${options.folder}:\n${lastLines(output)}`);
      }
    } finally {
      interrupted.removeEventListener('abort', end);
    }
  };
}

/** Runs npm: the one that runs this command, when one does. */
export function npm(run: Run, args: readonly string[], options: RunOptions): Promise<void> {
  const cli = process.env.npm_execpath;
  return cli ? run(process.execPath, [cli, ...args], options) : run('npm', args, options);
}

function environment({ path = [], env }: RunOptions): Record<string, string | undefined> {
  const own = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name) && name.toLowerCase() !== 'path');
  // npm puts this repository's tools on the PATH, where they would stand for those that a consumer failed to install.
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(REPOSITORY));
  return { ...Object.fromEntries(own), PATH: [...path, ...folders].join(delimiter), ...env };
}

function withUmask<T>(umask: number | undefined, work: () => T): T {
  if (umask === undefined) return work();
  const before = process.umask(umask);
  try {
    return work();
  } finally {
    process.umask(before);
  }
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-SHOWN_ON_FAILURE).join('\n');
}
