import type { RunOptions } from '../../run/simulate';
import { simulate } from '../../run/simulate';
import type { Answer } from '../process-runner';

/** A process that simulates what it is told, and answers with what came of it; it ends when its parent does. */

process.on('message', (options: RunOptions) => {
  void answer(options).then((it) => process.send!(it));
});

// A terminal's Ctrl-C reaches all processes; the parent decides when this one ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

async function answer(options: RunOptions): Promise<Answer> {
  try {
    return { result: await simulate(options) };
  } catch (error) {
    return { error: error instanceof Error ? error.stack ?? error.message : String(error) };
  }
}
