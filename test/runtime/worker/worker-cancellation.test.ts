import { cancelTask } from '../../../runtime/core/operations/cancel';
import type { Item } from '../../../runtime/core/ports';
import type { TaskRecord } from '../../../runtime/core/record/task-record';
import type { Task, TaskContext, TaskHandlerFunction } from '../../../sdk/typescript/handler';
import { CANCELLATION_POLL_MS } from '../../../src/contract';
import { alteredStore, throttled } from '../../support/altered-store';
import { fails, failsForGood, TestWorker } from '../../support/test-worker';

let worker: TestWorker;
beforeEach(() => {
  worker = new TestWorker();
});

describe('a cancellation', () => {
  /** Cancels the task while it runs, and says whether the run was told of it within the poll. */
  const noticed: boolean[] = [];
  const isCancelled = async (task: Task, { signal }: TaskContext): Promise<void> => {
    await cancelTask(worker.ports, await worker.stored(task));
    await worker.pass(CANCELLATION_POLL_MS - 1);
    noticed.push(signal.aborted);
    await worker.pass(1);
    noticed.push(signal.aborted);
  };
  beforeEach(() => { noticed.length = 0; });

  test('aborts the run\'s signal within seconds; a handler that throws then ends CANCELLED', async () => {
    const record = await worker.create();
    const fate = await worker.work(async (task, context) => {
      await isCancelled(task, context);
      context.signal.throwIfAborted();
    }, record);
    expect(noticed).toEqual([false, true]);
    expect(fate).toBe('deleted');
    expect(await worker.stored(record)).toMatchObject({ status: 'CANCELLED', attempt: 1, error: { type: 'AbortError', message: 'the task was cancelled' } });
    expect(worker.metrics.names()).not.toContain('Retried');
  });

  test('comes too late for a handler that returns', async () => {
    const record = await worker.create();
    await worker.work(async (task, context) => {
      await isCancelled(task, context);
      return 'done';
    }, record);
    expect(await worker.stored(record)).toMatchObject({ status: 'COMPLETED', result: '"done"' });
  });

  test.each<[string, TaskHandlerFunction]>([['a permanent error', failsForGood], ['an error like any other', fails]])('makes CANCELLED of %s', async (_what, end) => {
    const record = await worker.create();
    expect(await worker.work(async (task, context) => {
      await cancelTask(worker.ports, await worker.stored(task));
      return end(task, context);
    }, record)).toBe('deleted');
    expect(await worker.stored(record)).toMatchObject({ status: 'CANCELLED', error: { message: 'no picture' } });
  });

  test('is looked for every five seconds, at the price of a cheap read, and no longer than the run lasts', async () => {
    let reads = 0;
    await worker.work(async () => {
      const consumed = worker.ports.store.startCounting();
      for (let second = 1; second <= 16; second += 1) await worker.pass(1000);
      reads = consumed.byOperation.get.calls;
      expect(consumed.readUnits).toBe(reads / 2);
    }, await worker.create());
    expect(reads).toBe(3);
    expect(worker.ports.clock.sleeping).toBe(0);

    worker.ports.store.startCounting();
    await worker.pass(60_000);
    expect(worker.ports.store.consumed.byOperation.get.calls).toBe(0);
  });

  test('that is found after the run has ended aborts nothing', async () => {
    let found = (): void => undefined;
    const signals: AbortSignal[] = [];
    const store = alteredStore(worker.ports.store, {
      get: async (input) => {
        if (input.ProjectionExpression) await new Promise<void>((resolve) => { found = resolve; });
        return worker.ports.store.get(input);
      },
    });
    await worker.work(async (task, { signal }) => {
      signals.push(signal);
      await cancelTask(worker.ports, await worker.stored(task));
      await worker.pass(CANCELLATION_POLL_MS);
    }, await worker.create(), { ports: { ...worker.ports, store } });
    found();
    await worker.pass(0);
    expect(signals[0].aborted).toBe(false);
    expect(worker.ports.clock.sleeping).toBe(0);
  });

  test('is found by a later read when one fails', async () => {
    const record = await worker.create();
    let reads = 0;
    const store = alteredStore(worker.ports.store, { get: async (input) => ((reads += 1) === 1 ? throttled() : worker.ports.store.get(input)) });
    const seen: boolean[] = [];
    await worker.work(async (task, { signal }) => {
      await cancelTask(worker.ports, await worker.stored(task));
      await worker.pass(CANCELLATION_POLL_MS);
      seen.push(signal.aborted);
      await worker.pass(CANCELLATION_POLL_MS);
      seen.push(signal.aborted);
    }, record, { ports: { ...worker.ports, store } });
    expect(seen).toEqual([false, true]);
  });

  const signalAfterPoll = async (record: TaskRecord, found: (running: TaskRecord) => Item | undefined): Promise<AbortSignal> => {
    let running: TaskRecord;
    const store = alteredStore(worker.ports.store, { get: async () => found(running) });
    let seen: AbortSignal;
    await worker.work(async (task, { signal }) => {
      running = await worker.stored(task);
      await worker.pass(CANCELLATION_POLL_MS);
      seen = signal;
    }, record, { ports: { ...worker.ports, store } });
    return seen!;
  };

  test.each<[string, (record: TaskRecord) => Item | undefined]>([
    ['before the task was claimed', (record) => record],
    ['before the task was created', () => undefined],
    ['when an earlier run held it', (record) => ({ ...record, status: 'IN_PROGRESS', claim: 'earlier', attempt: 0 })],
    ['when an earlier run that was asked to stop held it', (record) => ({ ...record, status: 'IN_PROGRESS', claim: 'earlier', attempt: 0, cancel_requested: true })],
  ])('is not what a read shows that is from %s', async (_when, found) => {
    const record = await worker.create();
    expect((await signalAfterPoll(record, () => found(record))).aborted).toBe(false);
  });

  test.each<[string, Item]>([
    ['was given up', { status: 'RETRYING' }],
    ['was settled by somebody else', { status: 'FAILED' }],
    ['is another run\'s', { claim: 'later', attempt: 2 }],
    ['was begun anew', { status: 'CREATED', claim: undefined }],
  ])('is not the only reason to stop: a task that %s is none of the run\'s', async (_what, change) => {
    const signal = await signalAfterPoll(await worker.create(), (running) => ({ ...running, ...change }));
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ name: 'AbortError', message: 'the task is no longer this run\'s' });
  });
});
