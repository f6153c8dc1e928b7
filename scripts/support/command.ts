import { constants } from 'node:os';
import { ExpectedError } from './expected-error';

/**
 * Runs a command's work to its end, also when Ctrl-C or a SIGTERM asks it to end early: the work is told by the abort
 * signal and cleans up. The exit code is 0 when the work succeeded, 1 when it failed, 128 and the signal's number when
 * it was interrupted.
 */
export async function runCommand(work: (interrupted: AbortSignal) => Promise<void>): Promise<void> {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Not once: npm repeats the terminal's signal, and a second one must not cut the clean-up short.
    process.on(signal, () => interruption.abort(signal));
  }
  try {
    await work(interruption.signal);
  } catch (error) {
    if (interruption.signal.aborted) {
      process.exitCode = 128 + constants.signals[interruption.signal.reason as NodeJS.Signals];
    } else {
      process.stderr.write(`\n${error instanceof ExpectedError ? error.message : (error as Error).stack}\n`);
      process.exitCode = 1;
    }
  }
}
