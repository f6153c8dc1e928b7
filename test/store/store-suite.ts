import { claimTask, completeTask, createTask, failTask, readTask, reportTask } from '../../runtime/core/life-cycle';
import { listTasks } from '../../runtime/core/list';
import { readPayload } from '../../runtime/core/payload';
import type { Item, Ports, Store } from '../../runtime/core/ports';
import { ConditionFailed } from '../../runtime/core/ports';
import type { StepOutcome } from '../../runtime/core/step';
import type { TaskRecord } from '../../runtime/core/task-record';
import { LEASE_GRACE_MS, LIST_INDEX } from '../../src/contract';
import { ManualClock, SeededRandom } from '../support/ports';

/** A table that the suite may write to. */
export interface StoreUnderTest {
  readonly store: Store;
  readonly table: string;
  /** Deletes an item, as DynamoDB's time to live does. */
  delete(id: string): Promise<void>;
}

const POLICY = { retention: 3600, listBuckets: 2 };
const KB = 1024;

/**
 * What any store must do with the requests that we ship, and with the pieces of grammar that they are made of.
 *
 * @param differences the titles of tests that the store fails, and DynamoDB does not
 */
export function storeSuite(name: string, makeStore: () => Promise<StoreUnderTest>, differences: readonly string[] = []): void {
  /** A test that is expected to fail where the store is known to differ from DynamoDB. */
  const rule = (title: string, run: () => Promise<void>): void => (differences.includes(title) ? test.failing : test)(title, run);

  describe(name, () => {
    let subject: StoreUnderTest;
    let clock: ManualClock;
    let ports: Ports;

    beforeEach(async () => {
      subject = await makeStore();
      clock = new ManualClock();
      ports = { store: subject.store, table: subject.table, clock, random: new SeededRandom(7) };
    });

    const create = async (more: { data?: string; ttl?: number; scope?: string } = {}): Promise<TaskRecord> => (
      createTask(ports, POLICY, { scope: 'shared', task_type: 'thumbnail', data: '{"size":64}', ...more })
    );
    const claim = async (id: string, token = 'run-1'): Promise<StepOutcome> => (
      claimTask(ports, { id, taskType: 'thumbnail', claim: token, leaseUntil: clock.now() + 30_000 })
    );
    const claimed = async (id: string, token?: string): Promise<TaskRecord> => applied(await claim(id, token));
    const stored = async (id: string): Promise<Item | undefined> => (
      subject.store.get({ TableName: subject.table, Key: { id }, ConsistentRead: true })
    );
    const put = async (item: Item): Promise<void> => subject.store.put({ TableName: subject.table, Item: item });

    describe('the life cycle', () => {
      test('a created task is read as it was returned', async () => {
        const record = await create();
        expect(await stored(record.id)).toEqual(record);
        expect(await readTask(ports, record.id)).toEqual(record);
        expect(record).toMatchObject({ status: 'CREATED', attempt: 0, data: '{"size":64}', list_key: expect.stringMatching(/^shared#[01]$/) });
      });

      test('large data and a large result are items of their own', async () => {
        const data = JSON.stringify('d'.repeat(2 * KB));
        const result = JSON.stringify('ü'.repeat(100 * KB));
        const record = await create({ data });
        const { record: settled } = await completeTask(ports, await claimed(record.id), result);

        expect(record.data).toBeUndefined();
        expect(settled).toMatchObject({ status: 'COMPLETED', data_ref: record.data_ref });
        expect(await readPayload(ports, { ref: record.data_ref })).toBe(data);
        expect(await readPayload(ports, { ref: settled!.result_ref })).toBe(result);
      });

      test('claim, complete: the returned record is the stored one', async () => {
        const { id } = await create();
        const running = await claimed(id);
        expect(running).toMatchObject({ status: 'IN_PROGRESS', claim: 'run-1', attempt: 1, max_attempts: 3, attempt_limit: 3, lease_until: clock.now() + 30_000 });
        expect(await stored(id)).toEqual(running);

        clock.advance(1500);
        const settled = applied(await completeTask(ports, running, '{"url":"x"}'));
        expect(settled).toMatchObject({ status: 'COMPLETED', result: '{"url":"x"}', updated_time: Math.floor(clock.now() / 1000) });
        expect(settled).not.toHaveProperty('lease_until');
        expect(await stored(id)).toEqual(settled);
      });

      test('claim, fail', async () => {
        const { id } = await create();
        const settled = applied(await failTask(ports, await claimed(id), { type: 'TypeError', message: 'no image' }));
        expect(settled).toMatchObject({ status: 'FAILED', error: { type: 'TypeError', message: 'no image' }, ttl: Math.floor(clock.now() / 1000) + 3600 });
        expect(await stored(id)).toEqual(settled);
      });

      test('a refused claim returns the record that refused it', async () => {
        const { id } = await create();
        const running = await claimed(id);
        expect(await claim(id, 'run-2')).toEqual({ applied: false, record: running });
        expect(await stored(id)).toEqual(running);
      });

      test('a claim of nothing creates nothing', async () => {
        expect(await claim('nobody')).toEqual({ applied: false, record: undefined });
        expect(await stored('nobody')).toBeUndefined();
      });

      test('an expired lease is taken over, and its late report refused', async () => {
        const { id } = await create();
        const late = await claimed(id);
        clock.advance(30_000 + LEASE_GRACE_MS + 1);
        const running = await claimed(id, 'run-2');
        expect(running).toMatchObject({ attempt: 2, claim: 'run-2', max_attempts: 3 });
        expect(await completeTask(ports, late, '1')).toEqual({ applied: false, record: running });
        expect(await failTask(ports, late, { type: 'E', message: 'm' })).toEqual({ applied: false, record: running });
      });

      test('a lease is live until five seconds after its end', async () => {
        const { id } = await create();
        await claimed(id);
        clock.advance(30_000 + LEASE_GRACE_MS);
        expect(await claim(id, 'run-2')).toMatchObject({ applied: false });
      });

      test.each(['COMPLETED', 'FAILED'] as const)('a bare report of %s, straight and after IN_PROGRESS', async (status) => {
        const straight = await create();
        expect(applied(await reportTask(ports, straight, { status, status_msg: 'done' })))
          .toMatchObject({ status, status_msg: 'done', claim: '-', attempt: 1, ttl: expect.any(Number) });

        const { id } = await create();
        const running = applied(await reportTask(ports, (await readTask(ports, id))!, { status: 'IN_PROGRESS', status_msg: 'started' }));
        expect(running).toMatchObject({ status: 'IN_PROGRESS', status_msg: 'started', claim: '-', attempt: 1 });
        expect(await reportTask(ports, running, { status: 'IN_PROGRESS', status_msg: 'again' })).toEqual({ applied: false, record: running });
        const settled = applied(await reportTask(ports, running, { status, status_msg: 'done' }));
        expect(settled).toMatchObject({ status, status_msg: 'done' });
        expect(await stored(id)).toEqual(settled);
      });

      test('an expired record can be created over, a living one cannot', async () => {
        const record = await create({ ttl: Math.floor(clock.now() / 1000) + 60 });
        const again = { ...record, rev: 'other' };
        const recreate = async (): Promise<void> => subject.store.put({
          TableName: subject.table,
          Item: again,
          ConditionExpression: 'attribute_not_exists(#id) OR #ttl <= :now_seconds',
          ExpressionAttributeNames: { '#id': 'id', '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':now_seconds': Math.floor(clock.now() / 1000) },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        });

        expect((await refusal(recreate())).old).toEqual(record);
        clock.advance(60_000);
        expect(await claim(record.id)).toEqual({ applied: false, record: undefined });
        await recreate();
        expect(await stored(record.id)).toEqual(again);
      });
    });

    describe('the list', () => {
      test('pages show every task once, newest first', async () => {
        const ids: string[] = [];
        for (let count = 0; count < 7; count += 1) {
          ids.unshift((await create()).id);
          clock.advance(10);
        }
        await create({ scope: 'somebody-else' });

        expect(await pages({ scope: 'shared', buckets: 2, limit: 3 })).toEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
      });

      test('deleted and expired tasks are left out, and a page may be short', async () => {
        const expiring = await create({ ttl: Math.floor(clock.now() / 1000) + 1 });
        clock.advance(10);
        const deleted = await create();
        clock.advance(10);
        const kept = await create();
        await subject.delete(deleted.id);
        clock.advance(1000);

        const { records } = await listTasks(ports, { scope: 'shared', buckets: 2, limit: 10 });
        expect(records).toEqual([kept]);
        expect(await stored(expiring.id)).toBeDefined();
      });

      test('the index has the entries of its partition in its order, with what it projects', async () => {
        const item = (id: string, sort: string): Item => ({ id, list_key: 'a#0', list_sort: sort, task_type: 't', status: 'CREATED' });
        for (const [id, sort] of [['x', '2'], ['y', '1'], ['z', '3']]) await put(item(id, sort));
        await put({ ...item('other', '2'), list_key: 'a#1' });
        await put({ id: 'sparse', list_key: 'a#0' });

        expect(await queryIndex({ ScanIndexForward: true })).toEqual([
          { id: 'y', list_key: 'a#0', list_sort: '1', task_type: 't' },
          { id: 'x', list_key: 'a#0', list_sort: '2', task_type: 't' },
          { id: 'z', list_key: 'a#0', list_sort: '3', task_type: 't' },
        ]);
        expect((await queryIndex({ ScanIndexForward: false, Limit: 2 })).map(({ id }) => id)).toEqual(['z', 'x']);
        expect((await queryIndex({ ScanIndexForward: false, Limit: 1 }, ' AND #sort < :sort', '3')).map(({ id }) => id)).toEqual(['x']);
        expect((await queryIndex({}, ' AND #sort BETWEEN :sort AND :last', '2', { ':last': '3' })).map(({ id }) => id)).toEqual(['x', 'z']);
        expect((await queryIndex({}, ' AND begins_with(#sort, :sort)', '1')).map(({ id }) => id)).toEqual(['y']);
      });

      test('an entry follows its item', async () => {
        await put({ id: 'x', list_key: 'a#0', list_sort: '1', task_type: 't' });
        await put({ id: 'x', list_key: 'a#0', list_sort: '2', task_type: 'u' });
        expect(await queryIndex({})).toEqual([{ id: 'x', list_key: 'a#0', list_sort: '2', task_type: 'u' }]);
        await put({ id: 'x' });
        expect(await queryIndex({})).toEqual([]);
      });

      test('a filter is applied after the limit', async () => {
        await put({ id: 'x', list_key: 'a#0', list_sort: '1', task_type: 't' });
        await put({ id: 'y', list_key: 'a#0', list_sort: '2', task_type: 'u' });
        const filter = { FilterExpression: '#type = :type', names: { '#type': 'task_type' }, values: { ':type': 'u' } };
        expect(await queryIndex({ Limit: 1 }, '', undefined, {}, filter)).toEqual([]);
        expect((await queryIndex({ Limit: 2 }, '', undefined, {}, filter)).map(({ id }) => id)).toEqual(['y']);
      });

      const pages = async (request: { scope: string; buckets: number; limit: number }): Promise<string[][]> => {
        const all: string[][] = [];
        let before: string | undefined;
        do {
          const page = await listTasks(ports, { ...request, before });
          all.push(page.records.map(({ id }) => id));
          before = page.next;
        } while (before);
        return all;
      };

      const queryIndex = async (
        options: Item, sort = '', value?: string, values: Item = {},
        filter?: { FilterExpression: string; names: Record<string, string>; values: Item },
      ): Promise<Item[]> => subject.store.query({
        TableName: subject.table,
        IndexName: LIST_INDEX.name,
        KeyConditionExpression: `#key = :key${sort}`,
        ...(filter && { FilterExpression: filter.FilterExpression }),
        ExpressionAttributeNames: { '#key': 'list_key', ...(sort && { '#sort': 'list_sort' }), ...filter?.names },
        ExpressionAttributeValues: { ':key': 'a#0', ...(value !== undefined && { ':sort': value }), ...values, ...filter?.values },
        ...options,
      });
    });

    describe('get and batchGet', () => {
      test('an absent item is nothing', async () => {
        expect(await stored('nobody')).toBeUndefined();
      });

      test('a batch has the items that exist', async () => {
        await put({ id: 'a', number: 1 });
        await put({ id: 'b', number: 2 });
        const items = await subject.store.batchGet({ RequestItems: { [subject.table]: { Keys: [{ id: 'a' }, { id: 'nobody' }, { id: 'b' }] } } });
        expect(items.sort((x, y) => (x.id < y.id ? -1 : 1))).toEqual([{ id: 'a', number: 1 }, { id: 'b', number: 2 }]);
      });

      test('a batch with a key twice is refused', async () => {
        const twice = subject.store.batchGet({ RequestItems: { [subject.table]: { Keys: [{ id: 'a' }, { id: 'a' }] } } });
        await expect(twice).rejects.toMatchObject({ name: 'ValidationException' });
      });

      test('a projection takes parts of an item', async () => {
        await put({ id: 'a', map: { x: 1, y: 2 }, list: ['p', 'q', 'r'], flag: true });
        const project = async (expression: string, names?: Record<string, string>): Promise<Item | undefined> => subject.store.get({
          TableName: subject.table, Key: { id: 'a' }, ProjectionExpression: expression, ExpressionAttributeNames: names,
        });
        expect(await project('#m.x, #l[2], #l[0], nothing', { '#m': 'map', '#l': 'list' })).toEqual({ map: { x: 1 }, list: ['p', 'r'] });
        expect(await project('nothing')).toEqual({});
      });
    });

    describe('writes', () => {
      const update = async (expression: string, more: Item = {}): Promise<Item | undefined> => subject.store.update({
        TableName: subject.table, Key: { id: 'a' }, UpdateExpression: expression, ReturnValues: 'ALL_NEW', ...more,
      });

      test('values come back as they were', async () => {
        const item = {
          id: 'a',
          text: 'ü€😀',
          empty: '',
          number: 1.5,
          whole: 1_768_478_400_250,
          yes: true,
          no: false,
          nothing: null,
          list: [1, 'a', [], {}],
          map: { inner: { deep: [null] } },
          strings: new Set(['a', 'b']),
          numbers: new Set([1, 2]),
        };
        await put(item);
        expect(await stored('a')).toEqual(item);
      });

      test('what was written and read is nobody else’s', async () => {
        const item = { id: 'a', map: { list: [1] } };
        await put(item);
        item.map.list.push(2);
        (await stored('a'))!.map.list.push(3);
        expect(await stored('a')).toEqual({ id: 'a', map: { list: [1] } });
      });

      test('undefined is refused, inside of items and among values', async () => {
        await expect(put({ id: 'a', map: { nothing: undefined } })).rejects.toThrow();
        await expect(put({ id: 'a', list: [undefined] })).rejects.toThrow();
        await expect(update('SET x = :x', { ExpressionAttributeValues: { ':x': undefined } })).rejects.toThrow();
        expect(await stored('a')).toBeUndefined();
      });

      test('an update of an absent item creates it', async () => {
        expect(await update('SET x = :x', { ExpressionAttributeValues: { ':x': 1 } })).toEqual({ id: 'a', x: 1 });
        expect(await stored('a')).toEqual({ id: 'a', x: 1 });
      });

      rule('an update that only removes creates nothing', async () => {
        await update('REMOVE x', { ReturnValues: 'NONE' });
        expect(await stored('a')).toBeUndefined();
      });

      for (const [expression, changed, values] of [
        ['SET x = :one, n = n + :one', { x: 1, n: 6 }, { ':one': 1 }],
        ['SET n = n - :two', { n: 3 }, { ':two': 2 }],
        ['SET n = :one - n', { n: -4 }, { ':one': 1 }],
        ['SET x = n, n = :one', { x: 5, n: 1 }, { ':one': 1 }],
        ['SET n = if_not_exists(n, :one), x = if_not_exists(x, :one)', { x: 1 }, { ':one': 1 }],
        ['SET x = if_not_exists(x, :zero) + :one', { x: 1 }, { ':zero': 0, ':one': 1 }],
        ['SET l = list_append(l, :more)', { l: ['p', 'q', 's'] }, { ':more': ['s'] }],
        ['SET l = list_append(:more, l)', { l: ['s', 'p', 'q'] }, { ':more': ['s'] }],
        ['SET m.y = :one, l[1] = :one', { m: { x: 'deep', y: 1 }, l: ['p', 1] }, { ':one': 1 }],
        ['SET l[9] = :one', { l: ['p', 'q', 1] }, { ':one': 1 }],
        ['REMOVE m.x, l[0]', { m: {}, l: ['q'] }, {}],
        ['REMOVE l[0], l[1], nowhere', { l: [] }, {}],
        ['ADD n :one, x :one', { n: 6, x: 1 }, { ':one': 1 }],
        ['ADD s :more', { s: new Set(['a', 'b', 'c']) }, { ':more': new Set(['b', 'c']) }],
        ['set x = :one remove n add k :one', { x: 1, k: 1, n: undefined }, { ':one': 1 }],
      ] as [string, Item, Item][]) {
        rule(expression, async () => {
          const old = { id: 'a', n: 5, l: ['p', 'q'], m: { x: 'deep' }, s: new Set(['a', 'b']) };
          await put(old);
          const expected = Object.fromEntries(Object.entries({ ...old, ...changed }).filter(([, value]) => value !== undefined));
          const given = Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {};
          expect(await update(expression, given)).toEqual(expected);
          expect(await stored('a')).toEqual(expected);
        });
      }

      test.each<[string, Item | undefined]>([
        ['NONE', undefined],
        ['ALL_OLD', { id: 'a', x: 1, m: { p: 1, q: 1 } }],
        ['ALL_NEW', { id: 'a', y: 2, m: { p: 2, q: 1 } }],
        ['UPDATED_OLD', { x: 1, m: { p: 1 } }],
        ['UPDATED_NEW', { y: 2, m: { p: 2 } }],
      ])('ReturnValues %s', async (wanted, expected) => {
        await put({ id: 'a', x: 1, m: { p: 1, q: 1 } });
        const attributes = await update('SET y = :two, m.p = :two REMOVE x', { ExpressionAttributeValues: { ':two': 2 }, ReturnValues: wanted });
        expect(attributes).toEqual(expected);
      });

      for (const [fault, expression, values] of [
        ['a part of the key', 'SET id = :one', { ':one': 1 }],
        ['an attribute that is not there', 'SET x = nowhere', {}],
        ['a number that is not there', 'SET x = nowhere + :one', { ':one': 1 }],
        ['a sum with text', 'SET x = n + :text', { ':text': 'a' }],
        ['a sum with a text in the item', 'SET x = t + :one', { ':one': 1 }],
        ['a list appended to a number', 'SET x = list_append(n, :list)', { ':list': [1] }],
        ['a number appended to a list', 'SET x = list_append(l, :one)', { ':one': 1 }],
        ['a path into nothing', 'SET nowhere.x = :one', { ':one': 1 }],
        ['a path into a number', 'SET n.x = :one', { ':one': 1 }],
        ['a path twice', 'SET n = :one, n = :one', { ':one': 1 }],
        ['a path and its inside', 'SET m.x = :one REMOVE m', { ':one': 1 }],
        ['a value as a map and as a list', 'SET m.y = :one, m[1] = :one', { ':one': 1 }],
        ['a section twice', 'SET x = :one SET y = :one', { ':one': 1 }],
        ['an undefined value', 'SET x = :two', { ':one': 1 }],
        ['an undefined name', 'SET #x = :one', { ':one': 1 }],
        ['an unused value', 'SET x = :one', { ':one': 1, ':two': 2 }],
        ['broken grammar', 'SET x : one', { ':one': 1 }],
        ['no expression', '', {}],
        ['ADD of text', 'ADD n :text', { ':text': 'a' }],
        ['size in a SET', 'SET x = size(n)', {}],
        ['an empty index key', 'SET list_key = :empty', { ':empty': '' }],
        ['an index key of another type', 'SET list_key = :one', { ':one': true }],
      ] as [string, string, Item][]) {
        rule(`an update is refused for ${fault}`, async () => {
          const old = { id: 'a', n: 5, m: { x: 1 }, t: 'a', l: [1] };
          await put(old);
          const given = Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {};
          await expect(update(expression, given)).rejects.toMatchObject({ name: 'ValidationException' });
          expect(await stored('a')).toEqual(old);
        });
      }

      test('an unused name is refused', async () => {
        const unused = update('SET x = :one', { ExpressionAttributeNames: { '#y': 'y' }, ExpressionAttributeValues: { ':one': 1 } });
        await expect(unused).rejects.toMatchObject({ name: 'ValidationException' });
      });

      test.each<[string, Item]>([
        ['an empty key', { id: '' }],
        ['no key', { x: 1 }],
        ['a key of another type', { id: 1 }],
        ['an empty index key', { id: 'a', list_key: '', list_sort: '1' }],
        ['a key above 2 KB', { id: 'k'.repeat(2 * KB + 1) }],
      ])('a put is refused for %s', async (_, item) => {
        await expect(put(item)).rejects.toMatchObject({ name: 'ValidationException' });
      });

      test('an item may have 400 KB, not a byte more', async () => {
        // Names and values count: "id" and "a" are three bytes, "payload" seven.
        const payload = 'x'.repeat(400 * KB - 10);
        await put({ id: 'a', payload });
        expect((await stored('a'))!.payload).toHaveLength(payload.length);
        await expect(put({ id: 'a', payload: `${payload}x` })).rejects.toMatchObject({ name: 'ValidationException' });
      });

      test('an update may make an item of 400 KB, not of more', async () => {
        const payload = 'x'.repeat(400 * KB - 10 - 6);
        await put({ id: 'a', payload });
        await update('SET y = :y', { ExpressionAttributeValues: { ':y': '12345' } });
        await expect(update('SET y = :y', { ExpressionAttributeValues: { ':y': '123456' } })).rejects.toMatchObject({ name: 'ValidationException' });
        expect((await stored('a'))!.y).toBe('12345');
      });

      test('a refused write says what is there, when asked', async () => {
        await put({ id: 'a', x: 1, m: { n: [1] } });
        const condition = { ConditionExpression: 'x = :two', ExpressionAttributeValues: { ':two': 2 } };
        const asked = { ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
        const item = { TableName: subject.table, Item: { id: 'a' } };
        const change = { TableName: subject.table, Key: { id: 'a' }, UpdateExpression: 'REMOVE x' };

        expect((await refusal(subject.store.put({ ...item, ...asked }))).old).toEqual({ id: 'a', x: 1, m: { n: [1] } });
        expect((await refusal(subject.store.update({ ...change, ...asked }))).old).toEqual({ id: 'a', x: 1, m: { n: [1] } });
        expect((await refusal(subject.store.update({ ...change, ...condition }))).old).toBeUndefined();
        expect((await refusal(subject.store.update({ ...change, ...asked, Key: { id: 'nobody' } }))).old).toBeUndefined();
        expect(await stored('a')).toEqual({ id: 'a', x: 1, m: { n: [1] } });
      });
    });

    describe('conditions', () => {
      const ITEM = {
        id: 'a', n: 5, txt: 'walk', flag: true, nothing: null, arr: ['p', 1], obj: { x: 'deep', arr: [7] }, tags: new Set(['s', 't']), a: 5, b: 6,
      };
      const VALUES: Item = {
        ':four': 4,
        ':five': 5,
        ':six': 6,
        ':five_text': '5',
        ':walk': 'walk',
        ':wa': 'wa',
        ':p': 'p',
        ':s': 's',
        ':true': true,
        ':null': null,
        ':list': ['p', 1],
        ':map': { arr: [7], x: 'deep' },
        ':set': new Set(['t', 's']),
        ':S': 'S',
        ':N': 'N',
        ':M': 'M',
        ':SS': 'SS',
        ':X': 'X',
      };
      const check = async (condition: string, id = 'a'): Promise<boolean> => {
        const used = Object.entries(VALUES).filter(([key]) => condition.match(/:\w+/g)?.includes(key));
        try {
          await subject.store.put({
            TableName: subject.table,
            Item: { ...ITEM, id },
            ConditionExpression: condition,
            ...(used.length > 0 && { ExpressionAttributeValues: Object.fromEntries(used) }),
          });
          return true;
        } catch (error) {
          if (error instanceof ConditionFailed) return false;
          throw error;
        }
      };

      for (const [condition, expected] of [
        ['n = :five', true], ['n = :six', false], ['n <> :six', true], ['n <> :five', false],
        ['n < :six', true], ['n < :five', false], ['n <= :five', true], ['n > :four', true], ['n > :five', false], ['n >= :six', false],
        ['a = n', true], ['a < b', true], ['b < a', false], [':five = n', true],
        ['n = :five_text', false], ['n <> :five_text', true], ['n < :walk', false], ['txt > :four', false],
        ['nowhere = :five', false], ['nowhere <> :five', true], ['nowhere < :five', false], ['nowhere >= :five', false],
        ['txt = :walk', true], ['txt > :wa', true], ['flag = :true', true], ['nothing = :null', true], ['nowhere = :null', false],
        ['nowhere = nothere', false], ['nowhere <> nothere', true],
        ['arr = :list', true], ['obj = :map', true], ['tags = :set', true], ['arr = :set', false],
        ['obj.x = :p', false], ['obj.arr[0] > :six', true], ['arr[1] = :five', false], ['arr[0] = :p', true], ['arr[9] = :p', false], ['n.x = :p', false],
        ['n BETWEEN :four AND :six', true], ['n BETWEEN :five AND :five', true], ['b BETWEEN :four AND :five', false], ['txt BETWEEN :four AND :six', false],
        ['n IN (:four, :five)', true], ['n IN (:four)', false], ['nowhere IN (:four, :five)', false],
        ['attribute_exists(n)', true], ['attribute_exists(nowhere)', false], ['attribute_exists(obj.x)', true], ['attribute_exists(arr[2])', false],
        ['attribute_exists(nothing)', true], ['attribute_not_exists(nowhere)', true], ['attribute_not_exists(n)', false], ['attribute_not_exists(n.x)', true],
        ['attribute_type(n, :N)', true], ['attribute_type(n, :S)', false], ['attribute_type(obj, :M)', true], ['attribute_type(tags, :SS)', true],
        ['attribute_type(nowhere, :S)', false],
        ['begins_with(txt, :wa)', true], ['begins_with(txt, :p)', false], ['begins_with(n, :p)', false], ['begins_with(nowhere, :p)', false],
        ['contains(txt, :wa)', true], ['contains(txt, :s)', false], ['contains(arr, :p)', true], ['contains(arr, :s)', false],
        ['contains(tags, :s)', true], ['contains(tags, :p)', false], ['contains(nowhere, :p)', false], ['contains(n, :five)', false],
        ['size(txt) = :four', true], ['size(arr) < :four', true], ['size(obj) > :four', false], ['size(nowhere) = :four', false], ['size(tags) < n', true],
        ['NOT n = :five', false], ['NOT n = :six', true], ['NOT nowhere = :five', true], ['not attribute_exists(nowhere)', true],
        ['n = :five AND a = :six', false], ['n = :five OR a = :six', true], ['n = :six OR a = :five AND b = :six', true],
        ['(n = :five OR a = :six) AND b = :five', false], ['n = :five OR a = :six AND b = :five', true], ['NOT n = :six AND b = :six', true], ['NOT n = :six AND b = :five', false],
        ['NOT (n = :five AND b = :six)', false], ['NOT n = :five OR b = :six', true], ['(n = :five) AND (b = :six)', true],
        ['n BETWEEN :four AND :six AND b = :six', true],
      ] as [string, boolean][]) {
        rule(`${condition}: ${expected}`, async () => {
          await put(ITEM);
          expect(await check(condition)).toBe(expected);
        });
      }

      test.each<[string, boolean]>([
        ['attribute_not_exists(id)', true], ['attribute_exists(id)', false], ['n = :five', false], ['n <> :five', true], ['NOT n = :five', true],
      ])('on an absent item, %s: %s', async (condition, expected) => {
        expect(await check(condition, 'nobody')).toBe(expected);
      });

      for (const condition of [
        'n =', 'n = :five AND', 'n', ':five', 'n = :five b = :six', '((n = :five))', 'n == :five', 'n != :five', '(n = :five', 'n = :five)',
        'n = n', 'n < :true', 'n BETWEEN :six AND :four', 'n BETWEEN :four AND :walk', 'n IN ()', 'size(n)', 'attribute_exists(:five)',
        'begins_with(txt, :five)', 'attribute_type(n, :X)', 'attribute_type(n, :five)', 'exists(n)', 'if_not_exists(n, :five)', 'n = :nowhere', '#n = :five', '',
      ]) {
        rule(`refuses "${condition}"`, async () => {
          await put(ITEM);
          await expect(check(condition)).rejects.toMatchObject({ name: 'ValidationException' });
        });
      }
    });
  });
}

function applied(outcome: StepOutcome): TaskRecord {
  if (!outcome.applied) throw new Error(`the step was refused by ${JSON.stringify(outcome.record)}`);
  return outcome.record;
}

async function refusal(write: Promise<unknown>): Promise<ConditionFailed> {
  const error = await write.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof ConditionFailed)) throw new Error(`expected a refused write, not ${String(error)}`);
  return error;
}
