import type { SQSRecord } from 'aws-lambda';
import type { Item, Store } from '../../../runtime/core/ports';
import { readRecord } from '../../../runtime/core/record/read';
import type { TaskRecord } from '../../../runtime/core/record/task-record';
import { DeadLetters } from '../../../runtime/dead-letter/dead-letters';
import { TABLE } from '../../../simulator/aws/dynamodb/task-table';
import type { MemoryPorts } from '../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../simulator/aws/memory-ports';
import { DISPATCH_WAITS_MS, LEASE_GRACE_MS } from '../../../src/contract';
import { alteredStore, throttled } from '../../support/altered-store';
import { dispatchMessage, messageOf, withAttributes } from '../../support/messages';
import { created } from '../../support/tasks';
import { RecordedLogger, RecordedMetrics } from '../../support/telemetry';

const POLICY = { retention: 3600, deadline: 24 * 3600_000, externalLease: 3600_000, listBuckets: 4, watchBuckets: 4 };
const MAX_RECEIVES = 8;

let ports: MemoryPorts;
let logger: RecordedLogger;
let metrics: RecordedMetrics;
beforeEach(() => {
  ports = memoryPorts();
  logger = new RecordedLogger();
  metrics = new RecordedMetrics();
});

const create = async (): Promise<TaskRecord> => created(ports, {}, POLICY);
const stored = async ({ id }: TaskRecord): Promise<TaskRecord> => (await readRecord(ports, id))!;
const alter = async (record: TaskRecord, attributes: Item): Promise<TaskRecord> => {
  await ports.store.put({ TableName: TABLE, Item: { ...record, ...attributes } });
  return stored(record);
};

/** Takes messages in, and returns those that are kept. */
const receive = async (messages: SQSRecord[], store: Store = ports.store): Promise<string[]> => {
  const deadLetters = new DeadLetters({ ports: { ...ports, store }, maxReceiveCount: MAX_RECEIVES, logger, metrics });
  const { batchItemFailures } = await deadLetters.receive({ Records: messages });
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};

test('a dead letter is noted on its task: why nobody could start it, and when it is dispatched again', async () => {
  const record = await alter(await create(), { dispatch: 2, idle_dispatches: 1, watch_time: ports.clock.now() + DISPATCH_WAITS_MS[1] });
  expect(await receive([dispatchMessage(record)])).toEqual([]);
  expect(await stored(record)).toMatchObject({
    status: 'CREATED',
    attempt: 0,
    error: { type: 'NotStarted', message: 'dispatch 2 was received 8 times from its worker\'s queue, and nobody could start it; it will be dispatched again' },
    watch_time: ports.clock.now() + 2 * DISPATCH_WAITS_MS[0],
  });
  expect(logger.lines).toMatchObject([{
    level: 'ERROR', message: 'task not started: its message became a dead letter', task_id: record.id, task_type: 'thumbnail', status: 'CREATED', dispatch: 2, receives: MAX_RECEIVES,
  }]);
  expect(metrics.added).toEqual([{ name: 'DispatchFailed', taskType: 'thumbnail', value: 1 }]);
});

test.each<[string, () => Item, 'FAILED' | 'CANCELLED']>([
  ['whose deadline is past', () => ({ deadline: ports.clock.now() }), 'FAILED'],
  ['whose last run is lost', () => ({ status: 'IN_PROGRESS', claim: 'm:token', attempt: 3, attempt_limit: 3, lease_until: ports.clock.now() - LEASE_GRACE_MS - 1 }), 'FAILED'],
  ['whose lost run was asked to stop', () => ({ status: 'IN_PROGRESS', claim: 'm:token', attempt: 1, lease_until: ports.clock.now() - LEASE_GRACE_MS - 1, cancel_requested: true }), 'CANCELLED'],
])('the dead letter of a task %s settles it', async (_what, attributes, status) => {
  const record = await alter(await create(), attributes());
  expect(await receive([dispatchMessage(record)])).toEqual([]);
  expect((await stored(record)).status).toBe(status);
  expect(logger.lines).toMatchObject([{ level: 'ERROR', task_id: record.id, status }]);
  expect(metrics.names()).toEqual(['DispatchFailed', status === 'FAILED' ? 'Failed' : 'Cancelled', 'TotalTime']);
});

test.each<[string, (record: TaskRecord) => Item]>([
  ['has settled', () => ({ status: 'COMPLETED' })],
  ['is running', () => ({ status: 'IN_PROGRESS', claim: 'm:token', lease_until: ports.clock.now() })],
  ['was dispatched again', ({ dispatch }) => ({ dispatch: dispatch + 1 })],
  ['was created anew', ({ created_time }) => ({ created_time: created_time + 1 })],
  ['waits on purpose', () => ({ status: 'RETRYING', not_before: ports.clock.now() + 1 })],
  ['has expired', () => ({ ttl: Math.floor(ports.clock.now() / 1000) })],
])('the dead letter of a task that %s is dropped', async (_what, attributes) => {
  const record = await create();
  const before = await alter(record, attributes(record));
  expect(await receive([dispatchMessage(record)])).toEqual([]);
  expect(await stored(record)).toEqual(before);
  expect(logger.lines).toMatchObject([{ level: 'INFO', message: 'dead letter dropped: its task has gone on without it', task_id: record.id, dispatch: 1 }]);
  expect(metrics.added).toEqual([]);
});

test('the dead letter of a task that is gone is dropped', async () => {
  const record = await create();
  ports.store.expire(record.id);
  expect(await receive([dispatchMessage(record)])).toEqual([]);
  expect(ports.store.items()).toEqual([]);
});

test.each<[string, Record<string, string | undefined>]>([
  ['names no task', { TaskId: undefined }],
  ['has no time of creation', { CreatedTime: undefined }],
  ['has no number of its dispatch', { Dispatch: undefined }],
  ['has a number that is none', { Dispatch: 'first' }],
  ['has part of a number', { CreatedTime: '1.5' }],
])('a message that %s is dropped', async (_what, attributes) => {
  const record = await create();
  expect(await receive([withAttributes(dispatchMessage(record), attributes)])).toEqual([]);
  expect(await stored(record)).toEqual(record);
  expect(logger.lines).toMatchObject([{ level: 'ERROR', message: 'dead letter dropped: it is not a dispatch', message_id: messageOf(record) }]);
});

test.each(['get', 'update'] as const)('a message whose task the table fails to %s is kept, and no other', async (operation) => {
  const [first, second, third] = [await create(), await create(), await create()];
  const store = alteredStore(ports.store, {
    [operation]: async (input: { Key: Item }) => (input.Key.id === second.id ? throttled() : ports.store[operation](input as never)),
  });
  expect(await receive([first, second, third].map((record) => dispatchMessage(record)), store)).toEqual([messageOf(second)]);
  expect(await Promise.all([first, second, third].map(async (record) => (await stored(record)).transition))).toEqual(['dead-letter', 'create', 'dead-letter']);
  expect(logger.lines).toContainEqual(expect.objectContaining({
    level: 'ERROR', message: 'dead letter kept: the table could not be read or written', task_id: second.id, error: expect.objectContaining({ name: 'ThrottlingException' }),
  }));
});

test('a message whose task changed meanwhile is kept, and says so: the task is looked at again', async () => {
  const record = await create();
  const store = alteredStore(ports.store, { get: async (input) => ports.store.get(input).finally(async () => alter(record, { revision: 'changed' })) });
  expect(await receive([dispatchMessage(record)], store)).toEqual([messageOf(record)]);
  expect((await stored(record)).revision).toBe('changed');
  expect(logger.lines).toMatchObject([{ level: 'INFO', message: 'dead letter kept: its task has just changed', task_id: record.id, dispatch: 1 }]);
  expect(metrics.added).toEqual([]);

  expect(await receive([dispatchMessage(record)])).toEqual([]);
  expect((await stored(record)).error?.type).toBe('NotStarted');
});
