import { cancelTask } from '../../../runtime/core/operations/cancel';
import type { Item } from '../../../runtime/core/ports';
import type { TaskHandlerFunction } from '../../../sdk/typescript/handler';
import { fails, failsForGood, notBegun, RETRY_DELAY_MS, TASK_TYPE, TestWorker } from '../../support/test-worker';

let worker: TestWorker;
beforeEach(() => {
  worker = new TestWorker();
});

describe('the end of a run is counted and logged:', () => {
  const cancelled: TaskHandlerFunction = async (task) => {
    await cancelTask(worker.ports, await worker.stored(task));
    throw new Error('stopped');
  };
  const overtaken: TaskHandlerFunction = async (task) => {
    await worker.alter(await worker.stored(task), { claim: 'somebody else\'s' });
  };

  test.each<[string, TaskHandlerFunction, string[], Item]>([
    ['COMPLETED', () => 1, ['Completed', 'TotalTime'], { level: 'INFO', message: 'task completed' }],
    ['RETRYING', fails, ['Retried'], { level: 'WARN', message: 'attempt failed, another follows', error_type: 'Error', error_message: 'no picture' }],
    ['given back', notBegun, [], { level: 'WARN', message: 'task given back: its run could not begin', error_type: 'TooManyRequestsException', error_message: 'Rate Exceeded.' }],
    ['FAILED', failsForGood, ['Failed', 'TotalTime'], { level: 'ERROR', message: 'task failed', error_type: 'Error', error_message: 'no picture' }],
    ['CANCELLED', cancelled, ['Cancelled', 'TotalTime'], { level: 'INFO', message: 'task cancelled', error_message: 'stopped' }],
    ['refused', overtaken, ['LeaseLost'], { level: 'WARN', message: 'outcome refused: the claim is no longer the task\'s', status: 'IN_PROGRESS' }],
  ])('%s', async (_end, handler, names, line) => {
    const record = await worker.create();
    await worker.work(handler, record);
    expect(worker.metrics.names()).toEqual(['Started', 'WaitTime', 'RunTime', ...names]);
    expect(worker.logger.lines).toMatchObject([{ message: 'task started' }, { ...line, task_id: record.id, task_type: TASK_TYPE, scope: 'shared', attempt: 1 }]);
  });

  test('the times are those from creation to start, from start to end and from creation to end', async () => {
    const record = await worker.create();
    worker.ports.clock.advance(1500);
    await worker.work(() => worker.ports.clock.advance(800), record);
    const times = worker.metrics.added.filter(({ name }) => name.endsWith('Time'));
    expect(times).toEqual([['WaitTime', 1500], ['RunTime', 800], ['TotalTime', 2300]].map(([name, value]) => ({ name, taskType: TASK_TYPE, value })));
  });

  test('the wait of a task that was not to begin at once is that since its time', async () => {
    const record = await worker.alter(await worker.create(), { not_before: worker.ports.clock.now() + 60_000 });
    worker.ports.clock.advance(60_700);
    await worker.work(() => 1, record);
    expect(worker.metrics.added).toContainEqual({ name: 'WaitTime', taskType: TASK_TYPE, value: 700 });
  });

  test('only the first start has a wait', async () => {
    const record = await worker.create();
    await worker.work(fails, record);
    worker.ports.clock.advance(RETRY_DELAY_MS);
    await worker.work(() => 1, record);
    expect(worker.metrics.names().filter((name) => name === 'Started' || name === 'WaitTime')).toEqual(['Started', 'WaitTime', 'Started']);
  });
});

test('a stack is in the log of its failure, and not in the record', async () => {
  const record = await worker.create();
  await worker.work(failsForGood, record);
  expect(worker.logger.lines.at(-1)).toMatchObject({ message: 'task failed', error_stack: expect.stringMatching(/^Error: no picture\n {4}at /) });
  expect((await worker.stored(record)).error).toEqual({ type: 'Error', message: 'no picture' });
});
