import type { StoreUnderTest, World } from './store-under-test';
import { create, storedItem, worldOf } from './store-under-test';
import { listTasks } from '../../runtime/core/operations/list';
import type { Item } from '../../runtime/core/ports';
import { ConditionFailed } from '../../runtime/core/ports';
import { LIST_INDEX, WATCH_INDEX } from '../../src/contract';

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
    let world: World;

    beforeEach(async () => {
      subject = await makeStore();
      world = worldOf(subject);
    });

    const stored = async (id: string): Promise<Item | undefined> => storedItem(subject, id);
    const put = async (item: Item): Promise<void> => subject.store.put({ TableName: subject.table, Item: item });

    describe('the list', () => {
      test('pages show every task once, newest first', async () => {
        const ids: string[] = [];
        for (let count = 0; count < 7; count += 1) {
          ids.unshift((await create(world)).id);
          world.clock.advance(10);
        }
        await create(world, { scope: 'somebody-else' });

        expect(await pages({ scope: 'shared', buckets: 2, limit: 3 })).toEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
      });

      test('deleted and expired tasks are left out, and a page may be short', async () => {
        const expiring = await create(world, { ttl: Math.floor(world.clock.now() / 1000) + 1 });
        world.clock.advance(10);
        const deleted = await create(world);
        world.clock.advance(10);
        const kept = await create(world);
        await subject.expire(deleted.id);
        world.clock.advance(1000);

        const { records } = await listTasks(world, { scope: 'shared', buckets: 2, limit: 10 });
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
          const page = await listTasks(world, { ...request, before });
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

    describe('the index of what is watched', () => {
      const watched = (id: string, time: number, more: Item = {}): Item => ({ id, watch_key: 'open#0', watch_time: time, status: 'CREATED', ...more });
      const entry = (id: string, time: number, key = 'open#0'): Item => ({ id, watch_key: key, watch_time: time });
      const query = async (options: Item = {}, time = '', values: Item = {}): Promise<Item[]> => subject.store.query({
        TableName: subject.table,
        IndexName: WATCH_INDEX.name,
        KeyConditionExpression: `#key = :key${time}`,
        ExpressionAttributeNames: { '#key': 'watch_key', ...(time && { '#time': 'watch_time' }) },
        ExpressionAttributeValues: { ':key': 'open#0', ...values },
        ...options,
      });
      const update = async (id: string, expression: string, values?: Item): Promise<void> => {
        const given = values && { ExpressionAttributeValues: values };
        await subject.store.update({ TableName: subject.table, Key: { id }, UpdateExpression: expression, ...given });
      };

      test('has its entries in the order of numbers, with nothing but keys', async () => {
        const times = { a: 9, b: 100, c: 1_768_478_400_250, d: 10, e: -1, f: 1.5 };
        for (const [id, time] of Object.entries(times)) await put(watched(id, time));
        const expected = (['e', 'f', 'a', 'd', 'b', 'c'] as const).map((id) => entry(id, times[id]));
        expect(await query()).toEqual(expected);
        expect(await query({ ScanIndexForward: false })).toEqual([...expected].reverse());
      });

      test('is asked for a range of times', async () => {
        for (const [id, time] of [['a', 9], ['b', 10], ['c', 11], ['d', 100]] as const) await put(watched(id, time));
        const ids = async (...args: Parameters<typeof query>): Promise<string> => (await query(...args)).map(({ id }) => id).join('');
        expect(await ids({}, ' AND #time <= :until', { ':until': 11 })).toBe('abc');
        expect(await ids({}, ' AND #time < :until', { ':until': 11 })).toBe('ab');
        expect(await ids({}, ' AND #time > :from', { ':from': 10 })).toBe('cd');
        expect(await ids({}, ' AND #time = :time', { ':time': 10 })).toBe('b');
        expect(await ids({}, ' AND #time BETWEEN :from AND :until', { ':from': 10, ':until': 99 })).toBe('bc');
        expect(await ids({}, ' AND #time <= :until', { ':until': 8 })).toBe('');
        expect(await ids({ ScanIndexForward: false, Limit: 2 }, ' AND #time <= :until', { ':until': 11 })).toBe('cb');
      });

      test.each([true, false])('is read page by page, forwards: %s', async (ScanIndexForward) => {
        const times = [9, 10, 10, 10, 11, 100, 1000];
        for (const [at, time] of times.entries()) await put(watched(`task-${at}`, time));
        const pages: Item[][] = [];
        for (let count = 0; count < 4; count += 1) {
          const ExclusiveStartKey = pages.at(-1)?.at(-1);
          pages.push(await query({ Limit: 2, ScanIndexForward, ExclusiveStartKey }, ' AND #time <= :until', { ':until': 100 }));
        }
        expect(pages.map(({ length }) => length)).toEqual([2, 2, 2, 0]);
        // Entries of one time come in an order of their own, and each of them once.
        const all = pages.flat();
        const inOrder = ScanIndexForward ? times.slice(0, 6) : times.slice(0, 6).reverse();
        expect(all.map(({ watch_time }) => watch_time)).toEqual(inOrder);
        expect(all.map(({ id }) => id).sort()).toEqual(['task-0', 'task-1', 'task-2', 'task-3', 'task-4', 'task-5']);
      });

      rule('a page begins where the entry before it was, which may have gone', async () => {
        for (const [id, time] of [['a', 1], ['b', 2], ['c', 3], ['d', 4]] as const) await put(watched(id, time));
        await update('b', 'SET watch_time = :later', { ':later': 9 });
        await subject.expire('c');
        expect(await query({ ExclusiveStartKey: entry('b', 2) })).toEqual([entry('d', 4), entry('b', 9)]);
        expect(await query({ ExclusiveStartKey: entry('c', 3), ScanIndexForward: false })).toEqual([entry('a', 1)]);
      });

      for (const [fault, key] of [
        ['has no key of the index', { id: 'a' }],
        ['has no key of the table', { watch_key: 'open#0', watch_time: 1 }],
        ['has more than keys', { ...entry('a', 1), status: 'CREATED' }],
        ['is of another type', { ...entry('a', 1), watch_time: '1' }],
        ['is of another partition', entry('a', 1, 'open#1')],
        ['is beside the range', entry('a', 50)],
      ] as [string, Item][]) {
        rule(`refuses a start key that ${fault}`, async () => {
          await put(watched('a', 1));
          const page = query({ ExclusiveStartKey: key }, ' AND #time <= :until', { ':until': 10 });
          await expect(page).rejects.toMatchObject({ name: 'ValidationException' });
        });
      }

      test('an entry appears, moves and disappears with the item’s keys', async () => {
        await put({ id: 'a', status: 'CREATED' });
        expect(await query()).toEqual([]);
        await update('a', 'SET watch_time = :time', { ':time': 5 });
        expect(await query()).toEqual([]);
        await update('a', 'SET watch_key = :key', { ':key': 'open#0' });
        expect(await query()).toEqual([entry('a', 5)]);
        await update('a', 'SET watch_time = watch_time + :more', { ':more': 10 });
        expect(await query()).toEqual([entry('a', 15)]);

        await update('a', 'SET watch_key = :key', { ':key': 'failed#0' });
        expect(await query()).toEqual([]);
        expect(await query({ ExpressionAttributeValues: { ':key': 'failed#0' } })).toEqual([entry('a', 15, 'failed#0')]);
        await update('a', 'SET watch_key = :key REMOVE watch_time', { ':key': 'open#0' });
        expect(await query()).toEqual([]);
        await put(watched('a', 7));
        expect(await query()).toEqual([entry('a', 7)]);
        await put({ id: 'a' });
        expect(await query()).toEqual([]);
      });

      test('an entry is gone with its item', async () => {
        await put(watched('a', 1));
        await put(watched('b', 2));
        await put(watched('c', 3));
        await subject.store.delete({ TableName: subject.table, Key: { id: 'a' } });
        await subject.expire('b');
        expect(await query()).toEqual([entry('c', 3)]);
      });

      test('a refused write leaves the entry where it is', async () => {
        await put(watched('a', 1));
        const refused = { ConditionExpression: 'attribute_not_exists(id)' };
        await refusal(subject.store.update({
          TableName: subject.table, Key: { id: 'a' }, UpdateExpression: 'SET watch_time = :time', ExpressionAttributeValues: { ':time': 2 }, ...refused,
        }));
        await refusal(subject.store.put({ TableName: subject.table, Item: { id: 'a' }, ...refused }));
        await refusal(subject.store.delete({ TableName: subject.table, Key: { id: 'a' }, ...refused }));
        expect(await query()).toEqual([entry('a', 1)]);
      });

      test('a time is a number', async () => {
        await expect(put({ ...watched('a', 1), watch_time: '1' })).rejects.toMatchObject({ name: 'ValidationException' });
        expect(await stored('a')).toBeUndefined();
      });
    });

    describe('deletions', () => {
      const remove = async (more: Item = {}, id = 'a'): Promise<void> => subject.store.delete({ TableName: subject.table, Key: { id }, ...more });
      const asRead = (revision: string): Item => ({
        ConditionExpression: '#revision = :read', ExpressionAttributeNames: { '#revision': 'revision' }, ExpressionAttributeValues: { ':read': revision },
      });

      test('an item is gone, and to delete nothing changes nothing', async () => {
        await put({ id: 'a' });
        await put({ id: 'b' });
        await remove();
        await remove();
        expect(await stored('a')).toBeUndefined();
        expect(await stored('b')).toEqual({ id: 'b' });
      });

      test('an item is deleted as it was read, and not otherwise', async () => {
        await put({ id: 'a', revision: '1' });
        await refusal(remove(asRead('2')));
        expect(await stored('a')).toEqual({ id: 'a', revision: '1' });
        await remove(asRead('1'));
        expect(await stored('a')).toBeUndefined();
        await refusal(remove(asRead('1')));
        await remove({ ConditionExpression: 'attribute_not_exists(id)' });
      });

      test('a refused one says what is there, when asked', async () => {
        const item = { id: 'a', revision: '1', error: { type: 'E' }, attempt: 2 };
        await put(item);
        const asked = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
        expect((await refusal(remove({ ...asRead('2'), ...asked }))).old).toEqual(item);
        expect((await refusal(remove(asRead('2')))).old).toBeUndefined();
        expect((await refusal(remove({ ...asRead('2'), ...asked }, 'nobody'))).old).toBeUndefined();
      });

      for (const [fault, more] of [
        ['an unused value', { ...asRead('1'), ExpressionAttributeValues: { ':read': '1', ':more': 1 } }],
        ['an undefined value', { ConditionExpression: 'revision = :read' }],
        ['broken grammar', { ConditionExpression: 'revision =' }],
        ['a part of the key that is none', { Key: { id: 'a', revision: '1' } }],
        ['an empty key', { Key: { id: '' } }],
      ] as [string, Item][]) {
        rule(`a deletion is refused for ${fault}`, async () => {
          await put({ id: 'a', revision: '1' });
          await expect(remove(more)).rejects.toMatchObject({ name: 'ValidationException' });
          expect(await stored('a')).toEqual({ id: 'a', revision: '1' });
        });
      }
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

      test('a refused write of the largest item says all that is there', async () => {
        const item = { id: 'a', payload: 'x'.repeat(400 * KB - 10) };
        await put(item);
        const asked = { TableName: subject.table, ConditionExpression: 'attribute_not_exists(id)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
        expect((await refusal(subject.store.put({ ...asked, Item: { id: 'a' } }))).old).toEqual(item);
        expect((await refusal(subject.store.update({ ...asked, Key: { id: 'a' }, UpdateExpression: 'REMOVE payload' }))).old).toEqual(item);
        expect((await refusal(subject.store.delete({ ...asked, Key: { id: 'a' } }))).old).toEqual(item);
      });

      test('an item at the limit takes a write that leaves it as large, and one that makes it smaller', async () => {
        await put({ id: 'a', n: 1, payload: 'x'.repeat(400 * KB - 13) });
        expect(await update('SET n = :two', { ExpressionAttributeValues: { ':two': 2 }, ReturnValues: 'UPDATED_NEW' })).toEqual({ n: 2 });
        await expect(update('SET n = :large', { ExpressionAttributeValues: { ':large': 234 } })).rejects.toMatchObject({ name: 'ValidationException' });
        await update('REMOVE n', { ReturnValues: 'NONE' });
        expect(Object.keys((await stored('a'))!).sort()).toEqual(['id', 'payload']);
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

async function refusal(write: Promise<unknown>): Promise<ConditionFailed> {
  const error = await write.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof ConditionFailed)) throw new Error(`expected a refused write, not ${String(error)}`);
  return error;
}
