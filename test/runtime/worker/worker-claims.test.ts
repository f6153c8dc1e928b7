import type { Item } from '../../../runtime/core/ports';
import type { TaskRecord } from '../../../runtime/core/record/task-record';
import type { WorkerOptions } from '../../../runtime/worker/worker';
import { LEASE_GRACE_MS, LEAST_RUN_MS, MAX_HIDE_MS } from '../../../src/contract';
import { alteredStore } from '../../support/altered-store';
import { dispatchMessage, messageOf, QUEUE_URL, withAttributes } from '../../support/messages';
import { WORKER_POLICY } from '../../support/tasks';
import { AT_MOST_ONCE, REMAINING_MS, TestWorker } from '../../support/test-worker';

let worker: TestWorker;
beforeEach(() => {
  worker = new TestWorker();
});

describe('a message whose task cannot be claimed', () => {
  const now = (): number => worker.ports.clock.now();
  const held = (token: string, leaseUntil = now() + 12_345): Item => ({ status: 'IN_PROGRESS', claim: token, attempt: 1, attempt_limit: 3, max_attempts: 3, lease_until: leaseUntil });

  test.each<[string, (record: TaskRecord) => Item]>([
    ['has completed', () => ({ status: 'COMPLETED' })],
    ['has failed', () => ({ status: 'FAILED' })],
    ['was cancelled', () => ({ status: 'CANCELLED' })],
    ['has expired', () => ({ ttl: Math.floor(now() / 1000) })],
    ['is SCHEDULED', () => ({ status: 'SCHEDULED', not_before: now() + 1000 })],
    ['is of another type', () => ({ task_type: 'crop' })],
    ['another message\'s run holds', () => held('another message:token')],
    ['another worker of a longer message id holds', (record) => held(`${messageOf(record)} too:token`)],
    ['a worker without a token holds', () => held('-')],
    ['another message\'s run held a moment ago', () => held('another message:token', now() - LEASE_GRACE_MS)],
    ['is not due within five minutes', () => ({ status: 'RETRYING', not_before: now() + MAX_HIDE_MS + 1 })],
  ])('is deleted when it is one that %s', async (_what, attributes) => {
    const record = await worker.create();
    const before = await worker.alter(record, attributes(record));
    expect(await worker.work(worker.notes, record)).toBe('deleted');
    expect(await worker.stored(record)).toEqual(before);
    expect(worker.handled).toEqual([]);
    expect(worker.metrics.names()).toEqual([]);
    expect(worker.logger.lines).toMatchObject([{ level: 'INFO', message: 'task not claimed', task_id: record.id, verdict: 'delete' }]);
  });

  test.each<[string, (record: TaskRecord) => Item, number]>([
    ['this message\'s own run holds, until its lease is over for everybody', (record) => held(`${messageOf(record)}:token`), 18],
    ['this message\'s own run held until a moment ago', (record) => held(`${messageOf(record)}:token`, now() - 4000), 1],
    ['is RETRYING and not due', () => ({ status: 'RETRYING', not_before: now() + 90_500 }), 91],
    ['is CREATED and not due', () => ({ not_before: now() + 90_500 }), 91],
    ['is due in five minutes', () => ({ status: 'RETRYING', not_before: now() + MAX_HIDE_MS }), 300],
  ])('is hidden when it is one that %s', async (_what, attributes, seconds) => {
    const record = await worker.create();
    const before = await worker.alter(record, attributes(record));
    expect(await worker.work(worker.notes, record)).toBe(`hidden for ${seconds} s`);
    expect(await worker.stored(record)).toEqual(before);
    expect(worker.handled).toEqual([]);
    expect(worker.metrics.names()).toEqual([]);
    expect(worker.queue.requests).toEqual([{ QueueUrl: QUEUE_URL, ReceiptHandle: `receipt of ${messageOf(record)}`, VisibilityTimeout: seconds }]);
  });

  const lost = (): Item => held('another message:token', now() - LEASE_GRACE_MS - 1);
  test.each<[string, () => Item, 'FAILED' | 'CANCELLED', RegExp]>([
    ['whose lost run was asked to stop', () => ({ ...lost(), cancel_requested: true }), 'CANCELLED', /^$/],
    ['whose lost run was asked to stop, at its deadline', () => ({ ...lost(), cancel_requested: true, deadline: now() }), 'CANCELLED', /^$/],
    ['whose deadline is past before any run', () => ({ deadline: now() }), 'FAILED', /^the task was CREATED at its deadline, .*, after 0 attempts/],
    ['whose deadline is past after a lost run', () => ({ ...lost(), deadline: now() }), 'FAILED', /^the task was IN_PROGRESS at its deadline, .*, after 1 attempts/],
    ['whose last run is lost', () => ({ ...lost(), attempt: 3 }), 'FAILED', /^attempt 3 ended without a report: .* It was the last attempt/],
    ['whose only run may have done its work', () => ({ ...lost(), at_most_once: true }), 'FAILED', /^attempt 1 ended without a report: .* at most once/],
    ['whose lost run gave no token', () => ({ ...lost(), claim: '-' }), 'FAILED', /^attempt 1 ended without a report: .* no claim token/],
  ])('settles a task %s, and is deleted', async (_what, attributes, status, why) => {
    const record = await worker.create();
    await worker.alter(record, attributes());
    expect(await worker.work(worker.notes, record)).toBe('deleted');
    const settled = await worker.stored(record);
    expect(settled.status).toBe(status);
    expect(settled.error?.message ?? '').toMatch(why);
    expect(worker.handled).toEqual([]);
    expect(worker.metrics.names()).toEqual([status === 'FAILED' ? 'Failed' : 'Cancelled', 'TotalTime']);
    expect(worker.logger.lines).toContainEqual(expect.objectContaining({ message: 'task lapsed', task_id: record.id, status }));
  });

  test('is deleted, and nothing is counted, when somebody else settles the task first', async () => {
    const record = await worker.alter(await worker.create(), { deadline: now() });
    const claims = alteredStore(worker.ports.store, {
      update: async (input) => worker.ports.store.update(input).finally(async () => worker.alter(record, { status: 'CANCELLED', revision: 'changed' })),
    });
    expect(await worker.work(worker.notes, record, { claims })).toBe('deleted');
    expect(await worker.stored(record)).toMatchObject({ status: 'CANCELLED', revision: 'changed' });
    expect(worker.metrics.names()).toEqual([]);
    expect(worker.logger.messages()).toEqual(['task not claimed']);
  });

  test('is returned when nothing is in its way any more', async () => {
    const record = await worker.alter(await worker.create(), { not_before: now() + 1 });
    const { store, clock } = worker.ports;
    const claims = alteredStore(store, { update: async (input) => store.update(input).finally(() => clock.advance(1)) });
    expect(await worker.work(worker.notes, record, { claims })).toBe('returned');
    expect(await worker.work(worker.notes, record)).toBe('deleted');
    expect(worker.handled).toEqual([record.id]);
  });

  test('is deleted when there is no such task', async () => {
    const record = await worker.create();
    worker.ports.store.expire(record.id);
    expect(await worker.work(worker.notes, record)).toBe('deleted');
    expect(worker.ports.store.items()).toEqual([]);
    expect(worker.logger.lines).toMatchObject([{ message: 'task not claimed', task_id: record.id, status: 'absent', verdict: 'delete' }]);
  });

  test.each<[string, Record<string, string | undefined>]>([
    ['names another worker\'s task type', { TaskType: 'crop' }],
    ['names no task type', { TaskType: undefined }],
    ['names no task', { TaskId: undefined }],
  ])('is deleted when it %s', async (_what, attributes) => {
    const record = await worker.create();
    expect(await worker.receive(worker.notes, [withAttributes(dispatchMessage(record), attributes)])).toEqual([]);
    expect(await worker.stored(record)).toEqual(record);
    expect(worker.logger.lines).toMatchObject([{ level: 'ERROR', message: 'message dropped: it is not a dispatch of this worker', message_id: messageOf(record) }]);
  });

  test('is deleted when it names the item of a payload', async () => {
    const record = await worker.create('d'.repeat(5000));
    const before = worker.ports.store.items();
    expect(await worker.receive(worker.notes, [withAttributes(dispatchMessage(record), { TaskId: record.data_ref })])).toEqual([]);
    expect(worker.ports.store.items()).toEqual(before);
  });

  test('runs the task when it comes again after the run that held it is lost', async () => {
    const record = await worker.create();
    await worker.claim(record, `${messageOf(record)}:lost`);
    expect(await worker.work(worker.notes, record)).toBe('hidden for 35 s');

    worker.ports.clock.advance(35_001);
    expect(await worker.work((task) => task.attempt, record)).toBe('deleted');
    expect(await worker.stored(record)).toMatchObject({ status: 'COMPLETED', result: '2', attempt: 2 });
  });

  test('never starts a run again that may have started, if the task runs at most once', async () => {
    const record = await worker.create();
    await worker.claim(record, `${messageOf(record)}:lost`, AT_MOST_ONCE);
    worker.ports.clock.advance(REMAINING_MS + LEASE_GRACE_MS + 1);
    // The record says so, whatever the worker that finds it would say.
    expect(await worker.work(worker.notes, record, { policy: WORKER_POLICY })).toBe('deleted');
    expect(worker.handled).toEqual([]);
    expect(await worker.stored(record)).toMatchObject({ status: 'FAILED', attempt: 1, error: { type: 'LeaseExpired' } });
  });
});

describe('the handler does not start', () => {
  const neverStarts = async (record: TaskRecord, options: Partial<WorkerOptions>): Promise<void> => {
    expect(await worker.work(worker.notes, record, options)).toBe('returned');
    expect(worker.handled).toEqual([]);
    expect((await worker.stored(record)).status).toBe('IN_PROGRESS');
  };
  /** A table whose answer to a claim is on its way for long. */
  const slow = (milliseconds: number) => alteredStore(worker.ports.store, {
    update: async (input) => {
      const answer = await worker.ports.store.update(input);
      worker.ports.clock.advance(milliseconds);
      return answer;
    },
  });

  test('once its lease is over', async () => {
    const claims = slow(REMAINING_MS);
    await neverStarts(await worker.create(), { claims });
  });

  test('once its deadline is past', async () => {
    const claims = slow(1000);
    await neverStarts(await worker.alter(await worker.create(), { deadline: worker.ports.clock.now() + 1000 }), { claims });
  });

  test('when reading its data took until its lease was over', async () => {
    const store = alteredStore(worker.ports.store, {
      get: async (input) => {
        worker.ports.clock.advance(REMAINING_MS);
        return worker.ports.store.get(input);
      },
    });
    await neverStarts(await worker.create('d'.repeat(5000)), { ports: { ...worker.ports, store } });
  });

  test('but does a moment before both', async () => {
    const record = await worker.alter(await worker.create(), { deadline: worker.ports.clock.now() + REMAINING_MS });
    expect(await worker.work(worker.notes, record, { claims: slow(REMAINING_MS - 1) })).toBe('deleted');
    expect(worker.handled).toEqual([record.id]);
  });
});

test('a message that comes when the invocation is nearly over goes back, and costs no attempt', async () => {
  const record = await worker.create();
  expect(await worker.receive(worker.notes, [dispatchMessage(record)], {}, LEAST_RUN_MS - 1)).toHaveLength(1);
  expect(worker.handled).toEqual([]);
  expect(await worker.stored(record)).toEqual(record);
  expect(worker.logger.messages()).toEqual(['message returned: there is no time left to run its task']);
});
