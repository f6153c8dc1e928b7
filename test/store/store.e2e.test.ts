import { CreateTableCommand, DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { lifeCycleSuite } from './life-cycle-suite';
import { storeSuite } from './store-suite';
import type { StoreUnderTest, World } from './store-under-test';
import { applied, create, worldOf } from './store-under-test';
import { claim, complete, TRANSITION_CASES } from './transition-cases';
import { dynamoStore } from '../../runtime/aws/dynamo-store';
import { listTasks } from '../../runtime/core/operations/list';
import { readPayload } from '../../runtime/core/record/payload';
import { readTask } from '../../runtime/core/record/read';
import type { Engine } from '../../scripts/local-aws';
import { sharedEngine } from '../../scripts/local-aws';
import { TABLE, taskTable } from '../../simulator/aws/dynamodb/task-table';
import { LIST_INDEX, TABLE_KEY, WATCH_INDEX } from '../../src/contract';

/**
 * Where the engine is more lenient than DynamoDB, or wrong: titles of the suite. A test that passes all the same fails
 * here, so that the list stays true. No expression that we ship is among them.
 */
const ENGINE_DIFFERENCES = [
  'an update that only removes creates nothing',
  'REMOVE l[0], l[1], nowhere',
  'an update is refused for a sum with text',
  'an update is refused for a sum with a text in the item',
  'an update is refused for a list appended to a number',
  'an update is refused for a number appended to a list',
  'an update is refused for a path twice',
  'an update is refused for a path and its inside',
  'an update is refused for a value as a map and as a list',
  'an update is refused for a section twice',
  'nowhere = nothere: false',
  'nowhere <> nothere: true',
  'begins_with(n, :p): false',
  'refuses "n != :five"',
  'refuses "n = n"',
  'refuses "n < :true"',
  'refuses "n BETWEEN :four AND :walk"',
  'refuses "attribute_type(n, :X)"',
  'refuses "attribute_type(n, :five)"',
  'refuses "if_not_exists(n, :five)"',
  'refuses a start key that has more than keys',
];

let engine: Engine;
let client: DynamoDBClient;
let tables = 0;

beforeAll(async () => {
  engine = await sharedEngine();
  client = new DynamoDBClient(engine.clientConfig);
}, 300_000);

afterAll(async () => {
  client?.destroy();
  await engine?.stop();
});

async function createTable(): Promise<string> {
  tables += 1;
  const table = `store-${tables}`;
  const attribute = (name: string, type: 'S' | 'N') => ({ AttributeName: name, AttributeType: type });
  const key = (name: string, type: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType: type });
  await client.send(new CreateTableCommand({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      ...[TABLE_KEY, LIST_INDEX.partitionKey, LIST_INDEX.sortKey, WATCH_INDEX.partitionKey].map((name) => attribute(name, 'S')),
      attribute(WATCH_INDEX.sortKey, 'N'),
    ],
    KeySchema: [key(TABLE_KEY, 'HASH')],
    GlobalSecondaryIndexes: [
      {
        IndexName: LIST_INDEX.name,
        KeySchema: [key(LIST_INDEX.partitionKey, 'HASH'), key(LIST_INDEX.sortKey, 'RANGE')],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...LIST_INDEX.nonKeyAttributes] },
      },
      {
        IndexName: WATCH_INDEX.name,
        KeySchema: [key(WATCH_INDEX.partitionKey, 'HASH'), key(WATCH_INDEX.sortKey, 'RANGE')],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  }));
  return table;
}

async function makeStore(): Promise<StoreUnderTest> {
  const table = await createTable();
  return {
    store: dynamoStore(client),
    table,
    expire: async (id) => {
      await client.send(new DeleteItemCommand({ TableName: table, Key: { [TABLE_KEY]: { S: id } } }));
    },
  };
}

storeSuite('the store in DynamoDB', makeStore, ENGINE_DIFFERENCES);
lifeCycleSuite('the life cycle on DynamoDB', makeStore);

describe('the capacity that the engine counts', () => {
  const LARGE = JSON.stringify('x'.repeat(10_000));

  /** What the requests of a call consume. */
  const consumedBy = async (call: () => Promise<unknown>): Promise<{ readUnits: number; writeUnits: number }> => {
    const consumed = { readUnits: 0, writeUnits: 0 };
    client.middlewareStack.add((next, { commandName }) => async (args) => {
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } as typeof args.input });
      const kind = /^(Put|Update|Delete)/.test(commandName!) ? 'writeUnits' : 'readUnits';
      for (const { CapacityUnits } of [(answer.output as any).ConsumedCapacity ?? []].flat()) consumed[kind] += CapacityUnits;
      return answer;
    }, { step: 'initialize', name: 'count' });
    try {
      await call();
    } finally {
      client.middlewareStack.remove('count');
    }
    return consumed;
  };
  const engineWorld = async (): Promise<World> => worldOf(await makeStore());

  /** A transition that is refused before it is taken; no engine says what that consumes, and AWS's rules say a unit. */
  const REFUSED_FIRST = [
    'claim whose lease outlasts the watch entry',
    'claim after a dispatch in vain, whose long wait ends with it',
    'request-cancel between what was read and what is',
    'confirm-cancel',
  ];

  test.each(TRANSITION_CASES)('for the transition $title', async ({ title, prepare, apply, writeUnits }) => {
    const world = await engineWorld();
    const record = await prepare(world);
    const consumed = await consumedBy(() => apply(world, record));
    expect(consumed.writeUnits).toBe(REFUSED_FIRST.includes(title) ? writeUnits - 1 : writeUnits);
  });

  const listed = async (world: World): Promise<void> => {
    for (let count = 0; count < 4; count += 1) await create(world, { data: JSON.stringify('x'.repeat(900)) });
  };

  /**
   * Each call after its preparation, and what AWS's rules make of it. Where the engine differs, the last number is its own:
   * it counts each get and each query as the smallest, however much it reads, and a batch not at all.
   */
  const CALLS: [string, (world: World) => Promise<any>, (world: World, prepared: any) => Promise<unknown>, number, number?][] = [
    ['create', async () => undefined, async (world) => create(world), 3],
    ['create with a payload', async () => undefined, async (world) => create(world, { data: LARGE }), 13],
    ['complete with 1 KB', async (world) => applied(await claim(world, await create(world))), async (world, record) => complete(world, record, JSON.stringify('x'.repeat(1000))), 3],
    ['read', create, async (world, { id }) => readTask(world, id), 1],
    ['read a payload', async (world) => create(world, { data: LARGE }), async (world, { data_ref }) => readPayload(world, { ref: data_ref }), 3, 1],
    ['list: two queries and a batch of four', listed, async (world) => listTasks(world, { scope: 'shared', buckets: 2, limit: 10 }), 3, 1],
  ];

  test.each(CALLS)('%s', async (_, prepare, call, expected, engines = expected) => {
    const store = taskTable();
    const memory = worldOf({ store, table: TABLE });
    const prepared = await prepare(memory);
    const consumed = store.startCounting();
    await call(memory, prepared);
    expect(consumed.readUnits + consumed.writeUnits).toBe(expected);

    const world = await engineWorld();
    const engineRecord = await prepare(world);
    const { readUnits, writeUnits } = await consumedBy(() => call(world, engineRecord));
    expect(readUnits + writeUnits).toBe(engines);
  });
});
