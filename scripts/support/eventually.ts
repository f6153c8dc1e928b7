import { setTimeout as sleep } from 'node:timers/promises';
import { ExpectedError } from './expected-error';

/** Long enough for a machine that does much else at the same time; what comes sooner is not waited for. */
const PATIENCE_MS = 120_000;

const LOOK_MS = 100;

/**
 * Looks again and again until there is something to see, and gives that.
 *
 * @param missing says, when there is nothing for too long, what there is instead
 */
export async function eventually<T>(look: () => Promise<T | undefined>, missing: () => string): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new ExpectedError(`After ${PATIENCE_MS / 1000} s ${missing()}.`);
    await sleep(LOOK_MS);
  }
}
