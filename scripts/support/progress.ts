import { stdout } from 'node:process';

/** A step that takes longer is shown while it runs, too. */
const SHOW_RUNNING_AFTER_MS = 2_000;
const TERMINAL_REFRESH_MS = 500;
const LOG_REFRESH_MS = 10_000;

/** Whether the terminal's last line is one that counts, which whatever is printed takes the place of. */
let counting = false;

/**
 * Runs a step and shows it with its time: `✓ Deploy quickstart  4.2 s`. In a terminal the line counts while the step
 * runs; elsewhere, say in a CI log, a long step gets a line now and then.
 *
 * @param progress how far the work is, behind the time
 */
export async function step<T>(name: string, work: () => Promise<T>, progress?: () => string): Promise<T> {
  const started = Date.now();
  const stopShowing = showRunning(() => `… ${name}  ${seconds(started)}${progress ? `  ${progress()}` : ''}`);
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
  clearCounting();
  stdout.write(`${line}\n`);
}

/** Shows a line for work that takes longer, until it is told to stop. */
export function showRunning(line: () => string): () => void {
  const show = stdout.isTTY ? () => count(line()) : () => print(line());
  let repeating: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    show();
    repeating = setInterval(show, stdout.isTTY ? TERMINAL_REFRESH_MS : LOG_REFRESH_MS);
  }, SHOW_RUNNING_AFTER_MS);
  return () => {
    clearTimeout(first);
    clearInterval(repeating);
    clearCounting();
  };
}

function count(line: string): void {
  clearCounting();
  stdout.write(line);
  counting = true;
}

function clearCounting(): void {
  if (counting) stdout.write('\r\x1b[K');
  counting = false;
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
