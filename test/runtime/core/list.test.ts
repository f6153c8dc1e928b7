import type { ListPage } from '../../../runtime/core/list';
import { listTasks } from '../../../runtime/core/list';
import type { MemoryPorts } from '../../support/ports';
import { memoryPorts } from '../../support/ports';
import { created as newTask, NEW_TASK, TASK_POLICY } from '../../support/tasks';

const BUCKETS = 4;

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts(11);
});

const create = async (more: { scope?: string; ttl?: number } = {}, buckets = BUCKETS): Promise<string> => {
  ports.clock.advance(1);
  const task = await newTask(ports, { scope: 'a', ...more }, { ...TASK_POLICY, listBuckets: buckets });
  return task.id;
};
const createMany = async (count: number): Promise<string[]> => {
  const ids: string[] = [];
  while (ids.length < count) ids.push(await create());
  return ids;
};
const list = async (more: { scope?: string; limit?: number; before?: string; buckets?: number } = {}): Promise<ListPage> => (
  listTasks(ports, { scope: 'a', buckets: BUCKETS, limit: 10, ...more })
);
/** The ids of all pages, one after the other; something else may happen after each page. */
const listAll = async (more: { limit: number; buckets?: number }, afterPage?: () => Promise<unknown>): Promise<string[]> => {
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
