import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { REPOSITORY } from './folders';

export interface ToolOptions {
  /** Whether its output is shown, or dropped. */
  readonly stdout: 'inherit' | 'pipe';
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a tool of `node_modules` in this repository, and returns its exit code. */
export async function nodeTool(tool: string, args: readonly string[], { stdout, env }: ToolOptions = { stdout: 'inherit' }): Promise<number | null> {
  const child = spawn(process.execPath, [join(REPOSITORY, 'node_modules', tool), ...args], {
    cwd: REPOSITORY,
    env: { ...process.env, ...env },
    stdio: ['ignore', stdout, 'inherit'],
  });
  child.stdout?.resume();
  const [exitCode] = await once(child, 'close') as [number | null];
  return exitCode;
}
