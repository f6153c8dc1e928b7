import type { Item } from '../../../../runtime/core/ports';
import { sizeOfItem } from '../../../aws/dynamodb/attribute-values';
import type { MemoryStore } from '../../../aws/dynamodb/memory-store';
import { TABLE, taskTable } from '../../../aws/dynamodb/task-table';

/** What the store suite cannot say of every store: sizes, capacity, and what this store refuses rather than guesses. */

const ENTRY = { list_key: 'a#0', list_sort: '1', task_type: 't' };

let store: MemoryStore;
beforeEach(() => {
  store = taskTable();
});

const put = async (item: Item, more: Item = {}): Promise<void> => store.put({ TableName: TABLE, Item: item, ...more });
const update = async (expression: string, values?: Item, more: Item = {}): Promise<Item | undefined> => store.update({
  TableName: TABLE, Key: { id: 'a' }, UpdateExpression: expression, ...(values && { ExpressionAttributeValues: values }), ...more,
});
const entries = async (): Promise<Item[]> => store.query({
  TableName: TABLE, IndexName: 'list', KeyConditionExpression: 'list_key = :key', ExpressionAttributeValues: { ':key': 'a#0' },
});
/** An item of that many bytes; `id`, `a` and `x` are four. */
const itemOf = (bytes: number, more: Item = {}): Item => ({ id: 'a', x: 'x'.repeat(bytes - 4), ...more });

test.each<[string, any, number]>([
  ['text in UTF-8', 'aü€😀', 10],
  ['zero', 0, 1],
  ['one digit', 7, 2],
  ['two digits', 42, 2],
  ['three digits', 123, 3],
  ['trailing zeros', 12_000_000, 2],
  ['trailing zeros that split a pair', 1_200_000, 3],
  ['epoch milliseconds', 1_768_478_400_251, 8],
  ['a fraction', 0.25, 2],
  ['a negative number', -42, 3],
  ['yes', true, 1],
  ['nothing', null, 1],
  ['bytes', new Uint8Array(5), 5],
  ['an empty list', [], 3],
  ['a list: three, and one for each element', ['ab', true], 8],
  ['an empty map', {}, 3],
  ['a map: three, and one for each element with its name', { type: 'E', message: 'no' }, 19],
  ['a set', new Set(['a', 'bc']), 3],
])('the size of an attribute with %s', (_, value, expected) => {
  expect(sizeOfItem({ name: value })).toBe('name'.length + expected);
});

describe('write units', () => {
  test.each([[10, 1], [1024, 1], [1025, 2], [4096, 4]])('a put of %d bytes consumes %d', async (bytes, expected) => {
    await put(itemOf(bytes));
    expect(store.consumed.writeUnits).toBe(expected);
  });

  test('the larger of the old and the new item counts', async () => {
    await put(itemOf(3000));
    const consumed = store.startCounting();
    await put(itemOf(10));
    expect(consumed.writeUnits).toBe(3);
    await put(itemOf(2000));
    expect(consumed.writeUnits).toBe(5);
  });

  test('an update counts the whole item', async () => {
    await put(itemOf(2500));
    const consumed = store.startCounting();
    await update('SET y = :y', { ':y': 1 });
    expect(consumed.writeUnits).toBe(3);
  });

  test('a refused write consumes as if it had been written, of the table only', async () => {
    await put(itemOf(2500, ENTRY));
    const consumed = store.startCounting();
    const condition = { ConditionExpression: 'attribute_not_exists(id)' };
    await expect(update('REMOVE list_key', undefined, condition)).rejects.toThrow();
    expect(consumed).toMatchObject({ writeUnits: 3, byOperation: { update: { calls: 1, writeUnits: 3, indexWriteUnits: 0 } } });
    await expect(put(itemOf(4000), condition)).rejects.toThrow();
    expect(consumed.writeUnits).toBe(7);
    await expect(update('SET y = nowhere', undefined, condition)).rejects.toThrow();
    expect(consumed.writeUnits).toBe(10);
  });

  test('a refused write of nothing consumes one', async () => {
    await expect(update('SET y = nowhere', undefined, { ConditionExpression: 'attribute_exists(id)' })).rejects.toThrow();
    expect(store.consumed.writeUnits).toBe(1);
  });

  test.each<[string, Item, number]>([
    ['an attribute that is not projected', { y: 1, ...ENTRY }, 0],
    ['nothing', ENTRY, 0],
    ['a projected attribute', { ...ENTRY, task_type: 'u' }, 1],
    ['a key of the index: the entry moves', { ...ENTRY, list_sort: '2' }, 2],
    ['the partition: the entry moves', { ...ENTRY, list_key: 'b#0' }, 2],
    ['that the item is in the index', {}, 1],
  ])('a change of %s consumes this of an index', async (_, changed, expected) => {
    await put({ id: 'a', ...ENTRY });
    const consumed = store.startCounting();
    await put({ id: 'a', ...changed });
    expect(consumed.byOperation.put).toEqual({ calls: 1, readUnits: 0, writeUnits: 1 + expected, indexWriteUnits: expected });
  });

  test('a large entry consumes by its size', async () => {
    await put({ id: 'a', ...ENTRY, task_type: 't'.repeat(1500) });
    expect(store.consumed.byOperation.put.indexWriteUnits).toBe(2);
  });

  test('a deletion consumes like a write', async () => {
    await put(itemOf(1500, ENTRY));
    const consumed = store.startCounting();
    await store.delete({ TableName: TABLE, Key: { id: 'a' } });
    expect(consumed.byOperation.delete).toMatchObject({ writeUnits: 3, indexWriteUnits: 1 });
  });

  test('a refused deletion consumes by the item that stays, one of nothing the least', async () => {
    await put(itemOf(1500, ENTRY));
    const consumed = store.startCounting();
    const condition = { ConditionExpression: 'attribute_not_exists(id)' };
    await expect(store.delete({ TableName: TABLE, Key: { id: 'a' }, ...condition })).rejects.toThrow();
    expect(consumed.byOperation.delete).toMatchObject({ calls: 1, writeUnits: 2, indexWriteUnits: 0 });
    await store.delete({ TableName: TABLE, Key: { id: 'nobody' } });
    expect(consumed.writeUnits).toBe(3);
  });

  test('what expires consumes nothing, and its index entry is gone', async () => {
    await put(itemOf(1500, ENTRY));
    const consumed = store.startCounting();
    store.expire('a');
    expect(consumed).toMatchObject({ writeUnits: 0, byOperation: { delete: { calls: 0 } } });
    expect(store.items()).toEqual([]);
    expect(await entries()).toEqual([]);
  });
});

describe('read units', () => {
  test.each([[true, 4096, 1], [true, 4097, 2], [false, 4096, 0.5], [false, 4097, 1], [undefined, 10, 0.5]])('consistent %s, %d bytes: %d', async (ConsistentRead, bytes, expected) => {
    await put(itemOf(bytes));
    await store.get({ TableName: TABLE, Key: { id: 'a' }, ConsistentRead });
    expect(store.consumed.readUnits).toBe(expected);
  });

  test('an absent item consumes the least', async () => {
    await store.get({ TableName: TABLE, Key: { id: 'nobody' }, ConsistentRead: true });
    expect(store.consumed.readUnits).toBe(1);
  });

  test('a batch rounds each item, a query all entries together', async () => {
    for (const id of ['a', 'b', 'c']) await put({ ...itemOf(3000, ENTRY), id });
    await store.batchGet({ RequestItems: { [TABLE]: { Keys: [{ id: 'a' }, { id: 'b' }, { id: 'nobody' }] } } });
    expect(store.consumed.byOperation.batchGet.readUnits).toBe(1.5);

    // An entry has keys and type, not the 3,000 bytes.
    const query = { TableName: TABLE, IndexName: 'list', KeyConditionExpression: 'list_key = :key', ExpressionAttributeValues: { ':key': 'a#0' } };
    expect(await store.query(query)).toHaveLength(3);
    expect(store.consumed.byOperation.query.readUnits).toBe(0.5);
    await store.query({ ...query, ExpressionAttributeValues: { ':key': 'nobody#0' } });
    expect(store.consumed.byOperation.query.readUnits).toBe(1);
  });
});

describe('is an error rather than a guess', () => {
  test.each<[string, () => Promise<unknown>, string]>([
    ['DELETE', async () => update('DELETE tags :x', { ':x': new Set(['a']) }), 'DELETE (of elements from a set) is not implemented'],
    ['arithmetic with fractions', async () => update('SET y = :x + :x', { ':x': 0.1 }), 'arithmetic is implemented for whole numbers only'],
    ['the item that a deletion returns', async () => store.delete({ TableName: TABLE, Key: { id: 'a' }, ReturnValues: 'ALL_OLD' }), 'delete does not implement ReturnValues'],
    ['an unknown parameter', async () => put({ id: 'a' }, { Expected: {} }), 'put does not implement Expected'],
    ['a big integer', async () => put({ id: 'a', x: 1n }), 'a table cannot hold a value of the type bigint'],
    ['a date', async () => put({ id: 'a', x: new Date() }), 'a table cannot hold a Date'],
    ['not a number', async () => put({ id: 'a', x: NaN }), 'Special numeric value NaN is not allowed'],
    ['a number that a double does not hold', async () => put({ id: 'a', x: 2 ** 53 }), 'beyond Number.MAX_SAFE_INTEGER'],
    // The document client leaves out what is undefined on the first level, without a word.
    ['an undefined attribute', async () => put({ id: 'a', x: undefined }), 'the attribute x is undefined'],
    ['another table', async () => store.get({ TableName: 'other', Key: { id: 'a' } }), 'Requested resource not found: other'],
    ['a query of the table', async () => store.query({ TableName: TABLE, KeyConditionExpression: 'id = :a' }), 'The table does not have the specified index'],
  ])('%s', async (_, request, message) => {
    await expect(request()).rejects.toThrow(message);
    expect(store.items()).toEqual([]);
  });

  test.each([
    ['no partition', 'list_sort = :a', 'Query condition missed key schema element: list_key'],
    ['a range of partitions', 'list_key > :a', 'Query condition missed key schema element: list_key'],
    ['another attribute', 'list_key = :a AND task_type = :a', 'Query key condition not supported'],
    ['an inequality', 'list_key = :a AND list_sort <> :a', 'Query key condition not supported'],
    ['an alternative', 'list_key = :a OR list_sort = :a', 'Query condition missed key schema element: list_key'],
  ])('a key condition on %s', async (_, condition, message) => {
    const query = store.query({ TableName: TABLE, IndexName: 'list', KeyConditionExpression: condition, ExpressionAttributeValues: { ':a': 'a' } });
    await expect(query).rejects.toThrow(message);
  });
});

describe('a start key', () => {
  /** Of the index of lists; the others have one key more or less, or lie elsewhere. */
  const START = { id: 'b', list_key: 'a#0', list_sort: '2' };
  const page = async (ExclusiveStartKey: Item, sort = ''): Promise<string[]> => (await store.query({
    TableName: TABLE,
    IndexName: 'list',
    KeyConditionExpression: `list_key = :key${sort}`,
    ExpressionAttributeValues: { ':key': 'a#0', ...(sort && { ':two': '2' }) },
    ExclusiveStartKey,
  })).map(({ id }) => id);

  beforeEach(async () => {
    for (const [at, id] of ['a', 'b', 'c'].entries()) await put({ id, list_key: 'a#0', list_sort: String(at + 1) });
  });

  test.each<[string, Item, string]>([
    ['without the table’s key', { list_key: 'a#0', list_sort: '2' }, 'The provided starting key is invalid'],
    ['without the index’s key', { id: 'b', list_key: 'a#0' }, 'The provided starting key is invalid'],
    ['with more than the keys', { ...START, task_type: 't' }, 'The provided starting key is invalid'],
    ['of another type', { ...START, list_sort: 2 }, 'Type mismatch for key. IndexName: list, IndexKey: list_sort'],
    ['of another partition', { ...START, list_key: 'a#1' }, 'outside query boundaries'],
    ['beside the range', START, 'does not match the range key predicate'],
  ])('%s is refused', async (title, key, message) => {
    await expect(page(key, title === 'beside the range' ? ' AND list_sort > :two' : '')).rejects.toThrow(message);
  });

  test('stands for its place, whether or not it has an entry', async () => {
    expect(await page(START)).toEqual(['c']);
    expect(await page({ ...START, id: 'ab' })).toEqual(['b', 'c']);
    expect(await page({ ...START, list_sort: '1' }, ' AND list_sort <= :two')).toEqual(['b']);
    expect(await page({ ...START, list_sort: '9' })).toEqual([]);
  });
});

test('a key that the table declares as a number is one', async () => {
  const watched = { id: 'a', watch_key: 'open#0' };
  await put({ ...watched, watch_time: 5 });
  await expect(put({ ...watched, watch_time: '5' })).rejects.toThrow('Type mismatch for key. IndexName: watch, IndexKey: watch_time');
  await expect(put({ ...watched, list_key: 'a#0', list_sort: 5 })).rejects.toThrow('Type mismatch for key. IndexName: list, IndexKey: list_sort');
});
