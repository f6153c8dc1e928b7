import { randomFillSync } from 'node:crypto';
import type { Clock, Random } from '../core/ports';

export const systemClock: Clock = {
  now: () => Date.now(),
  // While it waits, the timer has to keep the process alive: a function whose event loop is empty ends without an answer.
  sleep: async (milliseconds, stop) => new Promise((resolve) => {
    if (stop?.aborted) return resolve();
    const wake = (): void => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    return stop?.addEventListener('abort', wake);
  }),
};

/** Drawn in advance, as Node.js does for its own UUIDs: a call of the generator costs more than the bytes. */
const pool = Buffer.alloc(4096);
let used = pool.length;

export const systemRandom: Random = {
  bytes(count) {
    if (count > pool.length) return randomFillSync(new Uint8Array(count));
    if (used + count > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += count;
    return Uint8Array.from(pool.subarray(used - count, used));
  },
};
