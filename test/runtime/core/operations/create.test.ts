import { createHash } from 'node:crypto';
import type { Creation, NewTask } from '../../../../runtime/core/operations/create';
import { createTask } from '../../../../runtime/core/operations/create';
import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { INLINE_PAYLOAD_BYTES, SCHEDULE_AHEAD_MS } from '../../../../src/contract';
import { LossyStore } from '../../../support/lossy-store';
import { altered, created, DAY_MS, MINUTE_MS, NEW_TASK, nowSeconds, stored, TASK_POLICY } from '../../../support/tasks';

const LARGE = JSON.stringify('ü'.repeat(INLINE_PAYLOAD_BYTES));

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts();
});

/** A task that the same random bytes make at the same time: it has the same id. */
const createdAgain = async (): Promise<TaskRecord> => created({ ...memoryPorts(), store: ports.store, clock: ports.clock });

test('writes exactly this record', async () => {
  const record = await created(ports);
  expect(record).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    record_version: 1,
    scope: 'shared',
    task_type: 'thumbnail',
    lane: 'default',
    status: 'CREATED',
    data: '{"size":64}',
    created_time: nowSeconds(ports),
    revision: expect.stringMatching(/^[\w-]{22}$/),
    transition: 'create',
    attempt: 0,
    dispatch: 1,
    idle_dispatches: 0,
    deadline: ports.clock.now() + TASK_POLICY.deadline,
    retention: 3600,
    list_key: expect.stringMatching(/^shared#[0-3]$/),
    list_sort: `${ports.clock.now()}#${record.id}`,
    watch_key: expect.stringMatching(/^open#[0-3]$/),
    watch_time: ports.clock.now() + 15 * MINUTE_MS,
  });
  expect(ports.store.items()).toEqual([record]);
});

test('the id has the clock’s time, and ids differ', async () => {
  const [one, other] = [await created(ports), await created(ports)];
  expect(parseInt(one.id.replace('-', '').slice(0, 12), 16)).toBe(ports.clock.now());
  expect(other.id).not.toBe(one.id);
  expect(other.revision).not.toBe(one.revision);
});

test('without list buckets there are no list attributes', async () => {
  const record = await created(ports, {}, { ...TASK_POLICY, listBuckets: 0 });
  expect(record).not.toHaveProperty('list_key');
  expect(record).not.toHaveProperty('list_sort');
});

test('the client’s ttl is the record’s, and kept for a retry', async () => {
  const ttl = nowSeconds(ports) + 60;
  expect(await created(ports, { ttl })).toMatchObject({ ttl, client_ttl: ttl });
});

test('the client’s attempts are the record’s', async () => {
  expect(await created(ports, { max_attempts: 7 })).toMatchObject({ max_attempts: 7, attempt_limit: 7 });
});

test('the attempts of its type are the record’s where the client says nothing', async () => {
  const policy = { ...TASK_POLICY, maxAttempts: 5 };
  expect(await created(ports, {}, policy)).toMatchObject({ max_attempts: 5, attempt_limit: 5 });
  expect(await created(ports, { max_attempts: 2 }, policy)).toMatchObject({ max_attempts: 2, attempt_limit: 2 });
});

test('the lane is the one that the request names, or else what the policy says', async () => {
  const policy = { ...TASK_POLICY, lane: 'slow' };
  expect((await created(ports, { lane: 'bulk' }, policy)).lane).toBe('bulk');
  expect((await created(ports, {}, policy)).lane).toBe('slow');
});

test('a task that another creates names it, and is one further down', async () => {
  const parent = await created(ports);
  const child = await created(ports, { parent });
  expect(child).toMatchObject({ parent_id: parent.id, depth: 1 });
  expect(await created(ports, { parent: child })).toMatchObject({ parent_id: child.id, depth: 2 });
});

test('the watch entry is not after the deadline', async () => {
  const record = await created(ports, {}, { ...TASK_POLICY, deadline: MINUTE_MS });
  expect(record.watch_time).toBe(record.deadline);
});

test('costs three write units: the record and an entry of each index', async () => {
  await created(ports, { data: JSON.stringify('x'.repeat(298)) });
  expect(ports.store.consumed.writeUnits).toBe(3);
});

test('costs no more where another task creates it', async () => {
  const parent = await created(ports);
  ports.store.startCounting();
  await created(ports, { data: JSON.stringify('x'.repeat(298)), idempotency_key: '#1', parent });
  expect(ports.store.consumed.writeUnits).toBe(3);
});

describe('a task that starts later', () => {
  // Whole seconds, as run_at is.
  beforeEach(() => ports.clock.set(nowSeconds(ports) * 1000));

  test('is scheduled when that is more than three minutes ahead: not dispatched, and watched from three minutes before', async () => {
    const runAt = ports.clock.now() + SCHEDULE_AHEAD_MS + 1000;
    expect(await created(ports, { run_at: runAt / 1000 })).toMatchObject({
      status: 'SCHEDULED',
      transition: 'schedule',
      dispatch: 0,
      not_before: runAt,
      watch_time: runAt - SCHEDULE_AHEAD_MS,
      deadline: runAt + 14 * DAY_MS,
    });
  });

  test('is created, not due and dispatched when that is nearer', async () => {
    const runAt = ports.clock.now() + SCHEDULE_AHEAD_MS;
    expect(await created(ports, { run_at: runAt / 1000 })).toMatchObject({
      status: 'CREATED',
      transition: 'create',
      dispatch: 1,
      not_before: runAt,
      watch_time: runAt + 15 * MINUTE_MS,
      deadline: runAt + 14 * DAY_MS,
    });
  });

  test.each([['now', 0], ['past', -1]])('starts at once when that is %s', async (_, ahead) => {
    const record = await created(ports, { run_at: nowSeconds(ports) + ahead });
    expect(record).toMatchObject({ status: 'CREATED', dispatch: 1, deadline: ports.clock.now() + 14 * DAY_MS });
    expect(record).not.toHaveProperty('not_before');
  });
});

test('data of 1 KB stays in the record', async () => {
  const data = JSON.stringify('x'.repeat(INLINE_PAYLOAD_BYTES - 2));
  const record = await created(ports, { data });
  expect(record.data).toBe(data);
  expect(ports.store.items()).toHaveLength(1);
});

test.each([
  ['its task’s last moment', undefined, 14 * 86_400 + 3600],
  ['the client’s ttl', 90, 90],
])('larger data is an item of its own, written before the record, until %s', async (_, ttl, kept) => {
  const record = await created(ports, { data: LARGE, ...(ttl && { ttl: nowSeconds(ports) + ttl }) });
  const hash = createHash('sha256').update(LARGE).digest('hex').slice(0, 16);

  expect(record).not.toHaveProperty('data');
  expect(record.data_ref).toBe(`${record.id}#data#${hash}`);
  expect(ports.store.items()).toEqual([{ id: record.data_ref, payload: LARGE, ttl: nowSeconds(ports) + kept }, record]);
});

test('a put whose answer was lost and that the SDK repeated is recognised', async () => {
  const store = new LossyStore(ports.store);
  store.loseNextAnswer('repeated');
  const record = await created({ ...ports, store });
  expect(ports.store.items()).toEqual([record]);
});

test('somebody else’s record is not taken for the own one', async () => {
  const { id } = await created(ports);
  const foreign = await altered(ports, id, { revision: 'foreign', ttl: nowSeconds(ports) + 1 });
  await expect(createdAgain()).rejects.toMatchObject({ name: 'ConditionFailed', old: foreign });
  expect(ports.store.items()).toEqual([foreign]);
});

test('a record that has expired is as good as none', async () => {
  const { id } = await created(ports);
  await altered(ports, id, { revision: 'foreign', status: 'COMPLETED', ttl: nowSeconds(ports) });
  const record = await createdAgain();
  expect(record.id).toBe(id);
  expect(ports.store.items()).toEqual([record]);
});

describe('with an idempotency key', () => {
  const KEY = { idempotency_key: 'order-17' };
  const create = async (more: Partial<NewTask> = {}): Promise<Creation> => createTask(ports, TASK_POLICY, { ...NEW_TASK, ...KEY, ...more });

  test('the id follows from scope and key, as a UUIDv8', async () => {
    const { record } = await create();
    expect(record.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect((await create({ idempotency_key: 'order-18' })).record.id).not.toBe(record.id);
    expect((await create({ scope: 'other' })).record.id).not.toBe(record.id);
  });

  test('scope and key are told apart wherever one ends and the other begins', async () => {
    const { record } = await create({ scope: 'ab', idempotency_key: 'c' });
    expect((await create({ scope: 'a', idempotency_key: 'bc' })).record.id).not.toBe(record.id);
  });

  test('the same request finds its task, whatever has become of it, and writes nothing', async () => {
    const { record, isRepeated } = await create({ data: LARGE, max_attempts: 2 });
    expect(isRepeated).toBe(false);
    const completed = await altered(ports, record.id, { status: 'COMPLETED', revision: 'later' });
    const items = ports.store.items();

    ports.clock.advance(1000);
    expect(await create({ data: LARGE, max_attempts: 2 })).toEqual({ record: completed, isRepeated: true });
    expect(ports.store.items().filter(({ id }) => id === record.id)).toEqual(items.filter(({ id }) => id === record.id));
  });

  test('fifty at once make one task', async () => {
    const creations = await Promise.all(Array.from({ length: 50 }, async () => create()));
    expect(new Set(creations.map(({ record }) => record.revision)).size).toBe(1);
    expect(creations.filter(({ isRepeated }) => !isRepeated)).toHaveLength(1);
    expect(ports.store.items()).toHaveLength(1);
  });

  test.each<[string, Partial<NewTask>]>([
    ['data', { data: '{"size":65}' }],
    ['a task type', { task_type: 'other' }],
    ['a ttl', { ttl: 4_000_000_000 }],
    ['a run_at', { run_at: 1 }],
    ['max_attempts', { max_attempts: 3 }],
    ['a lane', { lane: 'default' }],
  ])('another request, that differs in %s, is refused with the task that has the key', async (_, more) => {
    const { record } = await create();
    await expect(create(more)).rejects.toMatchObject({ name: 'KeyReused', record });
    expect(await stored(ports, record.id)).toEqual(record);
  });

  test('the same request is the same wherever its task would go that names no lane', async () => {
    const { record } = await create();
    const again = await createTask(ports, { ...TASK_POLICY, lane: 'bulk' }, { ...NEW_TASK, ...KEY });
    expect(again).toEqual({ record, isRepeated: true });
  });

  test('ids and hashes are what they were: a request may come again after a deployment', async () => {
    const { record } = await create({ ttl: 4_000_000_000, max_attempts: 2 });
    expect([record.id, record.request_hash]).toEqual(['27e99aab-6730-8bf6-9c5e-5631e7febc33', '4OCstu0DK8gkgxxd9NARJi']);
  });

  test('the key belongs to the parent, and to no other that had its id', async () => {
    const { record } = await create();
    const parent = { id: 'parent', created_time: 1, lane: 'default' };
    const child = (await create({ parent })).record;
    expect(await create({ parent })).toEqual({ record: child, isRepeated: true });
    const ids = await Promise.all([{ ...parent, id: 'other' }, { ...parent, created_time: 2 }].map(async (other) => (await create({ parent: other })).record.id));
    expect(new Set([record.id, child.id, ...ids]).size).toBe(4);
  });

  test('is free again once its task has expired', async () => {
    const { record } = await create({ ttl: nowSeconds(ports) + 60 });
    ports.clock.advance(60_000);
    const again = await create({ data: '{"size":65}' });
    expect(again).toMatchObject({ isRepeated: false, record: { id: record.id, data: '{"size":65}', attempt: 0 } });
    expect(await stored(ports, record.id)).toEqual(again.record);
  });

  test('a put whose answer was lost and that the SDK repeated was the first', async () => {
    const store = new LossyStore(ports.store);
    store.loseNextAnswer('repeated');
    expect(await createTask({ ...ports, store }, TASK_POLICY, { ...NEW_TASK, ...KEY })).toMatchObject({ isRepeated: false });
  });
});
