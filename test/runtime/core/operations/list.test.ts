import type { NewTask } from '../../../../runtime/core/operations/create';
import type { ListPage, ListRequest } from '../../../../runtime/core/operations/list';
import { listTasks } from '../../../../runtime/core/operations/list';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { altered, created as newTask, NEW_TASK, nowSeconds, TASK_POLICY } from '../../../support/tasks';

const BUCKETS = 4;

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts(11);
});

const create = async (more: Partial<NewTask> = {}, buckets = BUCKETS): Promise<string> => {
  ports.clock.advance(1);
  const task = await newTask(ports, { scope: 'a', ...more }, { ...TASK_POLICY, listBuckets: buckets });
  return task.id;
};
const createMany = async (count: number): Promise<string[]> => {
  const ids: string[] = [];
  while (ids.length < count) ids.push(await create());
  return ids;
};
const list = async (more: Partial<ListRequest> = {}): Promise<ListPage> => (
  listTasks(ports, { scope: 'a', buckets: BUCKETS, limit: 10, ...more })
);
/** The ids of all pages, one after the other; something else may happen after each page. */
const listAll = async (more: Partial<ListRequest>, afterPage?: () => Promise<unknown>): Promise<string[]> => {
  const seen: string[] = [];
  let page: ListPage = { records: [] };
  do {
    page = await list({ ...more, before: page.next });
    seen.push(...ids(page));
    await afterPage?.();
  } while (page.next);
  return seen;
};
const ids = ({ records }: ListPage): string[] => records.map(({ id }) => id);

test('there are no tasks', async () => {
  expect(await list()).toEqual({ records: [], next: undefined });
});

test('newest first, whole records, from all buckets', async () => {
  const created = await createMany(30);
  const page = await list({ limit: 30 });
  expect(ids(page)).toEqual([...created].reverse());
  expect(page.next).toBeUndefined();
  expect(new Set(page.records.map(({ list_key }) => list_key)).size).toBe(BUCKETS);
  expect(page.records[0]).toMatchObject({ status: 'CREATED', data: NEW_TASK.data, scope: 'a' });
});

test('a page has its size, and its last task is where the next one begins', async () => {
  const created = await createMany(11);
  const page = await list();
  expect(page.records).toHaveLength(10);
  expect(page.next).toBe(page.records[9].list_sort);
  expect(ids(await list({ before: page.next }))).toEqual([created[0]]);
});

test('a full last page has no next', async () => {
  await createMany(6);
  const first = await list({ limit: 3 });
  const second = await list({ limit: 3, before: first.next });
  expect(second.records).toHaveLength(3);
  expect(second.next).toBeUndefined();
});

test('every task appears once while others are created', async () => {
  const created = await createMany(23);
  expect(await listAll({ limit: 4 }, async () => createMany(3))).toEqual([...created].reverse());
});

test('tasks of the same millisecond are told apart by their ids', async () => {
  const same: string[] = [];
  for (let count = 0; count < 6; count += 1) same.push((await newTask(ports, { scope: 'a' })).id);
  expect(await listAll({ limit: 2 })).toEqual([...same].sort().reverse());
});

test('expired and deleted tasks are left out, and do not end the list', async () => {
  const kept = await create();
  const deleted = await create();
  const expired = await create({ ttl: Math.floor(ports.clock.now() / 1000) + 1 });
  const page = await list({ limit: 1 });
  expect(ids(page)).toEqual([expired]);

  ports.clock.advance(2000);
  expect(await list({ limit: 1 })).toEqual({ records: [], next: page.next });
  // The entry of the index is older than the deletion.
  const query = ports.store.query.bind(ports.store);
  jest.spyOn(ports.store, 'query').mockImplementation(async (input) => {
    const entries = await query(input);
    ports.store.expire(deleted);
    return entries;
  });
  expect(ids(await list())).toEqual([kept]);
});

test('a scope sees only its own, whatever the names', async () => {
  const mine = await create();
  const other = await create({ scope: 'a#1' });
  await create({ scope: 'b' });
  expect(ids(await list())).toEqual([mine]);
  expect(ids(await list({ scope: 'a#1' }))).toEqual([other]);
  expect(ids(await list({ scope: 'nobody' }))).toEqual([]);
});

test.each([1, 3, 16])('every task appears once in the pages of %d buckets', async (buckets) => {
  const created: string[] = [];
  for (let count = 0; count < 20; count += 1) created.push(await create({}, buckets));
  expect(await listAll({ buckets, limit: 3 })).toEqual(created.reverse());
});

test('costs one query a bucket and one batch, however many tasks there are', async () => {
  await createMany(60);
  const consumed = ports.store.startCounting();
  await list();
  expect(consumed.byOperation.query.calls).toBe(BUCKETS);
  // Ten small records: half a unit each.
  expect(consumed.byOperation.batchGet).toMatchObject({ calls: 1, readUnits: 5 });
});

describe('only tasks', () => {
  const setStatus = async (id: string, status: string): Promise<unknown> => altered(ports, id, { status });

  test('of a status, wherever they are', async () => {
    const all = await createMany(40);
    const failed = [all[0], all[17], all[39]];
    await Promise.all(failed.map(async (id) => setStatus(id, 'FAILED')));
    expect(await list({ filter: { status: 'FAILED' } })).toMatchObject({ records: failed.reverse().map((id) => ({ id })), next: undefined });
    expect(await listAll({ limit: 7, filter: { status: 'CREATED' } })).toEqual(all.filter((id) => !failed.includes(id)).reverse());
  });

  test('of a type, of which no others are read', async () => {
    await createMany(15);
    const pressed = [await create({ task_type: 'press' }), await create({ task_type: 'press' })];
    await createMany(15);
    const consumed = ports.store.startCounting();
    expect(ids(await list({ filter: { task_type: 'press' } }))).toEqual(pressed.reverse());
    expect(consumed.byOperation.batchGet).toMatchObject({ calls: 1, readUnits: 1 });
  });

  test('created in a time: the seconds between two', async () => {
    const made: [number, string][] = [];
    for (let count = 0; count < 12; count += 1) {
      ports.clock.advance(400);
      const id = await create();
      made.push([nowSeconds(ports), id]);
    }
    const [after, before] = [made[2][0], made[9][0]];
    const within = made.filter(([time]) => time > after && time < before).map(([, id]) => id).reverse();
    expect(within.length).toBeGreaterThan(3);
    expect(await listAll({ limit: 2, filter: { created_after: after, created_before: before } })).toEqual(within);
    expect(ids(await list({ filter: { created_before: made[0][0] } }))).toEqual([]);
    expect(ids(await list({ filter: { created_after: made[11][0] } }))).toEqual([]);
  });

  test('that fit: a page examines 200 and may be short, and the next one goes on behind them', async () => {
    const first = await create({ task_type: 'press' });
    const second = await create({ task_type: 'press' });
    await createMany(199);
    const consumed = ports.store.startCounting();
    const page = await list({ limit: 1, filter: { task_type: 'press', status: 'CREATED' } });
    expect(page.records.map(({ id }) => id)).toEqual([second]);
    expect(consumed.byOperation.query.calls).toBe(BUCKETS);
    await createMany(1);

    const short = await list({ filter: { task_type: 'press' } });
    expect(ids(short)).toEqual([]);
    expect(ids(await list({ filter: { task_type: 'press' }, before: short.next }))).toEqual([second, first]);
    expect(await list({ filter: { task_type: 'press' }, before: page.next })).toMatchObject({ records: [{ id: first }], next: undefined });
  });

  test('of a status: two batch reads at most', async () => {
    await createMany(250);
    const consumed = ports.store.startCounting();
    const page = await list({ filter: { status: 'FAILED' } });
    expect(page.records).toEqual([]);
    expect(page.next).toBeDefined();
    expect(consumed.byOperation.batchGet.calls).toBe(2);
  });
});
