import type { SendMessageCommandInput } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { Catalogue } from '../../../runtime/api/catalogue';
import { DirectCreation } from '../../../runtime/api/creation/direct-creation';
import type { CreateAnswer, Creator, Store } from '../../../runtime/core/ports';
import { QueueSource } from '../../../runtime/queue-source/queue-source';
import type { RequestTemplate } from '../../../src/contract';
import { MAX_CREATES } from '../../../src/contract';
import { QUEUE_ARN, QUEUE_URL } from '../../support/messages';
import { TestApi } from '../../support/task-api';
import { RecordedLogger, RecordedMetrics } from '../../support/telemetry';

const SECRET = 'do not log me';

let api: TestApi;
let logger: RecordedLogger;
let metrics: RecordedMetrics;
let dead: SendMessageCommandInput[];
let events: string[];
beforeEach(() => {
  api = new TestApi();
  logger = new RecordedLogger();
  metrics = new RecordedMetrics();
  dead = [];
  events = [];
});

/** The api function in memory. */
const apiFunction = (store?: Store): Creator => ({
  create: async (event) => {
    events.push(event);
    return await new DirectCreation({ api: api.taskApi({ store }), ...api }).ofList(JSON.parse(event)) as CreateAnswer[];
  },
});

const take = async (
  messages: readonly SQSRecord[],
  { request = { task_type: 'TASK1' }, creator = apiFunction(), isBroken = false }: { request?: RequestTemplate; creator?: Creator; isBroken?: boolean } = {},
): Promise<string[]> => {
  const source = new QueueSource({
    request,
    creator,
    deadLetters: {
      sendMessage: async (input) => {
        if (isBroken) throw new Error('the queue is gone');
        dead.push(input);
      },
    },
    deadLetterQueueUrl: QUEUE_URL,
    logger,
    metrics,
  });
  const { batchItemFailures } = await source.createTasks({ Records: [...messages] });
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};

const message = (messageId: string, body: string, messageAttributes: SQSRecord['messageAttributes'] = {}): SQSRecord => (
  { messageId, body, messageAttributes, eventSourceARN: QUEUE_ARN } as Partial<SQSRecord> as SQSRecord
);

test('each message is a task, whose data is its body', async () => {
  expect(await take([message('1', '{"key":"photo.png"}'), message('2', ' null\n')])).toEqual([]);
  expect(api.ports.store.items()).toMatchObject([
    { task_type: 'TASK1', data: '{"key":"photo.png"}', scope: 'shared' },
    { task_type: 'TASK1', data: 'null' },
  ]);
  expect(logger.messages()).toEqual(['message became a task', 'message became a task']);
});

test('the task is what the source asks for', async () => {
  const creator: Creator = { create: async (event) => JSON.parse(event).map((request: unknown) => events.push(JSON.stringify(request)) && { status: 201, id: '1' }) };
  await take([message('1', '{}')], { creator, request: { task_type: 'TASK1', scope: 'acme', lane: 'slow', max_attempts: 7 } });
  expect(JSON.parse(events[0])).toEqual({ task_type: 'TASK1', scope: 'acme', lane: 'slow', max_attempts: 7, data: {}, idempotency_key: `${QUEUE_ARN}/1` });
});

test('a message that comes again is the same task', async () => {
  await take([message('1', '{"a":1}')]);
  api.ports.clock.advance(3600_000);
  await take([message('1', '{"a":1}'), message('2', '{"a":1}')]);
  expect(api.ports.store.items()).toHaveLength(2);
});

test('many messages are asked about together, as many as an invocation takes', async () => {
  expect(await take(Array.from({ length: 2 * MAX_CREATES + 1 }, (_, place) => message(String(place), String(place))))).toEqual([]);
  expect(events.map((event) => JSON.parse(event).length)).toEqual([MAX_CREATES, MAX_CREATES, 1]);
  expect(api.ports.store.items()).toHaveLength(2 * MAX_CREATES + 1);
});

describe('a message that can become no task', () => {
  const attribute = (stringValue: string) => ({ dataType: 'String', stringValue });

  test.each([
    ['is not JSON', '{"key":', '400', 'The message is not JSON: '],
    ['is empty', ' ', '400', 'The message is not JSON: '],
    ['does not fit the schema', '{"name":1}', '422', 'data.name must be text.'],
    ['has a number that no double holds', '{"name":1e999}', '422', 'data is not JSON'],
  ])('because it %s goes to the dead-letter queue as it was, with the reason', async (_why, body, code, reason) => {
    const check = () => [{ pointer: '#/data/name', detail: 'data.name must be text.' }];
    api.catalogue = new Catalogue([{ name: 'TASK1', data: 'validator-0.js' }], () => check);
    expect(await take([message('1', body, { Sender: attribute('me'), Picture: { dataType: 'Binary', binaryValue: 'aGVsbG8=' } as any })])).toEqual([]);
    expect(dead).toEqual([{
      QueueUrl: QUEUE_URL,
      MessageBody: body,
      MessageAttributes: {
        Sender: { DataType: 'String', StringValue: 'me' },
        Picture: { DataType: 'Binary', BinaryValue: Buffer.from('hello') },
        ErrorMessage: { DataType: 'String', StringValue: expect.stringContaining(reason) },
        ErrorCode: { DataType: 'String', StringValue: code },
      },
    }]);
    expect(api.ports.store.items()).toEqual([]);
    expect([...metrics.added, ...api.metrics.added]).toEqual([{ name: 'CreateRefused', taskType: 'TASK1', value: 1 }]);
  });

  test.each([[8, ['ErrorMessage', 'ErrorCode']], [9, ['ErrorMessage']], [10, []]])('keeps its %d attributes, and gets as many as there is room for', async (count, expected) => {
    await take([message('1', '', Object.fromEntries(Array.from({ length: count }, (_, place) => [`a${place}`, attribute('x')])))]);
    expect(Object.keys(dead[0].MessageAttributes!).slice(count)).toEqual(expected);
  });

  test('has a reason that SQS takes', async () => {
    const answer = { status: 422, detail: `\u0000${'✓'.repeat(1000)}` };
    await take([message('1', '{}')], { creator: { create: async () => [answer] } });
    const reason = dead[0].MessageAttributes!.ErrorMessage.StringValue!;
    expect([reason.slice(0, 2), Buffer.byteLength(reason) <= 1024]).toEqual(['\ufffd✓', true]);
  });

  test('holds up no other', async () => {
    expect(await take([message('1', 'x'), message('2', '{}'), message('3', '')])).toEqual([]);
    expect([dead.length, api.ports.store.items().length]).toEqual([2, 1]);
  });

  test('comes again while the dead-letter queue does not take it', async () => {
    expect(await take([message('1', 'x'), message('2', '{}')], { isBroken: true })).toEqual(['1']);
    expect(logger.messages()).toContain('message returned: it became no task, and the dead-letter queue did not take it');
    expect(metrics.added).toEqual([]);
  });

  test('is not quoted in the log', async () => {
    await take([message('1', SECRET), message('2', `"${SECRET}"`), message('3', '{}')], { request: { task_type: 'TASK1', max_attempts: 0 } });
    expect(dead).toHaveLength(3);
    expect(JSON.stringify([logger.lines, api.logger.lines])).not.toContain(SECRET);
  });
});

describe('a message comes again, and the others do not', () => {
  const messages = [message('1', '1'), message('2', '2')];

  test('when its task could not be created now', async () => {
    const creator: Creator = { create: async () => [{ status: 503, detail: 'busy' }, { status: 201, id: '2' }] };
    expect(await take(messages, { creator })).toEqual(['1']);
    expect(dead).toEqual([]);
  });

  test('when the API has not answered', async () => {
    expect(await take(messages, { creator: { create: async () => [{ status: 201, id: '1' }] } })).toEqual(['2']);
  });

  test('when the API could not be asked about its batch', async () => {
    let asked = 0;
    const creator: Creator = {
      create: async (event) => {
        asked += 1;
        if (asked === 1) throw new Error('TooManyRequestsException');
        return apiFunction().create(event);
      },
    };
    const many = Array.from({ length: MAX_CREATES + 1 }, (_, place) => message(String(place), '0'));
    expect(await take(many, { creator })).toEqual(many.slice(0, MAX_CREATES).map(({ messageId }) => messageId));
    expect(logger.lines[0]).toMatchObject({ level: 'ERROR', message: 'messages returned: the API could not be asked for their tasks', count: MAX_CREATES });
  });
});
