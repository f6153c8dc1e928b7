import { stdout } from 'node:process';

/** A step that takes longer is shown while it runs, too. */
const SHOW_RUNNING_AFTER_MS = 2_000;
const TERMINAL_REFRESH_MS = 500;
const LOG_REFRESH_MS = 10_000;

/**
 * Runs a step and shows it with its time: `✓ Deploy quickstart  4.2 s`. In a terminal the line counts while the step
 * runs; elsewhere, say in a CI log, a long step gets a line now and then.
 */
export async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const stopShowing = showRunning(() => `… ${name}  ${seconds(started)}`);
  try {
    const result = await work();
    stopShowing();
    print(`✓ ${name}  ${seconds(started)}`);
    return result;
  } catch (error) {
    stopShowing();
    print(`✗ ${name}  ${seconds(started)}`);
    throw error;
  }
}

/** Prints a line. */
export function print(line = ''): void {
  stdout.write(`${line}\n`);
}

function showRunning(line: () => string): () => void {
  const show = stdout.isTTY ? () => stdout.write(`\r\x1b[K${line()}`) : () => print(line());
  let repeating: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    show();
    repeating = setInterval(show, stdout.isTTY ? TERMINAL_REFRESH_MS : LOG_REFRESH_MS);
  }, SHOW_RUNNING_AFTER_MS);
  return () => {
    clearTimeout(first);
    clearInterval(repeating);
    if (stdout.isTTY) {
      stdout.write('\r\x1b[K');
    }
  };
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
