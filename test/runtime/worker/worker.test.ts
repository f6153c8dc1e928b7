import type { SQSRecord } from 'aws-lambda';
import { cancelTask } from '../../../runtime/core/operations/cancel';
import { claimTask } from '../../../runtime/core/operations/run';
import type { Item, Remaining } from '../../../runtime/core/ports';
import { readPayload } from '../../../runtime/core/record/payload';
import { readRecord } from '../../../runtime/core/record/read';
import type { TaskRecord } from '../../../runtime/core/record/task-record';
import type { TransitionOutcome } from '../../../runtime/core/transitions/transition';
import { NotStarted } from '../../../runtime/worker/not-started';
import { loadUserHandler } from '../../../runtime/worker/user-handler';
import type { WorkerOptions } from '../../../runtime/worker/worker';
import { Worker } from '../../../runtime/worker/worker';
import type { Task, TaskContext, TaskHandlerFunction } from '../../../sdk/typescript/handler';
import { CANCELLATION_POLL_MS, LEASE_GRACE_MS, LEAST_RUN_MS, MAX_HIDE_MS, TIMEOUT_GRACE_MS, TIMEOUT_SIGNAL_MS } from '../../../src/contract';
import { alteredStore, throttled } from '../../support/altered-store';
import { LossyStore } from '../../support/lossy-store';
import { dispatchMessage, messageOf, QUEUE_ARN, QUEUE_URL, RecordedQueue, withAttributes } from '../../support/messages';
import type { MemoryPorts } from '../../support/ports';
import { memoryPorts, TABLE } from '../../support/ports';
import { created } from '../../support/tasks';
import { RecordedLogger, RecordedMetrics } from '../../support/telemetry';

const TASK_TYPE = 'thumbnail';
const REMAINING_MS = 30_000;
const RETRY_DELAY_MS = 10_000;
const DEADLINE_MS = 24 * 3600_000;
const API_POLICY = { retention: 3600, deadline: DEADLINE_MS, externalLease: 3600_000, listBuckets: 4, watchBuckets: 4 };
const POLICY = { maxAttempts: 3, atMostOnce: false, retryDelay: RETRY_DELAY_MS, maxRetryDelay: 3600_000 };
const AT_MOST_ONCE = { ...POLICY, atMostOnce: true };

let ports: MemoryPorts;
let queue: RecordedQueue;
let logger: RecordedLogger;
let metrics: RecordedMetrics;
beforeEach(() => {
  ports = memoryPorts();
  queue = new RecordedQueue();
  logger = new RecordedLogger();
  metrics = new RecordedMetrics();
});

const create = async (data: unknown = { width: 64 }): Promise<TaskRecord> => (
  created(ports, { task_type: TASK_TYPE, data: JSON.stringify(data) }, API_POLICY)
);
const stored = async ({ id }: { id: string }): Promise<TaskRecord> => (await readRecord(ports, id))!;

/** Makes a record what earlier transitions may have left. */
const alter = async (record: TaskRecord, attributes: Item): Promise<TaskRecord> => {
  await ports.store.put({ TableName: TABLE, Item: { ...record, ...attributes } });
  return stored(record);
};

const workerOf = (handler: TaskHandlerFunction, options: Partial<WorkerOptions> = {}): Worker => new Worker({
  ports, claims: ports.store, queue, policy: POLICY, taskTypes: [TASK_TYPE], handler, logger, metrics, exit: () => undefined, ...options,
});

/** How long an invocation has left that began now. */
const countdown = (): Remaining => {
  const end = ports.clock.now() + REMAINING_MS;
  return { getRemainingTimeInMillis: () => end - ports.clock.now() };
};

/** Lets a worker take messages in, and returns which of them go back to the queue. */
const receive = async (
  handler: TaskHandlerFunction, messages: SQSRecord[], options: Partial<WorkerOptions> = {}, remaining = REMAINING_MS,
): Promise<string[]> => {
  const answer = await workerOf(handler, options).work({ Records: messages }, { getRemainingTimeInMillis: () => remaining });
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};

/** Lets a worker take one task's message in, and returns what became of it. */
const work = async (handler: TaskHandlerFunction, record: TaskRecord, options?: Partial<WorkerOptions>): Promise<string> => {
  const asked = queue.requests.length;
  const returned = await receive(handler, [dispatchMessage(record)], options);
  const [hidden] = queue.hidden.slice(asked);
  if (returned.length === 0) return hidden === undefined ? 'deleted' : 'deleted, and yet hidden';
  return hidden === undefined ? 'returned' : `hidden for ${hidden} s`;
};

const notBegun: TaskHandlerFunction = () => { throw new NotStarted({ type: 'TooManyRequestsException', message: 'Rate Exceeded.' }); };
const fails: TaskHandlerFunction = () => { throw new Error('no picture'); };
const failsForGood: TaskHandlerFunction = () => { throw Object.assign(new Error('no picture'), { retryable: false }); };
/** A handler that a test can see never ran. */
const handled: string[] = [];
const notes: TaskHandlerFunction = (task) => { handled.push(task.id); };
beforeEach(() => { handled.length = 0; });

/** A claim of another run, or of one that this very message began. */
const claim = async (record: TaskRecord, token: string, policy = POLICY): Promise<TransitionOutcome> => claimTask(ports, {
  id: record.id, taskType: TASK_TYPE, claim: token, leaseUntil: () => ports.clock.now() + REMAINING_MS, policy,
});

/** Lets time pass, and everybody whose time has come go on. */
const pass = async (milliseconds: number): Promise<void> => {
  ports.clock.advance(milliseconds);
  await new Promise((resolve) => setImmediate(resolve));
};

/** Nobody has to advance the clock for a claim to be repeated. */
const hurryClaims = (): void => {
  const { sleep } = ports.clock;
  ports.clock.sleep = async (milliseconds, stop) => (stop ? sleep.call(ports.clock, milliseconds, stop) : ports.clock.advance(milliseconds));
};

/** Makes each wait half of the longest that it may be. */
const halveWaits = (): void => {
  const { random } = ports;
  Object.assign(ports, { random: { bytes: (count: number) => (count === 4 ? Uint8Array.of(128, 0, 0, 0) : random.bytes(count)) } });
};

describe('a run', () => {
  test('gives the handler what the table holds, and settles the task with what it returns', async () => {
    const record = await create();
    const seen: Task[] = [];
    expect(await work((task) => ({ count: seen.push(task) }), record)).toBe('deleted');
    expect(seen).toEqual([{
      id: record.id, task_type: TASK_TYPE, scope: 'shared', data: { width: 64 }, attempt: 1, max_attempts: 3, lane: 'default', created_time: record.created_time, parent_id: null,
    }]);
    expect(await stored(record)).toMatchObject({ status: 'COMPLETED', result: '{"count":1}', attempt: 1 });
  });

  test('holds the task for as long as the invocation can last, under a token of its own', async () => {
    const record = await create();
    let held: TaskRecord | undefined;
    await receive(async (task) => { held = await stored(task); }, [dispatchMessage(record, 'm-1')]);
    expect(held).toMatchObject({ status: 'IN_PROGRESS', lease_until: ports.clock.now() + REMAINING_MS, claim: expect.stringMatching(/^m-1:[\w-]{11}$/) });
  });

  test('has another token each time', async () => {
    const record = await create();
    const tokens: unknown[] = [];
    const run: TaskHandlerFunction = async (task) => {
      tokens.push((await stored(task)).claim);
      throw new Error('again');
    };
    await work(run, record);
    ports.clock.advance(RETRY_DELAY_MS);
    await work(run, record);
    expect(new Set(tokens).size).toBe(2);
  });

  test('reads large data from its item, and writes a large result to one', async () => {
    const record = await create('d'.repeat(50_000));
    await work((task) => `${task.data}r`, record);
    const { result_ref } = await stored(record);
    expect(JSON.parse((await readPayload(ports, { ref: result_ref }))!)).toBe(`${'d'.repeat(50_000)}r`);
  });

  test('whose data is gone fails for good, and says so', async () => {
    const record = await create('d'.repeat(5000));
    ports.store.expire(record.data_ref!);
    expect(await work(notes, record)).toBe('deleted');
    expect(handled).toEqual([]);
    expect(await stored(record)).toMatchObject({ status: 'FAILED', error: { type: 'PayloadMissing', message: `the payload ${record.data_ref} is not in the table` } });
  });

  test('can log, about its task, and can ask for the time that is left', async () => {
    const record = await create({ secret: 'do not log me' });
    const left: number[] = [];
    await work((_task, context: TaskContext) => {
      context.logger.info('half done', { percent: 50 });
      left.push(context.remainingTime());
      return 'nor me';
    }, record);
    expect(left).toEqual([REMAINING_MS]);
    expect(logger.messages()).toEqual(['task started', 'half done', 'task completed']);
    expect(logger.lines[1]).toMatchObject({ percent: 50, task_id: record.id, task_type: TASK_TYPE, scope: 'shared', attempt: 1 });
    const { claim: token } = await stored(record);
    expect(JSON.stringify(logger.lines)).not.toMatch(new RegExp(`do not log me|nor me|${token}`));
  });
});

describe('the end of a run is counted and logged:', () => {
  const cancelled: TaskHandlerFunction = async (task) => {
    await cancelTask(ports, await stored(task));
    throw new Error('stopped');
  };
  const overtaken: TaskHandlerFunction = async (task) => {
    await alter(await stored(task), { claim: 'somebody else\'s' });
  };

  test.each<[string, TaskHandlerFunction, string[], Item]>([
    ['COMPLETED', () => 1, ['Completed', 'TotalTime'], { level: 'INFO', message: 'task completed' }],
    ['RETRYING', fails, ['Retried'], { level: 'WARN', message: 'attempt failed, another follows', error_type: 'Error', error_message: 'no picture' }],
    ['given back', notBegun, [], { level: 'WARN', message: 'task given back: its run could not begin', error_type: 'TooManyRequestsException', error_message: 'Rate Exceeded.' }],
    ['FAILED', failsForGood, ['Failed', 'TotalTime'], { level: 'ERROR', message: 'task failed', error_type: 'Error', error_message: 'no picture' }],
    ['CANCELLED', cancelled, ['Cancelled', 'TotalTime'], { level: 'INFO', message: 'task cancelled', error_message: 'stopped' }],
    ['refused', overtaken, ['LeaseLost'], { level: 'WARN', message: 'outcome refused: the claim is no longer the task\'s', status: 'IN_PROGRESS' }],
  ])('%s', async (_end, handler, names, line) => {
    const record = await create();
    await work(handler, record);
    expect(metrics.names()).toEqual(['Started', 'WaitTime', 'RunTime', ...names]);
    expect(logger.lines).toMatchObject([{ message: 'task started' }, { ...line, task_id: record.id, task_type: TASK_TYPE, scope: 'shared', attempt: 1 }]);
  });

  test('the times are those from creation to start, from start to end and from creation to end', async () => {
    const record = await create();
    ports.clock.advance(1500);
    await work(() => ports.clock.advance(800), record);
    const times = metrics.added.filter(({ name }) => name.endsWith('Time'));
    expect(times).toEqual([['WaitTime', 1500], ['RunTime', 800], ['TotalTime', 2300]].map(([name, value]) => ({ name, taskType: TASK_TYPE, value })));
  });

  test('the wait of a task that was not to begin at once is that since its time', async () => {
    const record = await alter(await create(), { not_before: ports.clock.now() + 60_000 });
    ports.clock.advance(60_700);
    await work(() => 1, record);
    expect(metrics.added).toContainEqual({ name: 'WaitTime', taskType: TASK_TYPE, value: 700 });
  });

  test('only the first start has a wait', async () => {
    const record = await create();
    await work(fails, record);
    ports.clock.advance(RETRY_DELAY_MS);
    await work(() => 1, record);
    expect(metrics.names().filter((name) => name === 'Started' || name === 'WaitTime')).toEqual(['Started', 'WaitTime', 'Started']);
  });
});

describe('a run that did not begin', () => {
  test.each([[POLICY], [AT_MOST_ONCE]])('costs no attempt, and its message comes back when the next one is due: %j', async (policy) => {
    halveWaits();
    const record = await alter(await create(), { max_attempts: 1, attempt_limit: 1 });
    expect(await work(notBegun, record, { policy })).toBe('hidden for 5 s');
    expect(await stored(record)).toMatchObject({ status: 'RETRYING', attempt: 1, attempt_limit: 2, error: { type: 'TooManyRequestsException', message: 'Rate Exceeded.' } });

    ports.clock.advance(RETRY_DELAY_MS);
    expect(await work(notes, record, { policy })).toBe('deleted');
    expect(await stored(record)).toMatchObject({ status: 'COMPLETED', attempt: 2 });
  });
});

describe('an error', () => {
  test.each([[1, 5], [2, 10], [3, 20]])('of attempt %d hides the message until the next attempt, %d s at half the longest wait', async (attempt, seconds) => {
    halveWaits();
    const record = await alter(await create(), { attempt: attempt - 1, max_attempts: 9, attempt_limit: 9 });
    expect(await work(fails, record)).toBe(`hidden for ${seconds} s`);
    expect(await stored(record)).toMatchObject({ status: 'RETRYING', attempt, not_before: ports.clock.now() + seconds * 1000, error: { type: 'Error', message: 'no picture' } });
  });

  test('hides its message by this request', async () => {
    halveWaits();
    await receive(fails, [dispatchMessage(await create(), 'm-1')]);
    expect(queue.requests).toEqual([{ QueueUrl: QUEUE_URL, ReceiptHandle: 'receipt of m-1', VisibilityTimeout: 5 }]);
  });

  test('hides its message in the queue of the lane that it came from', async () => {
    const message = { ...dispatchMessage(await create(), 'm-1'), eventSourceARN: `${QUEUE_ARN}-bulk` };
    await receive(fails, [message, dispatchMessage(await create(), 'm-2')]);
    expect(queue.requests.map(({ QueueUrl }) => QueueUrl)).toEqual([`${QUEUE_URL}-bulk`, QUEUE_URL]);
  });

  test.each([
    ['of five minutes is spent by the hidden message', MAX_HIDE_MS, 'hidden for 300 s', 15 * 60_000],
    ['longer than five minutes is the watchdog\'s', MAX_HIDE_MS + 2, 'deleted', 0],
  ])('a wait %s', async (_whose, wait, fate, behind) => {
    halveWaits();
    const record = await create();
    expect(await work(fails, record, { policy: { ...POLICY, retryDelay: 2 * wait } })).toBe(fate);
    const { not_before, watch_time } = await stored(record);
    expect(not_before).toBe(ports.clock.now() + wait);
    expect(watch_time).toBe(not_before! + behind);
  });

  test('leads to another attempt as long as there is one; the last one\'s is the task\'s', async () => {
    const record = await create();
    const attempts: number[] = [];
    const handler: TaskHandlerFunction = (task) => { throw new RangeError(`attempt ${attempts.push(task.attempt)} of ${task.max_attempts}`); };
    const fates: string[] = [];
    for (let message = 1; message <= 4; message += 1) {
      fates.push((await work(handler, record)).replace(/\d+/, 'some'));
      ports.clock.advance(4 * RETRY_DELAY_MS);
    }
    expect(attempts).toEqual([1, 2, 3]);
    expect(fates).toEqual(['hidden for some s', 'hidden for some s', 'deleted', 'deleted']);
    expect(await stored(record)).toMatchObject({ status: 'FAILED', attempt: 3, error: { type: 'RangeError', message: 'attempt 3 of 3' } });
  });

  test('may be followed by success, of which alone the task then tells', async () => {
    const record = await create();
    await work(fails, record);
    ports.clock.advance(RETRY_DELAY_MS);
    expect(await work((task) => task.attempt, record)).toBe('deleted');
    const settled = await stored(record);
    expect(settled).toMatchObject({ status: 'COMPLETED', result: '2', attempt: 2 });
    expect(settled).not.toHaveProperty('error');
  });

  test.each<[string, TaskHandlerFunction, Partial<WorkerOptions>]>([
    ['says that it is permanent', failsForGood, {}],
    ['is a result that cannot be stored', () => ({ ratio: NaN }), {}],
    ['is one of a task that runs at most once', fails, { policy: AT_MOST_ONCE }],
  ])('that %s fails the task at once', async (_what, handler, options) => {
    const record = await create();
    expect(await work(handler, record, options)).toBe('deleted');
    expect(await stored(record)).toMatchObject({ status: 'FAILED', attempt: 1, error: { message: expect.stringMatching(/no picture|"ratio" is NaN/) } });
  });

  test('of a module that does not load is its task\'s, after its attempts', async () => {
    const record = await create();
    const handler = loadUserHandler(() => { throw new Error('Cannot find module "sharp"'); });
    for (let attempt = 1; attempt < 3; attempt += 1) {
      await work(handler, record);
      expect(await stored(record)).toMatchObject({ status: 'RETRYING', attempt });
      ports.clock.advance(4 * RETRY_DELAY_MS);
    }
    expect(await work(handler, record)).toBe('deleted');
    expect(await stored(record)).toMatchObject({ status: 'FAILED', attempt: 3, error: { type: 'Error', message: 'Cannot find module "sharp"' } });
  });
});

describe('a message whose task cannot be claimed', () => {
  const now = (): number => ports.clock.now();
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
    const record = await create();
    const before = await alter(record, attributes(record));
    expect(await work(notes, record)).toBe('deleted');
    expect(await stored(record)).toEqual(before);
    expect(handled).toEqual([]);
    expect(metrics.names()).toEqual([]);
    expect(logger.lines).toMatchObject([{ level: 'INFO', message: 'task not claimed', task_id: record.id, verdict: 'delete' }]);
  });

  test.each<[string, (record: TaskRecord) => Item, number]>([
    ['this message\'s own run holds, until its lease is over for everybody', (record) => held(`${messageOf(record)}:token`), 18],
    ['this message\'s own run held until a moment ago', (record) => held(`${messageOf(record)}:token`, now() - 4000), 1],
    ['is RETRYING and not due', () => ({ status: 'RETRYING', not_before: now() + 90_500 }), 91],
    ['is CREATED and not due', () => ({ not_before: now() + 90_500 }), 91],
    ['is due in five minutes', () => ({ status: 'RETRYING', not_before: now() + MAX_HIDE_MS }), 300],
  ])('is hidden when it is one that %s', async (_what, attributes, seconds) => {
    const record = await create();
    const before = await alter(record, attributes(record));
    expect(await work(notes, record)).toBe(`hidden for ${seconds} s`);
    expect(await stored(record)).toEqual(before);
    expect(handled).toEqual([]);
    expect(metrics.names()).toEqual([]);
    expect(queue.requests).toEqual([{ QueueUrl: QUEUE_URL, ReceiptHandle: `receipt of ${messageOf(record)}`, VisibilityTimeout: seconds }]);
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
    const record = await create();
    await alter(record, attributes());
    expect(await work(notes, record)).toBe('deleted');
    const settled = await stored(record);
    expect(settled.status).toBe(status);
    expect(settled.error?.message ?? '').toMatch(why);
    expect(handled).toEqual([]);
    expect(metrics.names()).toEqual([status === 'FAILED' ? 'Failed' : 'Cancelled', 'TotalTime']);
    expect(logger.lines).toContainEqual(expect.objectContaining({ message: 'task lapsed', task_id: record.id, status }));
  });

  test('is deleted, and nothing is counted, when somebody else settles the task first', async () => {
    const record = await alter(await create(), { deadline: now() });
    const claims = alteredStore(ports.store, {
      update: async (input) => ports.store.update(input).finally(async () => alter(record, { status: 'CANCELLED', revision: 'changed' })),
    });
    expect(await work(notes, record, { claims })).toBe('deleted');
    expect(await stored(record)).toMatchObject({ status: 'CANCELLED', revision: 'changed' });
    expect(metrics.names()).toEqual([]);
    expect(logger.messages()).toEqual(['task not claimed']);
  });

  test('is returned when nothing is in its way any more', async () => {
    const record = await alter(await create(), { not_before: now() + 1 });
    const claims = alteredStore(ports.store, { update: async (input) => ports.store.update(input).finally(() => ports.clock.advance(1)) });
    expect(await work(notes, record, { claims })).toBe('returned');
    expect(await work(notes, record)).toBe('deleted');
    expect(handled).toEqual([record.id]);
  });

  test('is deleted when there is no such task', async () => {
    const record = await create();
    ports.store.expire(record.id);
    expect(await work(notes, record)).toBe('deleted');
    expect(ports.store.items()).toEqual([]);
    expect(logger.lines).toMatchObject([{ message: 'task not claimed', task_id: record.id, status: 'absent', verdict: 'delete' }]);
  });

  test.each<[string, Record<string, string | undefined>]>([
    ['names another worker\'s task type', { TaskType: 'crop' }],
    ['names no task type', { TaskType: undefined }],
    ['names no task', { TaskId: undefined }],
  ])('is deleted when it %s', async (_what, attributes) => {
    const record = await create();
    expect(await receive(notes, [withAttributes(dispatchMessage(record), attributes)])).toEqual([]);
    expect(await stored(record)).toEqual(record);
    expect(logger.lines).toMatchObject([{ level: 'ERROR', message: 'message dropped: it is not a dispatch of this worker', message_id: messageOf(record) }]);
  });

  test('is deleted when it names the item of a payload', async () => {
    const record = await create('d'.repeat(5000));
    const before = ports.store.items();
    expect(await receive(notes, [withAttributes(dispatchMessage(record), { TaskId: record.data_ref })])).toEqual([]);
    expect(ports.store.items()).toEqual(before);
  });

  test('runs the task when it comes again after the run that held it is lost', async () => {
    const record = await create();
    await claim(record, `${messageOf(record)}:lost`);
    expect(await work(notes, record)).toBe('hidden for 35 s');

    ports.clock.advance(35_001);
    expect(await work((task) => task.attempt, record)).toBe('deleted');
    expect(await stored(record)).toMatchObject({ status: 'COMPLETED', result: '2', attempt: 2 });
  });

  test('never starts a run again that may have started, if the task runs at most once', async () => {
    const record = await create();
    await claim(record, `${messageOf(record)}:lost`, AT_MOST_ONCE);
    ports.clock.advance(REMAINING_MS + LEASE_GRACE_MS + 1);
    // The record says so, whatever the worker that finds it would say.
    expect(await work(notes, record, { policy: POLICY })).toBe('deleted');
    expect(handled).toEqual([]);
    expect(await stored(record)).toMatchObject({ status: 'FAILED', attempt: 1, error: { type: 'LeaseExpired' } });
  });
});

describe('a cancellation', () => {
  /** Cancels the task while it runs, and says whether the run was told of it within the poll. */
  const noticed: boolean[] = [];
  const isCancelled = async (task: Task, { signal }: TaskContext): Promise<void> => {
    await cancelTask(ports, await stored(task));
    await pass(CANCELLATION_POLL_MS - 1);
    noticed.push(signal.aborted);
    await pass(1);
    noticed.push(signal.aborted);
  };
  beforeEach(() => { noticed.length = 0; });

  test('aborts the run\'s signal within seconds; a handler that throws then ends CANCELLED', async () => {
    const record = await create();
    const fate = await work(async (task, context) => {
      await isCancelled(task, context);
      context.signal.throwIfAborted();
    }, record);
    expect(noticed).toEqual([false, true]);
    expect(fate).toBe('deleted');
    expect(await stored(record)).toMatchObject({ status: 'CANCELLED', attempt: 1, error: { type: 'AbortError', message: 'the task was cancelled' } });
    expect(metrics.names()).not.toContain('Retried');
  });

  test('comes too late for a handler that returns', async () => {
    const record = await create();
    await work(async (task, context) => {
      await isCancelled(task, context);
      return 'done';
    }, record);
    expect(await stored(record)).toMatchObject({ status: 'COMPLETED', result: '"done"' });
  });

  test.each<[string, TaskHandlerFunction]>([['a permanent error', failsForGood], ['an error like any other', fails]])('makes CANCELLED of %s', async (_what, end) => {
    const record = await create();
    expect(await work(async (task, context) => {
      await cancelTask(ports, await stored(task));
      return end(task, context);
    }, record)).toBe('deleted');
    expect(await stored(record)).toMatchObject({ status: 'CANCELLED', error: { message: 'no picture' } });
  });

  test('is looked for every five seconds, at the price of a cheap read, and no longer than the run lasts', async () => {
    let reads = 0;
    await work(async () => {
      const consumed = ports.store.startCounting();
      for (let second = 1; second <= 16; second += 1) await pass(1000);
      reads = consumed.byOperation.get.calls;
      expect(consumed.readUnits).toBe(reads / 2);
    }, await create());
    expect(reads).toBe(3);
    expect(ports.clock.sleeping).toBe(0);

    ports.store.startCounting();
    await pass(60_000);
    expect(ports.store.consumed.byOperation.get.calls).toBe(0);
  });

  test('that is found after the run has ended aborts nothing', async () => {
    let found = (): void => undefined;
    const signals: AbortSignal[] = [];
    const store = alteredStore(ports.store, {
      get: async (input) => {
        if (input.ProjectionExpression) await new Promise<void>((resolve) => { found = resolve; });
        return ports.store.get(input);
      },
    });
    await work(async (task, { signal }) => {
      signals.push(signal);
      await cancelTask(ports, await stored(task));
      await pass(CANCELLATION_POLL_MS);
    }, await create(), { ports: { ...ports, store } });
    found();
    await pass(0);
    expect(signals[0].aborted).toBe(false);
    expect(ports.clock.sleeping).toBe(0);
  });

  test('is found by a later read when one fails', async () => {
    const record = await create();
    let reads = 0;
    const store = alteredStore(ports.store, { get: async (input) => ((reads += 1) === 1 ? throttled() : ports.store.get(input)) });
    const seen: boolean[] = [];
    await work(async (task, { signal }) => {
      await cancelTask(ports, await stored(task));
      await pass(CANCELLATION_POLL_MS);
      seen.push(signal.aborted);
      await pass(CANCELLATION_POLL_MS);
      seen.push(signal.aborted);
    }, record, { ports: { ...ports, store } });
    expect(seen).toEqual([false, true]);
  });

  const signalAfterPoll = async (record: TaskRecord, found: (running: TaskRecord) => Item | undefined): Promise<AbortSignal> => {
    let running: TaskRecord;
    const store = alteredStore(ports.store, { get: async () => found(running) });
    let seen: AbortSignal;
    await work(async (task, { signal }) => {
      running = await stored(task);
      await pass(CANCELLATION_POLL_MS);
      seen = signal;
    }, record, { ports: { ...ports, store } });
    return seen!;
  };

  test.each<[string, (record: TaskRecord) => Item | undefined]>([
    ['before the task was claimed', (record) => record],
    ['before the task was created', () => undefined],
    ['when an earlier run held it', (record) => ({ ...record, status: 'IN_PROGRESS', claim: 'earlier', attempt: 0 })],
    ['when an earlier run that was asked to stop held it', (record) => ({ ...record, status: 'IN_PROGRESS', claim: 'earlier', attempt: 0, cancel_requested: true })],
  ])('is not what a read shows that is from %s', async (_when, found) => {
    const record = await create();
    expect((await signalAfterPoll(record, () => found(record))).aborted).toBe(false);
  });

  test.each<[string, Item]>([
    ['was given up', { status: 'RETRYING' }],
    ['was settled by somebody else', { status: 'FAILED' }],
    ['is another run\'s', { claim: 'later', attempt: 2 }],
    ['was begun anew', { status: 'CREATED', claim: undefined }],
  ])('is not the only reason to stop: a task that %s is none of the run\'s', async (_what, change) => {
    const signal = await signalAfterPoll(await create(), (running) => ({ ...running, ...change }));
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ name: 'AbortError', message: 'the task is no longer this run\'s' });
  });
});

describe('the handler does not start', () => {
  const neverStarts = async (record: TaskRecord, options: Partial<WorkerOptions>): Promise<void> => {
    expect(await work(notes, record, options)).toBe('returned');
    expect(handled).toEqual([]);
    expect((await stored(record)).status).toBe('IN_PROGRESS');
  };
  /** A table whose answer to a claim is on its way for long. */
  const slow = (milliseconds: number) => alteredStore(ports.store, {
    update: async (input) => {
      const answer = await ports.store.update(input);
      ports.clock.advance(milliseconds);
      return answer;
    },
  });

  test('once its lease is over', async () => {
    const claims = slow(REMAINING_MS);
    await neverStarts(await create(), { claims });
  });

  test('once its deadline is past', async () => {
    const claims = slow(1000);
    await neverStarts(await alter(await create(), { deadline: ports.clock.now() + 1000 }), { claims });
  });

  test('when reading its data took until its lease was over', async () => {
    const store = alteredStore(ports.store, {
      get: async (input) => {
        ports.clock.advance(REMAINING_MS);
        return ports.store.get(input);
      },
    });
    await neverStarts(await create('d'.repeat(5000)), { ports: { ...ports, store } });
  });

  test('but does a moment before both', async () => {
    const record = await alter(await create(), { deadline: ports.clock.now() + REMAINING_MS });
    expect(await work(notes, record, { claims: slow(REMAINING_MS - 1) })).toBe('deleted');
    expect(handled).toEqual([record.id]);
  });
});

describe('when the table fails', () => {
  beforeEach(hurryClaims);

  test('a claim whose answer is lost is recognised: the handler runs, once', async () => {
    const record = await create();
    const claims = new LossyStore(ports.store);
    claims.loseNextAnswer('given up');
    expect(await work(notes, record, { claims })).toBe('deleted');
    expect(handled).toEqual([record.id]);
    expect(await stored(record)).toMatchObject({ status: 'COMPLETED', attempt: 1 });
    expect(metrics.names().filter((name) => name === 'Started')).toHaveLength(1);
  });

  test('a claim that fails is tried again', async () => {
    const record = await create();
    let calls = 0;
    const claims = alteredStore(ports.store, { update: async (input) => ((calls += 1) <= 3 ? throttled() : ports.store.update(input)) });
    expect(await work(notes, record, { claims })).toBe('deleted');
    expect(handled).toEqual([record.id]);
  });

  test('a message whose task cannot be claimed for long is returned', async () => {
    const record = await create();
    expect(await work(notes, record, { claims: alteredStore(ports.store, { update: throttled }) })).toBe('returned');
    expect(handled).toEqual([]);
    expect(await stored(record)).toEqual(record);
    expect(logger.lines).toMatchObject([{ level: 'ERROR', message: 'message returned: the table could not be read or written', task_id: record.id, error: { name: 'ThrottlingException' } }]);
  });

  test.each<[string, unknown, TaskHandlerFunction, 'get' | 'update' | 'put', number]>([
    ['data cannot be read', 'd'.repeat(5000), notes, 'get', 0],
    ['outcome cannot be written', 'd', notes, 'update', 1],
    ['result cannot be written', 'd', (task) => { handled.push(task.id); return 'r'.repeat(5000); }, 'put', 1],
  ])('a message whose task\'s %s is returned', async (_what, data, handler, operation, runs) => {
    const record = await create(data);
    expect(await work(handler, record, { ports: { ...ports, store: alteredStore(ports.store, { [operation]: throttled }) } })).toBe('returned');
    expect(handled).toHaveLength(runs);
    expect((await stored(record)).status).toBe('IN_PROGRESS');
  });
});

test('an outcome is not written over that of a run which took the task over', async () => {
  const record = await create();
  const fate = await work(async () => {
    ports.clock.advance(REMAINING_MS + LEASE_GRACE_MS + 1);
    await work(() => 'second', record);
    return 'first';
  }, record);

  expect(fate).toBe('deleted');
  expect(await stored(record)).toMatchObject({ status: 'COMPLETED', result: '"second"', attempt: 2 });
  expect(metrics.names().filter((name) => name === 'Completed')).toHaveLength(1);
});

test('a message that cannot be hidden comes back as its queue has it: nothing else changes', async () => {
  const records = [await create(), await create()];
  queue.changeMessageVisibility = async () => throttled();
  expect(await receive(fails, records.map((record) => dispatchMessage(record)))).toEqual(records.map(messageOf));
  expect(await Promise.all(records.map(stored))).toMatchObject([{ status: 'RETRYING' }, { status: 'RETRYING' }]);
  expect(logger.lines.filter(({ message }) => message === 'message not hidden: it comes back as its queue has it')).toMatchObject(
    records.map((record) => ({ level: 'WARN', message_id: messageOf(record), error: { name: 'ThrottlingException' } })),
  );
});

test('what is wrong with a message is nothing to its neighbours in a batch', async () => {
  hurryClaims();
  const [good, failing, notDue, stuck, last] = [await create(), await create('fail'), await create(), await create(), await create()];
  await alter(notDue, { not_before: ports.clock.now() + 60_000 });
  const claims = alteredStore(ports.store, { update: async (input) => (input.Key!.id === stuck.id ? throttled() : ports.store.update(input)) });
  const malformed = withAttributes(dispatchMessage(good, 'malformed'), { TaskId: undefined });

  const messages = [malformed, ...[good, failing, notDue, stuck, last].map((record) => dispatchMessage(record))];
  const returned = await receive((task, context) => (task.data === 'fail' ? fails(task, context) : 'ok'), messages, { claims });
  expect(returned).toEqual([failing, notDue, stuck].map(messageOf));
  const statuses = await Promise.all([good, failing, notDue, stuck, last].map(async (record) => (await stored(record)).status));
  expect(statuses).toEqual(['COMPLETED', 'RETRYING', 'CREATED', 'CREATED', 'COMPLETED']);
});

test('a message that comes when the invocation is nearly over goes back, and costs no attempt', async () => {
  const record = await create();
  expect(await receive(notes, [dispatchMessage(record)], {}, LEAST_RUN_MS - 1)).toHaveLength(1);
  expect(handled).toEqual([]);
  expect(await stored(record)).toEqual(record);
  expect(logger.messages()).toEqual(['message returned: there is no time left to run its task']);
});

describe('a batch', () => {
  /** Handlers that wait until they are told to end, by their tasks. */
  const running = new Map<string, () => void>();
  const waits: TaskHandlerFunction = async ({ id }) => {
    await new Promise<void>((resolve) => running.set(id, resolve));
    running.delete(id);
  };
  const several = async (count: number): Promise<TaskRecord[]> => Promise.all(Array.from({ length: count }, async () => create()));
  const statuses = async (records: TaskRecord[]): Promise<string[]> => Promise.all(records.map(async (record) => (await stored(record)).status));
  beforeEach(() => running.clear());

  test('runs its tasks one after the other, each claimed when its turn has come', async () => {
    const records = await several(3);
    const done = receive(waits, records.map((record) => dispatchMessage(record)));
    for (const record of records) {
      await pass(0);
      expect([...running.keys()]).toEqual([record.id]);
      expect((await stored(record)).attempt).toBe(1);
      running.get(record.id)!();
    }
    expect(await done).toEqual([]);
    expect(await statuses(records)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
  });

  test('runs as many at once as it is told to', async () => {
    const records = await several(4);
    const done = receive(waits, records.map((record) => dispatchMessage(record)), { parallelism: 2 });
    await pass(0);
    expect([...running.keys()]).toEqual(records.slice(0, 2).map(({ id }) => id));
    expect(await statuses(records)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'CREATED', 'CREATED']);
    running.get(records[1].id)!();
    await pass(0);
    expect([...running.keys()]).toEqual([records[0].id, records[2].id]);
    for (const { id } of [records[0], records[2]]) running.get(id)!();
    await pass(0);
    running.get(records[3].id)!();
    expect(await done).toEqual([]);
  });

  test('gives each of its messages its own verdict, in whatever order they end', async () => {
    const [good, failing, late] = await several(3);
    await alter(late, { not_before: ports.clock.now() + 60_000 });
    const handler: TaskHandlerFunction = async (task, context) => (task.id === failing.id ? fails(task, context) : waits(task, context));
    const done = receive(handler, [good, failing, late].map((record) => dispatchMessage(record)), { parallelism: 10 });
    await pass(0);
    expect((await stored(failing)).status).toBe('RETRYING');
    running.get(good.id)!();
    expect(await done).toEqual([failing, late].map(messageOf));
    expect(await statuses([good, failing, late])).toEqual(['COMPLETED', 'RETRYING', 'CREATED']);
  });

  test('of which a task has two messages runs it once', async () => {
    const record = await create();
    const done = receive(waits, [dispatchMessage(record, 'm-1'), dispatchMessage(record, 'm-2')], { parallelism: 2 });
    await pass(0);
    running.get(record.id)!();
    expect(await done).toEqual([]);
    expect((await stored(record)).attempt).toBe(1);
  });

  test('gives back what cannot begin in the time that is left: it costs no attempt', async () => {
    const records = await several(3);
    const worker = workerOf(() => ports.clock.advance(15_000));
    const { batchItemFailures } = await worker.work({ Records: records.map((record) => dispatchMessage(record)) }, countdown());
    expect(batchItemFailures).toEqual([{ itemIdentifier: messageOf(records[2]) }]);
    expect(await stored(records[2])).toEqual(records[2]);
  });
});

describe('a task\'s time-out', () => {
  test('is how long its run may take: then its signal is aborted, as it is told before', async () => {
    const record = await create();
    const seen: unknown[] = [];
    await work(async (_task, { signal, remainingTime }) => {
      seen.push(remainingTime(), signal.aborted);
      await pass(5000);
      seen.push(remainingTime(), signal.aborted);
      throw signal.reason;
    }, record, { taskTimeout: 5000 });
    expect(seen).toEqual([5000, false, 0, true]);
    expect(await stored(record)).toMatchObject({ status: 'RETRYING', error: { type: 'TimeoutError', message: 'the run\'s time of 5.0 s is over' } });
  });

  test('of a run that may take as long as its invocation comes a second before that', async () => {
    const aborted: boolean[] = [];
    await work(async (_task, { signal }) => {
      await pass(REMAINING_MS - TIMEOUT_SIGNAL_MS - 1);
      aborted.push(signal.aborted);
      await pass(1);
      aborted.push(signal.aborted);
    }, await create());
    expect(aborted).toEqual([false, true]);
  });

  test.each([
    ['is too long for what the invocation has left', 27_000, 27_999, 'returned', 0],
    ['just fits', 27_000, 28_000, 'deleted', 1],
    ['is very short: a run is still not begun for less than any needs', 100, LEAST_RUN_MS - 1, 'returned', 0],
  ])('that %s', async (_what, taskTimeout, remaining, fate, attempt) => {
    const record = await create();
    const returned = await receive(notes, [dispatchMessage(record)], { taskTimeout }, remaining);
    expect(returned).toHaveLength(fate === 'returned' ? 1 : 0);
    expect(handled).toHaveLength(attempt);
    expect((await stored(record)).attempt).toBe(attempt);
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
    const done = workerOf(handler, { exit, ...options }).work(event, countdown()).then(() => 'returned', (error) => error.message);
    await pass(0);
    await pass(REMAINING_MS - TIMEOUT_SIGNAL_MS);
    await pass(TIMEOUT_GRACE_MS);
    return done;
  };

  test('has failed, and may be tried again; its process ends', async () => {
    const record = await create();
    expect(await giveUp(never, [record])).toBe('the process ends: the code of a run goes on although its time is over');
    expect(exits).toBe(1);
    expect(await stored(record)).toMatchObject({
      status: 'RETRYING',
      attempt: 1,
      error: { type: 'TimeoutError', message: expect.stringMatching(/^the run was still going on after 29\.5 s, although it was told to stop: /) },
    });
    expect(queue.requests).toHaveLength(1);
    expect(metrics.names()).toEqual(['Started', 'WaitTime', 'RunTime', 'Retried']);
    expect(ports.clock.sleeping).toBe(0);
  });

  test('is not followed by another: no other task meets its code', async () => {
    const records = [await create(), await create()];
    await giveUp(never, records);
    expect(exits).toBe(1);
    expect(await stored(records[1])).toEqual(records[1]);
  });

  test('is waited out by those beside it, which are recorded as ever', async () => {
    const [stuck, slow, later] = [await create(), await create(), await create()];
    const handler: TaskHandlerFunction = async ({ id }, { signal }) => new Promise((resolve) => {
      if (id === slow.id) signal.addEventListener('abort', () => resolve('in time'));
    });
    await giveUp(handler, [stuck, slow, later], { parallelism: 2 });
    expect(exits).toBe(1);
    expect(await stored(stuck)).toMatchObject({ status: 'RETRYING' });
    expect(await stored(slow)).toMatchObject({ status: 'COMPLETED', result: '"in time"' });
    expect((await stored(later)).attempt).toBe(0);
  });

  test('lets no run begin whose claim was under way when it was given up: that task is given back, and spends no attempt', async () => {
    const [stuck, late] = [await create(), await create()];
    const claims = alteredStore(ports.store, {
      update: async (input) => {
        if (input.Key!.id === late.id) await ports.clock.sleep(6000);
        return ports.store.update(input);
      },
    });
    const handler: TaskHandlerFunction = async ({ id }) => {
      handled.push(id);
      return new Promise(() => undefined);
    };
    const done = workerOf(handler, { exit, claims, parallelism: 2, taskTimeout: 5000 })
      .work({ Records: [stuck, late].map((record) => dispatchMessage(record)) }, countdown())
      .catch((error) => error.message);
    await pass(0);
    await pass(5000);
    await pass(TIMEOUT_GRACE_MS);
    await pass(500);
    expect(await done).toMatch(/^the process ends/);
    expect(handled).toEqual([stuck.id]);
    expect(await stored(late)).toMatchObject({ status: 'RETRYING', error: { type: 'ProcessEnds' } });
    expect((await stored(late)).attempt_limit).toBe(POLICY.maxAttempts + 1);
  });

  test('cannot report or create anything any more', async () => {
    const contexts: TaskContext[] = [];
    const record = await create();
    await giveUp(async (_task, context) => {
      contexts.push(context);
      return new Promise(() => undefined);
    }, [record], { creator: { create: async () => [{ status: 201, id: 'child' }] } });
    const before = await stored(record);
    const [context] = contexts;
    await context.progress(99);
    expect(await context.heartbeat()).toBe(false);
    await expect(context.createTask({ task_type: 'crop', data: 1 })).rejects.toThrow('the run has ended');
    expect(await stored(record)).toEqual(before);
  });

  test('of a task that was cancelled is cancelled', async () => {
    const record = await create();
    await giveUp(async (task) => {
      await cancelTask(ports, await stored(task));
      return new Promise(() => undefined);
    }, [record]);
    expect(await stored(record)).toMatchObject({ status: 'CANCELLED' });
    expect(exits).toBe(1);
  });

  test('ends its process also when that cannot be recorded', async () => {
    const record = await create();
    expect(await giveUp(never, [record], { ports: { ...ports, store: alteredStore(ports.store, { update: throttled }) } })).toMatch(/^the process ends/);
    expect(exits).toBe(1);
  });
});

describe('the context', () => {
  test('of a run reports its progress, and its heartbeat', async () => {
    const record = await create();
    const seen: unknown[] = [];
    await work(async (task, { progress, heartbeat }) => {
      await progress(50, 'half');
      seen.push((await stored(task)).progress, await heartbeat());
    }, record);
    expect(seen).toEqual([{ percent: 50, message: 'half' }, true]);
    expect(await stored(record)).not.toHaveProperty('progress');
  });

  test('of a run whose task is cancelled says so with the next progress', async () => {
    const record = await create();
    await work(async (task, { progress, signal }) => {
      await cancelTask(ports, await stored(task));
      await progress(50);
      signal.throwIfAborted();
    }, record);
    expect(await stored(record)).toMatchObject({ status: 'CANCELLED', error: { type: 'AbortError', message: 'the task was cancelled' } });
  });

  test('of a run creates children, which know their parent', async () => {
    const requests: unknown[] = [];
    const creator = {
      create: async (text: string) => {
        const asked: unknown[] = JSON.parse(text);
        requests.push(...asked);
        return asked.map((_, index) => ({ status: 201, id: `child ${index}` }));
      },
    };
    const record = await create();
    await work(async (_task, { createTask, createTasks }) => {
      const [first, others] = await Promise.all([createTask({ task_type: 'crop', data: 1 }), createTasks([{ task_type: 'crop', data: 2, key: 'two' }])]);
      return [first, ...others];
    }, record, { creator });
    expect(requests).toEqual([
      { task_type: 'crop', data: 1, parent_id: record.id, parent_created_time: record.created_time, idempotency_key: '#1' },
      { task_type: 'crop', data: 2, parent_id: record.id, parent_created_time: record.created_time, idempotency_key: 'key:two' },
    ]);
    expect((await stored(record)).result).toBe('["child 0","child 1"]');
  });

  test('of a run that may create no tasks says why', async () => {
    const record = await create();
    await work(async (_task, { createTask }) => createTask({ task_type: 'crop', data: 1 }), record);
    expect(await stored(record)).toMatchObject({ status: 'RETRYING', error: { message: expect.stringMatching(/^this worker may not create tasks: /) } });
  });
});

test('a task that another created knows its parent', async () => {
  const record = await alter(await create(), { parent_id: 'parent', depth: 1 });
  await work((task) => task.parent_id, record);
  expect((await stored(record)).result).toBe('"parent"');
});

test('a stack is in the log of its failure, and not in the record', async () => {
  const record = await create();
  await work(failsForGood, record);
  expect(logger.lines.at(-1)).toMatchObject({ message: 'task failed', error_stack: expect.stringMatching(/^Error: no picture\n {4}at /) });
  expect((await stored(record)).error).toEqual({ type: 'Error', message: 'no picture' });
});
