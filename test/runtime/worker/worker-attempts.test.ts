import { loadUserHandler } from '../../../runtime/worker/user-handler';
import type { WorkerOptions } from '../../../runtime/worker/worker';
import type { TaskHandlerFunction } from '../../../sdk/typescript/handler';
import { MAX_HIDE_MS } from '../../../src/contract';
import { throttled } from '../../support/altered-store';
import { dispatchMessage, messageOf, QUEUE_ARN, QUEUE_URL } from '../../support/messages';
import { WORKER_POLICY } from '../../support/tasks';
import { AT_MOST_ONCE, fails, failsForGood, notBegun, RETRY_DELAY_MS, TestWorker } from '../../support/test-worker';

let worker: TestWorker;
beforeEach(() => {
  worker = new TestWorker();
});

describe('a run that did not begin', () => {
  test.each([[WORKER_POLICY], [AT_MOST_ONCE]])('costs no attempt, and its message comes back when the next one is due: %j', async (policy) => {
    worker.halveWaits();
    const record = await worker.alter(await worker.create(), { max_attempts: 1, attempt_limit: 1 });
    expect(await worker.work(notBegun, record, { policy })).toBe('hidden for 5 s');
    expect(await worker.stored(record)).toMatchObject({ status: 'RETRYING', attempt: 1, attempt_limit: 2, error: { type: 'TooManyRequestsException', message: 'Rate Exceeded.' } });

    worker.ports.clock.advance(RETRY_DELAY_MS);
    expect(await worker.work(worker.notes, record, { policy })).toBe('deleted');
    expect(await worker.stored(record)).toMatchObject({ status: 'COMPLETED', attempt: 2 });
  });
});

describe('an error', () => {
  test.each([[1, 5], [2, 10], [3, 20]])('of attempt %d hides the message until the next attempt, %d s at half the longest wait', async (attempt, seconds) => {
    worker.halveWaits();
    const record = await worker.alter(await worker.create(), { attempt: attempt - 1, max_attempts: 9, attempt_limit: 9 });
    expect(await worker.work(fails, record)).toBe(`hidden for ${seconds} s`);
    expect(await worker.stored(record)).toMatchObject({ status: 'RETRYING', attempt, not_before: worker.ports.clock.now() + seconds * 1000, error: { type: 'Error', message: 'no picture' } });
  });

  test('hides its message by this request', async () => {
    worker.halveWaits();
    await worker.receive(fails, [dispatchMessage(await worker.create(), 'm-1')]);
    expect(worker.queue.requests).toEqual([{ QueueUrl: QUEUE_URL, ReceiptHandle: 'receipt of m-1', VisibilityTimeout: 5 }]);
  });

  test('hides its message in the queue of the lane that it came from', async () => {
    const message = { ...dispatchMessage(await worker.create(), 'm-1'), eventSourceARN: `${QUEUE_ARN}-bulk` };
    await worker.receive(fails, [message, dispatchMessage(await worker.create(), 'm-2')]);
    expect(worker.queue.requests.map(({ QueueUrl }) => QueueUrl)).toEqual([`${QUEUE_URL}-bulk`, QUEUE_URL]);
  });

  test.each([
    ['of five minutes is spent by the hidden message', MAX_HIDE_MS, 'hidden for 300 s', 15 * 60_000],
    ['longer than five minutes is the watchdog\'s', MAX_HIDE_MS + 2, 'deleted', 0],
  ])('a wait %s', async (_whose, wait, fate, behind) => {
    worker.halveWaits();
    const record = await worker.create();
    expect(await worker.work(fails, record, { policy: { ...WORKER_POLICY, retryDelay: 2 * wait } })).toBe(fate);
    const { not_before, watch_time } = await worker.stored(record);
    expect(not_before).toBe(worker.ports.clock.now() + wait);
    expect(watch_time).toBe(not_before! + behind);
  });

  test('leads to another attempt as long as there is one; the last one\'s is the task\'s', async () => {
    const record = await worker.create();
    const attempts: number[] = [];
    const handler: TaskHandlerFunction = (task) => { throw new RangeError(`attempt ${attempts.push(task.attempt)} of ${task.max_attempts}`); };
    const fates: string[] = [];
    for (let message = 1; message <= 4; message += 1) {
      fates.push((await worker.work(handler, record)).replace(/\d+/, 'some'));
      worker.ports.clock.advance(4 * RETRY_DELAY_MS);
    }
    expect(attempts).toEqual([1, 2, 3]);
    expect(fates).toEqual(['hidden for some s', 'hidden for some s', 'deleted', 'deleted']);
    expect(await worker.stored(record)).toMatchObject({ status: 'FAILED', attempt: 3, error: { type: 'RangeError', message: 'attempt 3 of 3' } });
  });

  test('may be followed by success, of which alone the task then tells', async () => {
    const record = await worker.create();
    await worker.work(fails, record);
    worker.ports.clock.advance(RETRY_DELAY_MS);
    expect(await worker.work((task) => task.attempt, record)).toBe('deleted');
    const settled = await worker.stored(record);
    expect(settled).toMatchObject({ status: 'COMPLETED', result: '2', attempt: 2 });
    expect(settled).not.toHaveProperty('error');
  });

  test.each<[string, TaskHandlerFunction, Partial<WorkerOptions>]>([
    ['says that it is permanent', failsForGood, {}],
    ['is a result that cannot be stored', () => ({ ratio: NaN }), {}],
    ['is one of a task that runs at most once', fails, { policy: AT_MOST_ONCE }],
  ])('that %s fails the task at once', async (_what, handler, options) => {
    const record = await worker.create();
    expect(await worker.work(handler, record, options)).toBe('deleted');
    expect(await worker.stored(record)).toMatchObject({ status: 'FAILED', attempt: 1, error: { message: expect.stringMatching(/no picture|"ratio" is NaN/) } });
  });

  test('of a module that does not load is its task\'s, after its attempts', async () => {
    const record = await worker.create();
    const handler = loadUserHandler(() => { throw new Error('Cannot find module "sharp"'); });
    for (let attempt = 1; attempt < 3; attempt += 1) {
      await worker.work(handler, record);
      expect(await worker.stored(record)).toMatchObject({ status: 'RETRYING', attempt });
      worker.ports.clock.advance(4 * RETRY_DELAY_MS);
    }
    expect(await worker.work(handler, record)).toBe('deleted');
    expect(await worker.stored(record)).toMatchObject({ status: 'FAILED', attempt: 3, error: { type: 'Error', message: 'Cannot find module "sharp"' } });
  });
});

test('a message that cannot be hidden comes back as its queue has it: nothing else changes', async () => {
  const records = [await worker.create(), await worker.create()];
  worker.queue.changeMessageVisibility = async () => throttled();
  expect(await worker.receive(fails, records.map((record) => dispatchMessage(record)))).toEqual(records.map(messageOf));
  expect(await Promise.all(records.map(async (record) => worker.stored(record)))).toMatchObject([{ status: 'RETRYING' }, { status: 'RETRYING' }]);
  expect(worker.logger.lines.filter(({ message }) => message === 'message not hidden: it comes back as its queue has it')).toMatchObject(
    records.map((record) => ({ level: 'WARN', message_id: messageOf(record), error: { name: 'ThrottlingException' } })),
  );
});
