import { CreateTableCommand, DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { storeSuite } from './store-suite';
import { dynamoStore } from '../../runtime/aws/dynamo-store';
import { claimTask, completeTask, createTask, failTask, readTask, reportTask } from '../../runtime/core/life-cycle';
import { listTasks } from '../../runtime/core/list';
import { readPayload } from '../../runtime/core/payload';
import type { Ports } from '../../runtime/core/ports';
import type { TaskRecord } from '../../runtime/core/task-record';
import type { Engine } from '../../scripts/local-aws';
import { startEngine } from '../../scripts/local-aws';
import { LIST_INDEX, TABLE_KEY } from '../../src/contract';
import { ManualClock, memoryPorts, SeededRandom } from '../support/ports';

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
];

let engine: Engine;
let client: DynamoDBClient;
let tables = 0;

beforeAll(async () => {
  engine = await startEngine();
  client = new DynamoDBClient(engine.clientConfig);
}, 60_000);

afterAll(async () => {
  client?.destroy();
  await engine?.stop();
});

async function createTable(): Promise<string> {
  tables += 1;
  const table = `tasks-${tables}`;
  const key = (name: string, type: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType: type });
  await client.send(new CreateTableCommand({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [TABLE_KEY, LIST_INDEX.partitionKey, LIST_INDEX.sortKey].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: [key(TABLE_KEY, 'HASH')],
    GlobalSecondaryIndexes: [{
      IndexName: LIST_INDEX.name,
      KeySchema: [key(LIST_INDEX.partitionKey, 'HASH'), key(LIST_INDEX.sortKey, 'RANGE')],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...LIST_INDEX.nonKeyAttributes] },
    }],
  }));
  return table;
}

storeSuite('the store in DynamoDB', async () => {
  const table = await createTable();
  return {
    store: dynamoStore(client),
    table,
    delete: async (id) => {
      await client.send(new DeleteItemCommand({ TableName: table, Key: { [TABLE_KEY]: { S: id } } }));
    },
  };
}, ENGINE_DIFFERENCES);

describe('the capacity that a step consumes', () => {
  const POLICY = { retention: 3600, listBuckets: 2 };
  const TASK = { scope: 'shared', task_type: 'thumbnail', data: '{"size":64}' };
  const LARGE = JSON.stringify('x'.repeat(10_000));

  const create = async (ports: Ports, data = TASK.data): Promise<TaskRecord> => createTask(ports, POLICY, { ...TASK, data });
  const claimed = async (ports: Ports): Promise<TaskRecord> => {
    const { id } = await create(ports);
    const { record } = await claimTask(ports, { id, taskType: TASK.task_type, claim: 'run-1', leaseUntil: ports.clock.now() + 30_000 });
    return record!;
  };
  const listed = async (ports: Ports): Promise<void> => {
    for (let count = 0; count < 4; count += 1) await create(ports, JSON.stringify('x'.repeat(900)));
  };

  /**
   * Each step after its preparation, and what AWS's rules make of it. Where the engine differs, the last number is its own:
   * it counts each get and each query as the smallest, however much it reads, and a batch not at all. What a refused
   * write consumes no engine says.
   */
  const STEPS: [string, (ports: Ports) => Promise<any>, (ports: Ports, prepared: any) => Promise<unknown>, number, number?][] = [
    ['create', async () => undefined, async (ports) => create(ports), 2],
    ['create with a payload', async () => undefined, async (ports) => create(ports, LARGE), 12],
    ['claim', create, async (ports, { id }) => claimTask(ports, { id, taskType: TASK.task_type, claim: 'c', leaseUntil: 1 }), 1],
    ['complete', claimed, async (ports, record) => completeTask(ports, record, '1'), 1],
    ['complete with a payload', claimed, async (ports, record) => completeTask(ports, record, LARGE), 11],
    ['complete with 1 KB', claimed, async (ports, record) => completeTask(ports, record, JSON.stringify('x'.repeat(1000))), 2],
    ['fail', claimed, async (ports, record) => failTask(ports, record, { type: 'E', message: 'm' }), 1],
    ['bare claim', create, async (ports, record) => reportTask(ports, record, { status: 'IN_PROGRESS', status_msg: 'm' }), 1],
    ['bare end', create, async (ports, record) => reportTask(ports, record, { status: 'FAILED', status_msg: 'm' }), 1],
    ['read', create, async (ports, { id }) => readTask(ports, id), 1],
    ['read a payload', async (ports) => create(ports, LARGE), async (ports, { data_ref }) => readPayload(ports, { ref: data_ref }), 3, 1],
    ['list: two queries and a batch of four', listed, async (ports) => listTasks(ports, { scope: 'shared', buckets: 2, limit: 10 }), 3, 1],
  ];

  test.each(STEPS)('%s', async (_, prepare, step, expected, engines = expected) => {
    const memory = memoryPorts();
    const prepared = await prepare(memory);
    const consumed = memory.store.startCounting();
    await step(memory, prepared);
    expect(consumed.readUnits + consumed.writeUnits).toBe(expected);

    const units: number[] = [];
    const ports: Ports = { store: dynamoStore(client), table: await createTable(), clock: new ManualClock(), random: new SeededRandom() };
    const engineRecord = await prepare(ports);
    client.middlewareStack.add((next) => async (args) => {
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } as typeof args.input });
      units.push(...[(answer.output as any).ConsumedCapacity ?? []].flat().map(({ CapacityUnits }) => CapacityUnits));
      return answer;
    }, { step: 'initialize', name: 'count' });
    try {
      await step(ports, engineRecord);
    } finally {
      client.middlewareStack.remove('count');
    }
    expect(units.reduce((sum, each) => sum + each, 0)).toBe(engines);
  });
});
