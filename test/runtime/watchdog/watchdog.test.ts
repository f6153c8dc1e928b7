import type { NewTask } from '../../../runtime/core/operations/create';
import type { Item, Store } from '../../../runtime/core/ports';
import { bucketOf } from '../../../runtime/core/record/bucket';
import { readRecord } from '../../../runtime/core/record/read';
import type { TaskRecord } from '../../../runtime/core/record/task-record';
import { Watchdog } from '../../../runtime/watchdog/watchdog';
import { TABLE } from '../../../simulator/aws/dynamodb/task-table';
import type { MemoryPorts } from '../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../simulator/aws/memory-ports';
import { DISPATCH_WAITS_MS, LEASE_GRACE_MS, SCHEDULE_AHEAD_MS } from '../../../src/contract';
import { alteredStore, throttled } from '../../support/altered-store';
import { created } from '../../support/tasks';
import { RecordedLogger, RecordedMetrics } from '../../support/telemetry';

const BUCKETS = 4;
const DEADLINE_MS = 24 * 3600_000;
const POLICY = { retention: 3600, deadline: DEADLINE_MS, externalLease: 3600_000, listBuckets: 4, watchBuckets: BUCKETS };
/** By then a task that was created is overdue, and its entry is due. */
const OVERDUE_MS = DISPATCH_WAITS_MS[0] + LEASE_GRACE_MS;

let ports: MemoryPorts;
let logger: RecordedLogger;
let metrics: RecordedMetrics;
beforeEach(() => {
  ports = memoryPorts();
  logger = new RecordedLogger();
  metrics = new RecordedMetrics();
});

const create = async (more: Partial<NewTask> = {}, buckets = BUCKETS): Promise<TaskRecord> => (
  created(ports, more, { ...POLICY, watchBuckets: buckets })
);
const createMany = async (count: number, buckets = BUCKETS): Promise<TaskRecord[]> => (
  Promise.all(Array.from({ length: count }, async () => create({}, buckets)))
);
const stored = async ({ id }: TaskRecord): Promise<TaskRecord> => (await readRecord(ports, id))!;
const alter = async (record: TaskRecord, attributes: Item): Promise<void> => {
  await ports.store.put({ TableName: TABLE, Item: { ...record, ...attributes } });
};

/** The tasks that were dispatched again. */
const dispatchedAgain = async (records: TaskRecord[]): Promise<TaskRecord[]> => {
  const now = await Promise.all(records.map(stored));
  return records.filter((_, at) => now[at].dispatch === 2);
};

interface Run {
  readonly store?: Store;
  readonly buckets?: number;
  readonly remaining?: () => number;
}

const run = async ({ store = ports.store, buckets = BUCKETS, remaining = () => 60_000 }: Run = {}): Promise<void> => (
  new Watchdog({ ports: { ...ports, store }, buckets, logger, metrics }).run({ getRemainingTimeInMillis: remaining })
);

test('looks after everything that is due, in all buckets and on all pages', async () => {
  const records = await createMany(450);
  expect(new Set(records.map(({ id }) => bucketOf(id, BUCKETS))).size).toBe(BUCKETS);
  ports.clock.advance(OVERDUE_MS);
  const fresh = await create();
  await run();
  expect(await dispatchedAgain([...records, fresh])).toEqual(records);
});

test.each([99, 100, 101, 250])('looks after %d tasks of one bucket', async (count) => {
  const records = await createMany(count, 1);
  ports.clock.advance(OVERDUE_MS);
  await run({ buckets: 1 });
  expect(await dispatchedAgain(records)).toHaveLength(count);
});

test('leaves what does not fit into its time to the next run', async () => {
  const records = await createMany(130, 1);
  ports.clock.advance(OVERDUE_MS);
  // Ten are begun at a time: after ninety writes ten seconds and more are left, after a hundred less.
  const ends = (writes: number) => () => 10_000 + (writes - ports.store.consumed.byOperation.update.calls) * 1000;

  ports.store.startCounting();
  await run({ buckets: 1, remaining: ends(99) });
  expect(await dispatchedAgain(records)).toHaveLength(100);

  ports.store.startCounting();
  await run({ buckets: 1, remaining: ends(99) });
  expect(await dispatchedAgain(records)).toHaveLength(130);
});

test.each([[9_999, 0], [10_000, 1]])('begins nothing new with less than ten seconds left: with %d ms it looks after %d', async (remaining, count) => {
  const record = await create();
  ports.clock.advance(OVERDUE_MS);
  await run({ remaining: () => remaining });
  expect(await dispatchedAgain([record])).toHaveLength(count);
});

test('does nothing but read, half a unit a bucket, when nothing is due', async () => {
  await createMany(20);
  const consumed = ports.store.startCounting();
  await run();
  expect(consumed).toMatchObject({ readUnits: BUCKETS / 2, writeUnits: 0, byOperation: { query: { calls: BUCKETS } } });
  expect(logger.lines).toEqual([]);
  expect(metrics.added).toEqual([]);
});

describe('what fails', () => {
  test.each(['get', 'update'] as const)('a task of which %s fails does not stop it', async (operation) => {
    const records = await createMany(120, 1);
    const bad = records[57];
    ports.clock.advance(OVERDUE_MS);
    const store = alteredStore(ports.store, {
      [operation]: async (input: { Key: Item }) => (input.Key.id === bad.id ? throttled() : ports.store[operation](input as never)),
    });
    await run({ store, buckets: 1 });
    expect(await dispatchedAgain(records)).toEqual(records.filter((record) => record !== bad));
    expect(logger.lines.filter(({ level }) => level === 'ERROR')).toMatchObject([{ message: 'task not looked after', task_id: bad.id, error: { name: 'ThrottlingException' } }]);

    await run({ buckets: 1 });
    expect(await dispatchedAgain([bad])).toEqual([bad]);
  });

  test('a bucket that cannot be queried does not stop the others, but the invocation fails', async () => {
    const records = await createMany(40);
    const isOfFailing = ({ watch_key }: TaskRecord): boolean => watch_key === 'open#1';
    expect(records.some(isOfFailing)).toBe(true);
    ports.clock.advance(OVERDUE_MS);
    const store = alteredStore(ports.store, {
      query: async (input) => (input.ExpressionAttributeValues![':key'] === 'open#1' ? throttled() : ports.store.query(input)),
    });
    await expect(run({ store })).rejects.toThrow('too many requests');
    expect(await dispatchedAgain(records)).toEqual(records.filter((record) => !isOfFailing(record)));
  });

  test('an entry whose record is gone is nothing', async () => {
    const [gone, other] = await createMany(2, 1);
    ports.clock.advance(OVERDUE_MS);
    const entries = ports.store.items();
    ports.store.expire(gone.id);
    await run({ buckets: 1, store: alteredStore(ports.store, { query: async () => entries }) });
    expect(await dispatchedAgain([other])).toEqual([other]);
    expect(logger.lines).toMatchObject([{ task_id: other.id }]);
  });

  test('two watchdogs at once dispatch each task once', async () => {
    const records = await createMany(150, 1);
    ports.clock.advance(OVERDUE_MS);
    await Promise.all([run({ buckets: 1 }), run({ buckets: 1 })]);
    expect(await dispatchedAgain(records)).toHaveLength(150);
    expect(metrics.names()).toEqual(Array(150).fill('Overdue'));
  });
});

describe('what it does is logged and counted:', () => {
  const past = (): number => ports.clock.now() - LEASE_GRACE_MS - 1;
  const lost = (): Item => ({ status: 'IN_PROGRESS', claim: 'm-1:token', attempt: 1, attempt_limit: 3, lease_until: past(), watch_time: past() });
  const end = { name: 'TotalTime', value: OVERDUE_MS };

  test.each<[string, () => Item, { message: string; level: string; status: string; dispatch: number }, Array<{ name: string; value?: number }>]>([
    ['a task that nobody began', () => ({}), { level: 'WARN', message: 'task dispatched again: nobody began it', status: 'CREATED', dispatch: 2 }, [{ name: 'Overdue', value: 1 }]],
    ['a run that is lost', lost, { level: 'WARN', message: 'task dispatched again: its run is lost', status: 'RETRYING', dispatch: 2 }, [{ name: 'Overdue', value: 1 }]],
    ['the end of a long wait', () => ({ status: 'RETRYING', attempt: 1, not_before: past(), watch_time: past() }), { level: 'INFO', message: 'task dispatched: its time has come', status: 'RETRYING', dispatch: 2 }, []],
    ['the last run that is lost', () => ({ ...lost(), attempt: 3 }), { level: 'ERROR', message: 'task lapsed', status: 'FAILED', dispatch: 1 }, [{ name: 'Failed', value: 1 }, end]],
    ['a deadline', () => ({ deadline: past(), watch_time: past() }), { level: 'ERROR', message: 'task lapsed', status: 'FAILED', dispatch: 1 }, [{ name: 'Failed', value: 1 }, end]],
    ['a lost run that was asked to stop', () => ({ ...lost(), cancel_requested: true }), { level: 'ERROR', message: 'task lapsed', status: 'CANCELLED', dispatch: 1 }, [{ name: 'Cancelled', value: 1 }, end]],
    ['a record that has expired', () => ({ ttl: Math.floor(past() / 1000) }), { level: 'WARN', message: 'task removed: it expired before anybody settled it', status: 'CREATED', dispatch: 1 }, []],
  ])('%s', async (_what, attributes, line, counted) => {
    const record = await create();
    ports.clock.advance(OVERDUE_MS);
    await alter(record, attributes());
    await run();
    expect(logger.lines).toMatchObject([{ ...line, task_id: record.id, task_type: 'thumbnail', scope: 'shared' }]);
    expect(metrics.added).toMatchObject(counted.map((metric) => ({ ...metric, taskType: 'thumbnail' })));
  });

  test('a task whose time has come', async () => {
    const record = await create({ run_at: ports.clock.now() / 1000 + 3600 });
    ports.clock.advance(3600_000 - SCHEDULE_AHEAD_MS + LEASE_GRACE_MS);
    await run();
    expect(await stored(record)).toMatchObject({ status: 'CREATED', dispatch: 1 });
    expect(logger.lines).toMatchObject([{ level: 'INFO', message: 'task dispatched: its time has come', task_id: record.id, dispatch: 1 }]);
    expect(metrics.added).toEqual([]);
  });

  test('nothing of a task in good hands', async () => {
    const record = await create();
    ports.clock.advance(OVERDUE_MS);
    await alter(record, { ...lost(), lease_until: ports.clock.now() + 60_000 });
    await run();
    expect((await stored(record)).watch_time).toBe(ports.clock.now() + 60_000);
    expect(logger.lines).toEqual([]);
    expect(metrics.added).toEqual([]);
  });

  test('a failed task says why, in its line as well', async () => {
    const record = await create();
    ports.clock.advance(OVERDUE_MS);
    await alter(record, { ...lost(), attempt: 3 });
    await run();
    const { error } = await stored(record);
    expect(logger.lines).toMatchObject([{ error_type: 'LeaseExpired', error_message: error!.message }]);
  });
});
