import type { HandlerRun } from './handler-run';
import { FakeWorker } from './private/fake-worker';
import type { RunOptions } from './run-options';
import type { TestTask } from './test-task';
import type { TaskHandlerFunction } from '../handler';

/**
 * Runs a handler as a worker does, with a task that has this data, and nothing of AWS: for unit tests of handlers. Timers
 * are those of the process, so that a test may fake them.
 *
 * ```ts
 * const run = await runHandler(handler, { data: { key: 'photo.png', width: 128 } });
 * expect(run).toMatchObject({ status: 'COMPLETED', result: { width: 128 } });
 * ```
 *
 * @param handler the handler, as its module exports it
 * @param task    the task's data, and whatever else the handler is to see of it
 * @param options what happens to the run
 * @returns what came of it; what the handler throws is in there, too
 * @throws when the data is not JSON
 */
export async function runHandler<Data = any, Result = any>(
  handler: TaskHandlerFunction<Data, Result>, task: TestTask<Data>, options: RunOptions = {},
): Promise<HandlerRun<Result>> {
  return new FakeWorker(options).run(handler, task);
}
