import type { PublishBatchCommandInput, PublishBatchRequestEntry } from '@aws-sdk/client-sns';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { createTask } from '../../../runtime/core/life-cycle';
import type { Topic } from '../../../runtime/core/ports';
import type { TaskRecord } from '../../../runtime/core/task-record';
import { Publisher } from '../../../runtime/publisher/publisher';
import { MAX_DISPATCH_BODY_BYTES } from '../../../src/contract';
import type { MemoryPorts } from '../../support/ports';
import { memoryPorts } from '../../support/ports';
import { RecordedLogger, RecordedMetrics } from '../../support/telemetry';

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

const create = async (data: unknown): Promise<TaskRecord> => createTask(ports, { retention: 3600, listBuckets: 4 }, {
  scope: 'shared', task_type: 'TASK1', data: JSON.stringify(data),
});

const streamed = (record: TaskRecord, index: number): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: { NewImage: marshall(record) as NonNullable<DynamoDBRecord['dynamodb']>['NewImage'], SequenceNumber: String(100 + index) },
});

/** Which tasks a topic refuses: one by one, or with the whole request that they are in. */
interface Refused {
  readonly entries?: string[];
  readonly requests?: string[];
  readonly senderFault?: boolean;
}

/** Publishes, through a topic that refuses the tasks named. */
const publish = async (records: TaskRecord[], refused: Refused = {}): Promise<string[]> => {
  const topic: Topic = {
    publishBatch: async (input) => {
      requests.push(input);
      const entries = input.PublishBatchRequestEntries!;
      if (entries.some((entry) => refused.requests?.includes(taskId(entry)))) throw new Error('throttled');
      const failed = entries.filter((entry) => refused.entries?.includes(taskId(entry)));
      return {
        Successful: entries.filter((entry) => !failed.includes(entry)).map(({ Id }) => ({ Id })),
        Failed: failed.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: refused.senderFault })),
        $metadata: {},
      };
    },
  };
  const publisher = new Publisher({ ports, topic, topicArn: 'arn:topic', logger, metrics });
  const answer = await publisher.publish({ Records: records.map(streamed) });
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};

const taskId = (entry: PublishBatchRequestEntry): string => entry.MessageAttributes!.TaskId.StringValue!;
const entries = (): PublishBatchRequestEntry[] => requests.flatMap((request) => request.PublishBatchRequestEntries!);
const decode = (entry: PublishBatchRequestEntry): unknown => JSON.parse(Buffer.from(entry.Message!, 'base64').toString('utf8'));

test('publishes a task as the recipe does, and says more in its attributes', async () => {
  const record = await create({ foo: 'bär' });
  expect(await publish([record])).toEqual([]);
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
});

test('reads large data from its item', async () => {
  const data = 'x'.repeat(20_000);
  await publish([await create(data)]);
  expect(decode(entries()[0])).toBe(data);
});

test('leaves data out that a message has no room for, and says so', async () => {
  const fits = Math.floor(MAX_DISPATCH_BODY_BYTES / 4) * 3 - 2;
  await publish([await create('x'.repeat(fits)), await create('x'.repeat(fits + 1))]);
  const [first, second] = entries();
  expect(first.MessageAttributes).not.toHaveProperty('DataOmitted');
  expect(decode(second)).toEqual({ $omitted: true });
  expect(second.MessageAttributes).toHaveProperty('DataOmitted');
});

test('publishes at most ten tasks and 256 KB in one request', async () => {
  const small = await Promise.all(Array.from({ length: 23 }, async (_, index) => create(index)));
  const large = await Promise.all(Array.from({ length: 3 }, async (_, index) => create(`${index}`.repeat(100_000))));
  expect(await publish([...small, ...large])).toEqual([]);
  expect(requests.map((request) => request.PublishBatchRequestEntries!.length)).toEqual([10, 10, 4, 1, 1]);
  expect(entries().map(taskId).sort()).toEqual([...small, ...large].map(({ id }) => id).sort());
});

test.each(['entries', 'requests'] as const)('names the earliest record of those whose %s failed', async (kind) => {
  const records = await Promise.all(Array.from({ length: 30 }, async (_, index) => create(index)));
  const failures = await publish(records, { [kind]: [records[25].id, records[12].id] });
  expect(failures).toEqual([String(100 + (kind === 'entries' ? 12 : 10))]);
  expect(metrics.names()).toEqual(Array(kind === 'entries' ? 2 : 20).fill('DispatchFailed'));
});

test('what SNS will never take does not hold up the stream', async () => {
  const records = await Promise.all([create(1), create(2)]);
  expect(await publish(records, { entries: [records[0].id], senderFault: true })).toEqual([]);
  expect(metrics.names()).toEqual(['DispatchFailed']);
});

test('a task whose data is gone does not hold up the stream either', async () => {
  const gone = await create('x'.repeat(5000));
  await ports.store.delete(gone.data_ref!);
  const good = await create('good');
  expect(await publish([gone, good])).toEqual([]);
  expect(entries().map(taskId)).toEqual([good.id]);
  expect(logger.lines).toContainEqual(expect.objectContaining({ message: 'task not dispatched', task_id: gone.id, reason: expect.stringContaining('is not in the table') }));
});

test('a table that fails is tried again', async () => {
  const record = await create('x'.repeat(5000));
  ports.store.get = async () => { throw new Error('throttled'); };
  expect(await publish([record])).toEqual(['100']);
});

test('tasks of one scope share a message group, those of another do not', async () => {
  const [a, b, c] = [await create(1), await create(2), { ...await create(3), scope: 'other scope/ü' }];
  await publish([a, b, c]);
  const [first, second, third] = entries().map(({ MessageGroupId }) => MessageGroupId);
  expect(first).toBe(second);
  expect(third).not.toBe(first);
});
