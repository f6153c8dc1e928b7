import type { PublishBatchCommandInput, PublishBatchRequestEntry } from '@aws-sdk/client-sns';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Item, Topic } from '../../../runtime/core/ports';
import type { TaskRecord } from '../../../runtime/core/record/task-record';
import { Publisher } from '../../../runtime/publisher/publisher';
import type { MemoryPorts } from '../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../simulator/aws/memory-ports';
import { MAX_DISPATCH_BODY_BYTES } from '../../../src/contract';
import { throttled } from '../../support/altered-store';
import { created } from '../../support/tasks';
import { RecordedLogger, RecordedMetrics } from '../../support/telemetry';

const POLICY = { retention: 3600, deadline: 24 * 3600_000, externalLease: 3600_000, listBuckets: 4, watchBuckets: 4 };
const TWO_MINUTES = 120;

let ports: MemoryPorts;
let metrics: RecordedMetrics;
let logger: RecordedLogger;
let requests: PublishBatchCommandInput[];
beforeEach(() => {
  ports = memoryPorts();
  metrics = new RecordedMetrics();
  logger = new RecordedLogger();
  requests = [];
});

const create = async (data: unknown): Promise<TaskRecord> => created(ports, { task_type: 'TASK1', data: JSON.stringify(data) }, POLICY);
const createMany = async (count: number): Promise<TaskRecord[]> => Promise.all(Array.from({ length: count }, async (_, index) => create(index)));

/** Records of the stream, with the sequence numbers 100, 101, … */
const streamed = (images: Item[], age = 1): DynamoDBRecord[] => images.map((image, index) => ({
  eventName: 'INSERT',
  dynamodb: {
    ApproximateCreationDateTime: ports.clock.now() / 1000 - age,
    NewImage: marshall(image, { removeUndefinedValues: true }) as NonNullable<DynamoDBRecord['dynamodb']>['NewImage'],
    SequenceNumber: String(100 + index),
  },
}));

/** The answer of a topic that refuses some entries by themselves. */
const refusing = (...refused: Array<{ id: string; senderFault?: boolean }>): Topic['publishBatch'] => async (input) => ({
  Failed: input.PublishBatchRequestEntries!.flatMap((entry) => (
    refused.filter(({ id }) => id === taskId(entry)).map(({ senderFault = false }) => ({ Id: entry.Id, Code: 'InternalError', Message: 'no', SenderFault: senderFault }))
  )),
  $metadata: {},
});

/** A topic that refuses every request which has one of some entries in it. */
const refusingWhole = (name: string, ...refused: Array<{ id?: string }>): Topic['publishBatch'] => async (input) => {
  const isRefused = input.PublishBatchRequestEntries!.some((entry) => refused.some(({ id }) => id === taskId(entry)));
  if (isRefused) throw Object.assign(new Error('no'), { name });
  return { $metadata: {} };
};

/** Publishes, and returns from where on the stream comes again. */
const publish = async (records: DynamoDBRecord[], publishBatch: Topic['publishBatch'] = refusing()): Promise<string | undefined> => {
  const topic: Topic = {
    publishBatch: async (input) => {
      requests.push(input);
      return publishBatch(input);
    },
  };
  const publisher = new Publisher({ ports, topic, topicArn: 'arn:topic', logger, metrics });
  const { batchItemFailures: [failure, ...others] } = await publisher.publish({ Records: records });
  expect(others).toEqual([]);
  return failure?.itemIdentifier;
};

const taskId = (entry: PublishBatchRequestEntry): string | undefined => entry.MessageAttributes!.TaskId.StringValue;
const entries = (): PublishBatchRequestEntry[] => requests.flatMap((request) => request.PublishBatchRequestEntries!);
const decode = (entry: PublishBatchRequestEntry): unknown => JSON.parse(Buffer.from(entry.Message!, 'base64').toString('utf8'));
const dispatched = (): unknown[] => logger.lines.filter(({ message }) => message === 'task dispatched').map(({ task_id }) => task_id);

describe('a dispatch', () => {
  test('is what the recipe\'s is, and says more in its attributes', async () => {
    const record = await create({ foo: 'bär' });
    expect(await publish(streamed([record]))).toBeUndefined();
    expect(requests).toEqual([{ TopicArn: 'arn:topic', PublishBatchRequestEntries: expect.any(Array) }]);
    const [entry] = entries();
    expect(decode(entry)).toEqual({ foo: 'bär' });
    expect(entry).toMatchObject({
      MessageGroupId: expect.stringMatching(/^[0-9a-f]{32}$/),
      MessageAttributes: {
        Event: { DataType: 'String', StringValue: 'task.dispatched' },
        TaskId: { DataType: 'String', StringValue: record.id },
        TaskType: { DataType: 'String', StringValue: 'TASK1' },
        Scope: { DataType: 'String', StringValue: 'shared' },
        Lane: { DataType: 'String', StringValue: 'default' },
        Dispatch: { DataType: 'Number', StringValue: '1' },
        CreatedTime: { DataType: 'Number', StringValue: String(record.created_time) },
      },
    });
    expect(Object.keys(entry.MessageAttributes!).length).toBeLessThanOrEqual(10);
    expect(logger.lines).toMatchObject([{ level: 'INFO', message: 'task dispatched', task_id: record.id, dispatch: 1 }]);
    expect(metrics.names()).toEqual([]);
  });

  test('goes to the lane of its task', async () => {
    await publish(streamed([{ ...await create(1), lane: 'bulk' }]));
    expect(entries()[0].MessageAttributes!.Lane).toEqual({ DataType: 'String', StringValue: 'bulk' });
  });

  test('has large data from its item', async () => {
    const data = 'x'.repeat(20_000);
    await publish(streamed([await create(data)]));
    expect(decode(entries()[0])).toBe(data);
  });

  test('leaves data out that a message has no room for, and says so', async () => {
    const fits = Math.floor(MAX_DISPATCH_BODY_BYTES / 4) * 3 - 2;
    await publish(streamed([await create('x'.repeat(fits)), await create('x'.repeat(fits + 1))]));
    const [first, second] = entries();
    expect(first.MessageAttributes).not.toHaveProperty('DataOmitted');
    expect(decode(second)).toEqual({ $omitted: true });
    expect(second.MessageAttributes).toHaveProperty('DataOmitted');
  });

  test('shares its message group with those of its scope, and no others', async () => {
    await publish(streamed([await create(1), await create(2), { ...await create(3), scope: 'other scope/ü' }]));
    const [first, second, third] = entries().map(({ MessageGroupId }) => MessageGroupId);
    expect(first).toBe(second);
    expect(third).not.toBe(first);
  });
});

test('publishes at most ten tasks and 256 KB in one request', async () => {
  const large = await Promise.all(Array.from({ length: 3 }, async (_, index) => create(`${index}`.repeat(100_000))));
  const records = [...await createMany(23), ...large];
  expect(await publish(streamed(records))).toBeUndefined();
  expect(requests.map((request) => request.PublishBatchRequestEntries!.length)).toEqual([10, 10, 4, 1, 1]);
  expect(entries().map(taskId).sort()).toEqual(records.map(({ id }) => id).sort());
});

describe('what comes again', () => {
  test('is everything from the earliest entry on that SNS could not take', async () => {
    const records = await createMany(30);
    expect(await publish(streamed(records), refusing(records[25], records[12]))).toBe('112');
    expect(dispatched()).toHaveLength(28);
    expect(metrics.names()).toEqual(['DispatchFailed', 'DispatchFailed']);
    expect(logger.lines).toContainEqual(expect.objectContaining({
      level: 'ERROR', message: 'task not dispatched', task_id: records[12].id, reason: 'InternalError: no', verdict: 'retry',
    }));
  });

  test('is everything from the earliest request on that SNS could not take', async () => {
    const records = await createMany(30);
    expect(await publish(streamed(records), refusingWhole('ThrottledException', records[25], records[12]))).toBe('110');
    expect(requests).toHaveLength(3);
    expect(dispatched()).toEqual(records.slice(0, 10).map(({ id }) => id));
    expect(metrics.names()).toEqual(Array(20).fill('DispatchFailed'));
  });

  test('is a task whose data could not be read; the others go out', async () => {
    const [large, small] = [await create('x'.repeat(5000)), await create('small')];
    ports.store.get = throttled;
    expect(await publish(streamed([small, large]))).toBe('101');
    expect(dispatched()).toEqual([small.id]);
  });

  test.each<[string, number, string | undefined]>([
    ['for two minutes', TWO_MINUTES, '101'],
    ['and not for longer: then those behind it have waited enough', TWO_MINUTES + 1, undefined],
  ])('is an entry that SNS refuses by itself, %s', async (_howLong, age, failure) => {
    const records = await createMany(3);
    expect(await publish(streamed(records, age), refusing(records[1]))).toBe(failure);
    expect(metrics.names()).toEqual(['DispatchFailed']);
    expect(logger.lines).toContainEqual(expect.objectContaining({ task_id: records[1].id, verdict: failure ? 'retry' : 'give up' }));
  });

  test('is an entry that SNS refuses by itself whose age the stream does not say', async () => {
    const task = await create(1);
    const [record] = streamed([task]);
    const ageless = { ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: undefined } };
    expect(await publish([ageless], refusing(task))).toBe('100');
  });

  test.each(['ThrottledException', 'InternalErrorException', 'TimeoutError', 'NotFoundException'])('is a request that SNS fails with %s, however old it is', async (name) => {
    const records = await createMany(2);
    expect(await publish(streamed(records, 12 * 3600), refusingWhole(name, records[0]))).toBe('100');
    expect(requests).toHaveLength(1);
  });

  test('is what cannot be read from the table, however old it is', async () => {
    const record = await create('x'.repeat(5000));
    ports.store.get = throttled;
    expect(await publish(streamed([record], 12 * 3600))).toBe('100');
  });
});

describe('what is given up', () => {
  const givenUp = (record: Item, reason: unknown = expect.any(String)): void => {
    const line = logger.lines.find(({ message, task_id }) => message === 'task not dispatched' && task_id === record.id);
    expect(line).toMatchObject({ level: 'ERROR', reason, verdict: 'give up' });
  };

  test('is an entry that SNS will never take', async () => {
    const [bad, good] = await createMany(2);
    expect(await publish(streamed([bad, good]), refusing({ id: bad.id, senderFault: true }))).toBeUndefined();
    givenUp(bad, 'InternalError: no');
    expect(dispatched()).toEqual([good.id]);
    expect(metrics.added).toEqual([{ name: 'DispatchFailed', taskType: 'TASK1', value: 1 }]);
  });

  test('does not hide what is to come again', async () => {
    const [bad, passing] = await createMany(2);
    expect(await publish(streamed([bad, passing]), refusing({ id: bad.id, senderFault: true }, passing))).toBe('101');
  });

  test.each(['InvalidParameterException', 'InvalidParameterValueException', 'ValidationException', 'BatchRequestTooLongException'])(
    'is, of a batch that SNS refuses with %s, what it refuses alone', async (name) => {
      const records = await createMany(10);
      expect(await publish(streamed(records), refusingWhole(name, records[4]))).toBeUndefined();
      expect(requests.map((request) => request.PublishBatchRequestEntries!.length)).toEqual([10, ...Array(10).fill(1)]);
      givenUp(records[4], 'no');
      expect(dispatched()).toHaveLength(9);
      expect(metrics.names()).toEqual(['DispatchFailed']);
    },
  );

  test('is not what SNS could not take for another reason when its batch was split', async () => {
    const records = await createMany(3);
    const unfit = refusingWhole('InvalidParameterException', records[0]);
    const busy = refusingWhole('ThrottledException', records[1]);
    const publishBatch: Topic['publishBatch'] = async (input) => (input.PublishBatchRequestEntries!.length > 1 ? unfit(input) : busy(input).then(async () => unfit(input)));
    expect(await publish(streamed(records), publishBatch)).toBe('101');
    givenUp(records[0]);
    expect(dispatched()).toEqual([records[2].id]);
  });

  test('is a task whose data is gone', async () => {
    const [gone, good] = [await create('x'.repeat(5000)), await create('good')];
    ports.store.expire(gone.data_ref!);
    expect(await publish(streamed([gone, good]))).toBeUndefined();
    givenUp(gone, `the payload ${gone.data_ref} is not in the table`);
    expect(dispatched()).toEqual([good.id]);
    expect(metrics.names()).toEqual(['DispatchFailed']);
  });

  test.each<[string, Item]>([
    ['has nothing but an id', { id: 'a', scope: undefined, task_type: undefined, data: undefined, transition: 'create' }],
    ['has no data', { data: undefined }],
    ['has no scope', { scope: undefined }],
    ['has data that is no text', { data: { width: 64 } }],
    ['has a scope that is no text', { scope: 7 }],
    ['has a payload that no key can name', { data: undefined, data_ref: '' }],
    ['has a payload whose name is no text', { data: undefined, data_ref: 7 }],
    ['has a task type that is no text', { task_type: 7, scope: undefined }],
  ])('is a record that %s', async (_what, attributes) => {
    const good = await create('good');
    const poison = { ...good, ...attributes };
    expect(await publish(streamed([poison, good]))).toBeUndefined();
    givenUp(poison);
    expect(dispatched()).toEqual([good.id]);
    for (const { taskType } of metrics.added) expect(taskType).toBe('TASK1');
  });

  test('is a record that has no id, which SNS refuses', async () => {
    const good = await create('good');
    const poison = { ...good, id: undefined };
    expect(await publish(streamed([poison, good]), refusingWhole('InvalidParameterValueException', { id: undefined }))).toBeUndefined();
    givenUp(poison);
    expect(dispatched()).toEqual([good.id]);
  });

  test.each<[string, unknown]>([
    ['no image', undefined],
    ['null as its image', null],
    ['an empty image', {}],
    ['an image of a type that nobody knows', { id: { S: 'a' }, data: { X: 'x' } }],
  ])('is a record with %s', async (_what, NewImage) => {
    const [poison, good] = streamed([{}, await create('good')]);
    expect(await publish([{ ...poison, dynamodb: { ...poison.dynamodb, NewImage: NewImage as undefined } }, good])).toBeUndefined();
    expect(dispatched()).toHaveLength(1);
    expect(logger.lines).toContainEqual(expect.objectContaining({ message: 'task not dispatched', verdict: 'give up' }));
  });
});
