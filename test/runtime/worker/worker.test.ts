import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { Task, TaskContext, TaskHandlerFunction } from '../../../handler';
import { claimTask, createTask, readTask } from '../../../runtime/core/life-cycle';
import { readPayload } from '../../../runtime/core/payload';
import type { Store } from '../../../runtime/core/ports';
import type { TaskRecord } from '../../../runtime/core/task-record';
import { Worker } from '../../../runtime/worker/worker';
import { LEASE_GRACE_MS, MAX_PAYLOAD_BYTES } from '../../../src/contract';
import type { MemoryPorts } from '../../support/ports';
import { memoryPorts } from '../../support/ports';
import { RecordedLogger, RecordedMetrics } from '../../support/telemetry';

const TASK_TYPE = 'thumbnail';
const REMAINING_MS = 30_000;

let ports: MemoryPorts;
let logger: RecordedLogger;
let metrics: RecordedMetrics;
beforeEach(() => {
  ports = memoryPorts();
  logger = new RecordedLogger();
  metrics = new RecordedMetrics();
});

const create = async (data: unknown = { width: 64 }): Promise<TaskRecord> => createTask(ports, { retention: 3600, listBuckets: 4 }, {
  scope: 'shared', task_type: TASK_TYPE, data: JSON.stringify(data),
});

const message = (id: string, more: { messageId?: string; taskType?: string } = {}): SQSRecord => ({
  messageId: more.messageId ?? `message of ${id}`,
  body: Buffer.from('"the body is only a hint"').toString('base64'),
  messageAttributes: {
    TaskId: { dataType: 'String', stringValue: id },
    TaskType: { dataType: 'String', stringValue: more.taskType ?? TASK_TYPE },
  },
} as Partial<SQSRecord> as SQSRecord);

const work = async (handler: TaskHandlerFunction, records: SQSRecord[], store: Store = ports.store): Promise<string[]> => {
  const worker = new Worker({ ports: { ...ports, store }, taskTypes: [TASK_TYPE], handler, logger, metrics });
  const event: SQSEvent = { Records: records };
  const answer = await worker.work(event, { getRemainingTimeInMillis: () => REMAINING_MS });
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};

const stored = async (id: string): Promise<TaskRecord> => (await readTask(ports, id))!;

test('runs the handler on what the table holds, and settles the task with what it returns', async () => {
  const record = await create();
  ports.clock.advance(1500);
  const seen: Task[] = [];
  const returned = await work(async (task) => {
    seen.push(task);
    ports.clock.advance(800);
    return { done: true };
  }, [message(record.id)]);

  expect(returned).toEqual([]);
  expect(seen).toEqual([{
    id: record.id, task_type: TASK_TYPE, scope: 'shared', data: { width: 64 }, attempt: 1, max_attempts: 3, lane: 'default', created_time: record.created_time, parent_id: null,
  }]);
  expect(await stored(record.id)).toMatchObject({ status: 'COMPLETED', result: '{"done":true}', attempt: 1 });
  expect(metrics.added).toEqual([
    { name: 'Started', taskType: TASK_TYPE, value: 1 },
    { name: 'WaitTime', taskType: TASK_TYPE, value: 1500 },
    { name: 'RunTime', taskType: TASK_TYPE, value: 800 },
    { name: 'Completed', taskType: TASK_TYPE, value: 1 },
    { name: 'TotalTime', taskType: TASK_TYPE, value: 2300 },
  ]);
});

test('holds the task for as long as the invocation can last, under a token of its own', async () => {
  const record = await create();
  const claims: Array<TaskRecord> = [];
  await work(async (task) => claims.push(await stored(task.id)), [message(record.id, { messageId: 'm-1' })]);
  expect(claims).toMatchObject([{ status: 'IN_PROGRESS', lease_until: ports.clock.now() + REMAINING_MS, claim: expect.stringMatching(/^m-1:[\w-]{11}$/) }]);
});

test.each([['nothing', undefined, 'null'], ['null', null, 'null'], ['a number', 7, '7']])('a handler that returns %s has that as its result', async (_what, value, result) => {
  const { id } = await create();
  await work(() => value, [message(id)]);
  expect(await stored(id)).toMatchObject({ status: 'COMPLETED', result });
});

test('reads large data from its item, and writes a large result to one', async () => {
  const { id } = await create('d'.repeat(50_000));
  await work((task) => `${task.data}r`, [message(id)]);
  const { result_ref } = await stored(id);
  expect(JSON.parse((await readPayload(ports, { ref: result_ref }))!)).toBe(`${'d'.repeat(50_000)}r`);
});

test.each<[string, TaskHandlerFunction, { type: string; message: string | RegExp }]>([
  ['throws', () => { throw new RangeError('too wide'); }, { type: 'RangeError', message: 'too wide' }],
  ['rejects', async () => Promise.reject(new Error('no picture')), { type: 'Error', message: 'no picture' }],
  ['throws what is no error', () => { throw 'just text'; }, { type: 'Error', message: 'just text' }],
  ['throws nothing', () => { throw undefined; }, { type: 'Error', message: 'undefined' }],
  ['throws an object', () => { throw { code: 7 }; }, { type: 'Error', message: '{ code: 7 }' }],
  ['throws an object with a message', () => { throw { code: 7, message: 'why' }; }, { type: 'Error', message: 'why' }],
  ['throws an error whose message is none', () => { throw Object.assign(new Error(), { message: { code: 7 }, name: 7 }); }, { type: 'Error', message: /7/ }],
  ['throws what has no prototype', () => { throw Object.create(null); }, { type: 'Error', message: /null prototype/ }],
  ['throws what throws', () => { throw new Proxy({}, { get: () => { throw new Error('no'); } }); }, { type: 'Error', message: 'the handler threw something that cannot be described' }],
  ['returns what is no JSON', () => ({ ratio: NaN }), { type: 'TypeError', message: 'the result is not JSON: its member "ratio" is NaN' }],
  ['returns a circle', () => { const circle: Record<string, unknown> = {}; circle.self = circle; return circle; }, { type: 'TypeError', message: /circular/i }],
  ['returns too much', () => 'x'.repeat(MAX_PAYLOAD_BYTES), { type: 'ResultTooLarge', message: new RegExp(`${MAX_PAYLOAD_BYTES + 2} bytes as JSON, and may have ${MAX_PAYLOAD_BYTES}`) }],
])('a handler that %s fails the task, and the task says why', async (_what, handler, { type, message: text }) => {
  const { id } = await create();
  expect(await work(handler, [message(id)])).toEqual([]);
  expect(await stored(id)).toMatchObject({ status: 'FAILED', error: { type, message: expect.stringMatching(text) } });
  expect(metrics.names()).toEqual(['Started', 'WaitTime', 'RunTime', 'Failed', 'TotalTime']);
});

test('a task whose data is gone fails, and says so', async () => {
  const { id, data_ref } = await create('d'.repeat(5000));
  await ports.store.delete(data_ref!);
  expect(await work(() => { throw new Error('the handler must not run'); }, [message(id)])).toEqual([]);
  expect(await stored(id)).toMatchObject({ status: 'FAILED', error: { type: 'PayloadMissing', message: `the payload ${data_ref} is not in the table` } });
});

test('one task\'s failure is not another\'s', async () => {
  const bad = await create('bad');
  const good = await create('good');
  await work((task) => {
    if (task.data === 'bad') throw new Error('bad');
    return 'ok';
  }, [message(bad.id), message(good.id)]);
  expect((await stored(bad.id)).status).toBe('FAILED');
  expect((await stored(good.id)).status).toBe('COMPLETED');
});

describe('a message whose task cannot be claimed', () => {
  const neverCalled: TaskHandlerFunction = () => { throw new Error('the handler must not run'); };
  const unchanged = async (id: string, act: () => Promise<unknown>): Promise<void> => {
    const before = await stored(id);
    await act();
    expect(await stored(id)).toEqual(before);
  };

  test('is deleted when the task has settled', async () => {
    const { id } = await create();
    await work(() => 1, [message(id)]);
    await unchanged(id, async () => expect(await work(neverCalled, [message(id)])).toEqual([]));
  });

  test('is deleted when there is no such task', async () => {
    expect(await work(neverCalled, [message('nothing')])).toEqual([]);
    expect(logger.lines).toMatchObject([{ message: 'task not claimed', task_id: 'nothing', status: 'absent', verdict: 'delete' }]);
  });

  test.each([['of another task type', { taskType: 'other' }], ['that is no dispatch', undefined]])('is deleted when it is one %s', async (_what, more) => {
    const { id } = await create();
    const record = more ? message(id, more) : { ...message(id), messageAttributes: {} };
    await unchanged(id, async () => expect(await work(neverCalled, [record])).toEqual([]));
  });

  test('is deleted when the worker does not serve its task, which stays as it is', async () => {
    const { id } = await createTask(ports, { retention: 3600, listBuckets: 4 }, { scope: 'shared', task_type: 'crop', data: '{}' });
    await unchanged(id, async () => expect(await work(neverCalled, [message(id, { taskType: 'crop' })])).toEqual([]));
  });

  test('is returned while another run holds the task, and runs when that one is lost', async () => {
    const { id } = await create();
    await claimTask(ports, { id, taskType: TASK_TYPE, claim: 'lost', leaseUntil: ports.clock.now() + 1000 });
    await unchanged(id, async () => expect(await work(neverCalled, [message(id)])).toEqual([`message of ${id}`]));

    ports.clock.advance(1000 + LEASE_GRACE_MS + 1);
    expect(await work((task) => task.attempt, [message(id)])).toEqual([]);
    expect(await stored(id)).toMatchObject({ status: 'COMPLETED', result: '2', attempt: 2 });
    expect(metrics.names()).not.toContain('WaitTime');
  });
});

test('an outcome is not written over that of a run which took the task over', async () => {
  const { id } = await create();
  const returned = await work(async () => {
    ports.clock.advance(REMAINING_MS + LEASE_GRACE_MS + 1);
    await work(() => 'second', [message(id)]);
    return 'first';
  }, [message(id)]);

  expect(returned).toEqual([]);
  expect(await stored(id)).toMatchObject({ status: 'COMPLETED', result: '"second"', attempt: 2 });
  expect(metrics.names()).toContain('LeaseLost');
  expect(metrics.names().filter((name) => name === 'Completed')).toHaveLength(1);
});

test('the handler does not start once the lease is over', async () => {
  const { id } = await create('d'.repeat(5000));
  const slow = new Proxy(ports.store, {
    get: (store, name: keyof Store) => (name === 'get'
      ? async (input: Parameters<Store['get']>[0]) => {
        ports.clock.advance(REMAINING_MS);
        return store.get(input);
      }
      : store[name].bind(store)),
  });
  expect(await work(() => { throw new Error('the handler must not run'); }, [message(id)], slow)).toEqual([`message of ${id}`]);
  expect((await stored(id)).status).toBe('IN_PROGRESS');
});

test('a message is returned when the table fails, and the other messages are not', async () => {
  const first = await create();
  const second = await create();
  let calls = 0;
  const flaky = new Proxy(ports.store, {
    get: (store, name: keyof Store) => (name === 'update'
      ? async (input: Parameters<Store['update']>[0]) => {
        calls += 1;
        if (calls === 1) throw new Error('throttled');
        return store.update(input);
      }
      : store[name].bind(store)),
  });
  expect(await work(() => 1, [message(first.id), message(second.id)], flaky)).toEqual([`message of ${first.id}`]);
  expect((await stored(first.id)).status).toBe('CREATED');
  expect((await stored(second.id)).status).toBe('COMPLETED');
});

test('the handler can log, about its task, and can ask for the time that is left', async () => {
  const { id } = await create({ secret: 'do not log me' });
  const left: number[] = [];
  await work((_task, context: TaskContext) => {
    context.logger.info('half done', { percent: 50 });
    left.push(context.remainingTime());
    return 'nor me';
  }, [message(id)]);
  expect(left).toEqual([REMAINING_MS]);
  expect(logger.messages()).toEqual(['task started', 'half done', 'task completed']);
  expect(logger.lines[1]).toMatchObject({ percent: 50, task_id: id, task_type: TASK_TYPE, scope: 'shared', attempt: 1 });
  expect(JSON.stringify(logger.lines)).not.toMatch(/do not log me|nor me/);
});
