import type { DynamoDBBatchResponse } from 'aws-lambda';
import type { Outcome } from '../../aws/invocation';
import type { StreamMapping } from '../../aws/stream';
import { Stream } from '../../aws/stream';
import { MESSAGES_A_DISPATCH } from '../../rules/bounds';
import { Faults } from '../../world/faults';
import { DAY, HOUR, START } from '../../world/time';
import { World } from '../../world/world';

type Answer = (batch: string[], numbers: string[]) => Outcome<DynamoDBBatchResponse>;

/** Writes three items of one shard, and keeps in which batches they arrive. */
async function read(answer: Answer, until: number, mapping: Partial<StreamMapping> = {}): Promise<string[][]> {
  const world = new World(1);
  const batches: string[][] = [];
  const takes: StreamMapping['takes'] = ({ item }) => item!.transition === 'create';
  const stream = new Stream(world, new Faults(world, {}, START), { batchSize: 10, takes, ...mapping }, ({ Records }, conclude) => {
    const batch = Records.map(({ dynamodb }) => dynamodb!.NewImage!.id.S!);
    batches.push(batch);
    conclude(answer(batch, Records.map(({ dynamodb }) => dynamodb!.SequenceNumber!)));
  });
  for (const id of ['a-0', 'b-0', 'c-0']) stream.write({ id, item: { id, transition: 'create' }, sentAt: START });
  stream.write({ id: 'd-0', item: { id: 'd-0', transition: 'claim' }, sentAt: START });
  await world.run(START + until);
  return batches;
}

function returned(...failed: string[]): Outcome<DynamoDBBatchResponse> {
  return { kind: 'returned', result: { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) } };
}

test('what waits for a worker arrives once, in its order; other writes are filtered out', async () => {
  expect(await read(() => returned(), HOUR)).toEqual([['a-0', 'b-0', 'c-0']]);
});

test('the stream comes again from the lowest record that failed', async () => {
  let isFirst = true;
  const batches = await read((_, numbers) => {
    const failed = isFirst ? [numbers[2], numbers[1]] : [];
    isFirst = false;
    return returned(...failed);
  }, HOUR);

  expect(batches).toEqual([['a-0', 'b-0', 'c-0'], ['b-0', 'c-0']]);
});

test('after an error, the batch comes again; in parts if it is to be bisected', async () => {
  const failing = (): Answer => {
    let isFirst = true;
    return () => {
      const outcome: Outcome<DynamoDBBatchResponse> = isFirst ? { kind: 'crashed' } : returned();
      isFirst = false;
      return outcome;
    };
  };

  expect(await read(failing(), HOUR)).toEqual([['a-0', 'b-0', 'c-0'], ['a-0', 'b-0', 'c-0']]);
  expect(await read(failing(), HOUR, { bisects: true })).toEqual([['a-0', 'b-0', 'c-0'], ['a-0'], ['b-0', 'c-0']]);
});

test('a batch that fails too often is given up, and the next one comes', async () => {
  const batches = await read(([id]) => (id === 'a-0' ? { kind: 'crashed' } : returned()), HOUR, { batchSize: 1, maxRetries: 5 });

  expect(batches).toEqual([...Array<string[]>(6).fill(['a-0']), ['b-0'], ['c-0']]);
});

test('what the function was not invoked for is no failure of its batch', async () => {
  let throttled = 0;
  const batches = await read(() => {
    throttled += 1;
    return throttled <= 10 ? { kind: 'throttled' } : returned();
  }, HOUR, { maxRetries: 5 });

  expect(batches).toHaveLength(11);
});

test('a record is gone after a day', async () => {
  const batches = await read(() => ({ kind: 'throttled' }), 3 * DAY);

  expect(batches.length).toBeGreaterThan(100);
  expect(batches.length).toBeLessThan(DAY / (4 * 60 * 1000));
});

test('a record that is older than its mapping allows is given up: within four hours it is tried less often than messages are allowed', async () => {
  const batches = await read(() => ({ kind: 'crashed' }), 3 * DAY, { maxRecordAge: 4 * HOUR });

  expect(batches.length).toBeGreaterThan(50);
  expect(batches.length).toBeLessThan(MESSAGES_A_DISPATCH);
});
