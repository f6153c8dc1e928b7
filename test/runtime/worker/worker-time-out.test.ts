import { cancelTask } from '../../../runtime/core/operations/cancel';
import type { TaskRecord } from '../../../runtime/core/record/task-record';
import type { WorkerOptions } from '../../../runtime/worker/worker';
import type { TaskContext, TaskHandlerFunction } from '../../../sdk/typescript/handler';
import { LEAST_RUN_MS, TIMEOUT_GRACE_MS, TIMEOUT_SIGNAL_MS } from '../../../src/contract';
import { alteredStore, throttled } from '../../support/altered-store';
import { dispatchMessage } from '../../support/messages';
import { WORKER_POLICY } from '../../support/tasks';
import { REMAINING_MS, TestWorker } from '../../support/test-worker';

let worker: TestWorker;
beforeEach(() => {
  worker = new TestWorker();
});

describe('a task\'s time-out', () => {
  test('is how long its run may take: then its signal is aborted, as it is told before', async () => {
    const record = await worker.create();
    const seen: unknown[] = [];
    await worker.work(async (_task, { signal, remainingTime }) => {
      seen.push(remainingTime(), signal.aborted);
      await worker.pass(5000);
      seen.push(remainingTime(), signal.aborted);
      throw signal.reason;
    }, record, { taskTimeout: 5000 });
    expect(seen).toEqual([5000, false, 0, true]);
    expect(await worker.stored(record)).toMatchObject({ status: 'RETRYING', error: { type: 'TimeoutError', message: 'the run\'s time of 5.0 s is over' } });
  });

  test('of a run that may take as long as its invocation comes a second before that', async () => {
    const aborted: boolean[] = [];
    await worker.work(async (_task, { signal }) => {
      await worker.pass(REMAINING_MS - TIMEOUT_SIGNAL_MS - 1);
      aborted.push(signal.aborted);
      await worker.pass(1);
      aborted.push(signal.aborted);
    }, await worker.create());
    expect(aborted).toEqual([false, true]);
  });

  test.each([
    ['is too long for what the invocation has left', 27_000, 27_999, 'returned', 0],
    ['just fits', 27_000, 28_000, 'deleted', 1],
    ['is very short: a run is still not begun for less than any needs', 100, LEAST_RUN_MS - 1, 'returned', 0],
  ])('that %s', async (_what, taskTimeout, remaining, fate, attempt) => {
    const record = await worker.create();
    const returned = await worker.receive(worker.notes, [dispatchMessage(record)], { taskTimeout }, remaining);
    expect(returned).toHaveLength(fate === 'returned' ? 1 : 0);
    expect(worker.handled).toHaveLength(attempt);
    expect((await worker.stored(record)).attempt).toBe(attempt);
  });
});

describe('a run that goes on although its time is over', () => {
  const never: TaskHandlerFunction = async () => new Promise(() => undefined);
  let exits: number;
  beforeEach(() => { exits = 0; });
  const exit = (): void => { exits += 1; };
  /** Lets a worker take messages in until it gives the run up. */
  const giveUp = async (handler: TaskHandlerFunction, records: TaskRecord[], options: Partial<WorkerOptions> = {}): Promise<unknown> => {
    const event = { Records: records.map((record) => dispatchMessage(record)) };
    const done = worker.withHandler(handler, { exit, ...options }).work(event, worker.countdown()).then(() => 'returned', (error) => error.message);
    await worker.pass(0);
    await worker.pass(REMAINING_MS - TIMEOUT_SIGNAL_MS);
    await worker.pass(TIMEOUT_GRACE_MS);
    return done;
  };

  test('has failed, and may be tried again; its process ends', async () => {
    const record = await worker.create();
    expect(await giveUp(never, [record])).toBe('the process ends: the code of a run goes on although its time is over');
    expect(exits).toBe(1);
    expect(await worker.stored(record)).toMatchObject({
      status: 'RETRYING',
      attempt: 1,
      error: { type: 'TimeoutError', message: expect.stringMatching(/^the run was still going on after 29\.5 s, although it was told to stop: /) },
    });
    expect(worker.queue.requests).toHaveLength(1);
    expect(worker.metrics.names()).toEqual(['Started', 'WaitTime', 'RunTime', 'Retried']);
    expect(worker.ports.clock.sleeping).toBe(0);
  });

  test('is not followed by another: no other task meets its code', async () => {
    const records = [await worker.create(), await worker.create()];
    await giveUp(never, records);
    expect(exits).toBe(1);
    expect(await worker.stored(records[1])).toEqual(records[1]);
  });

  test('is waited out by those beside it, which are recorded as ever', async () => {
    const [stuck, slow, later] = [await worker.create(), await worker.create(), await worker.create()];
    const handler: TaskHandlerFunction = async ({ id }, { signal }) => new Promise((resolve) => {
      if (id === slow.id) signal.addEventListener('abort', () => resolve('in time'));
    });
    await giveUp(handler, [stuck, slow, later], { parallelism: 2 });
    expect(exits).toBe(1);
    expect(await worker.stored(stuck)).toMatchObject({ status: 'RETRYING' });
    expect(await worker.stored(slow)).toMatchObject({ status: 'COMPLETED', result: '"in time"' });
    expect((await worker.stored(later)).attempt).toBe(0);
  });

  test('lets no run begin whose claim was under way when it was given up: that task is given back, and spends no attempt', async () => {
    const [stuck, late] = [await worker.create(), await worker.create()];
    const claims = alteredStore(worker.ports.store, {
      update: async (input) => {
        if (input.Key!.id === late.id) await worker.ports.clock.sleep(6000);
        return worker.ports.store.update(input);
      },
    });
    const handler: TaskHandlerFunction = async ({ id }) => {
      worker.handled.push(id);
      return new Promise(() => undefined);
    };
    const done = worker.withHandler(handler, { exit, claims, parallelism: 2, taskTimeout: 5000 })
      .work({ Records: [stuck, late].map((record) => dispatchMessage(record)) }, worker.countdown())
      .catch((error) => error.message);
    await worker.pass(0);
    await worker.pass(5000);
    await worker.pass(TIMEOUT_GRACE_MS);
    await worker.pass(500);
    expect(await done).toMatch(/^the process ends/);
    expect(worker.handled).toEqual([stuck.id]);
    expect(await worker.stored(late)).toMatchObject({ status: 'RETRYING', error: { type: 'ProcessEnds' } });
    expect((await worker.stored(late)).attempt_limit).toBe(WORKER_POLICY.maxAttempts + 1);
  });

  test('cannot report or create anything any more', async () => {
    const contexts: TaskContext[] = [];
    const record = await worker.create();
    await giveUp(async (_task, context) => {
      contexts.push(context);
      return new Promise(() => undefined);
    }, [record], { creator: { create: async () => [{ status: 201, id: 'child' }] } });
    const before = await worker.stored(record);
    const [context] = contexts;
    await context.progress(99);
    expect(await context.heartbeat()).toBe(false);
    await expect(context.createTask({ task_type: 'crop', data: 1 })).rejects.toThrow('the run has ended');
    expect(await worker.stored(record)).toEqual(before);
  });

  test('of a task that was cancelled is cancelled', async () => {
    const record = await worker.create();
    await giveUp(async (task) => {
      await cancelTask(worker.ports, await worker.stored(task));
      return new Promise(() => undefined);
    }, [record]);
    expect(await worker.stored(record)).toMatchObject({ status: 'CANCELLED' });
    expect(exits).toBe(1);
  });

  test('ends its process also when that cannot be recorded', async () => {
    const record = await worker.create();
    expect(await giveUp(never, [record], { ports: { ...worker.ports, store: alteredStore(worker.ports.store, { update: throttled }) } })).toMatch(/^the process ends/);
    expect(exits).toBe(1);
  });
});
