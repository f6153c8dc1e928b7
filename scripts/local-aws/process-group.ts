import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const GONE_WITHIN_MS = 2_000;

/** Starts a program in a process group of its own, so that it can be ended together with all that it starts. */
export function spawnGroup(program: string, args: string[], options: SpawnOptions): ChildProcess {
  return spawn(program, args, { ...options, detached: process.platform !== 'win32', windowsHide: true });
}

/** Ends a program and all that it started, at once. */
export function endGroup(leader: ChildProcess): void {
  if (leader.pid === undefined) {
    return;
  }
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(leader.pid), '/T', '/F']);
  } else {
    signalGroup(leader.pid, 'SIGKILL');
  }
}

/** Ends a program and all that it started, and waits until the last process of them is gone. */
export async function endGroupAndWait(leader: ChildProcess): Promise<void> {
  const deadline = Date.now() + GONE_WITHIN_MS;
  endGroup(leader);
  while ((!hasEnded(leader) || groupExists(leader)) && Date.now() < deadline) {
    await sleep(10);
  }
}

/** Whether a program has ended, or never started. */
export function hasEnded(program: ChildProcess): boolean {
  return program.pid === undefined || program.exitCode !== null || program.signalCode !== null;
}

function groupExists(leader: ChildProcess): boolean {
  return process.platform !== 'win32' && leader.pid !== undefined && signalGroup(leader.pid, 0);
}

function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
