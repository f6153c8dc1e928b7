import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoStore } from '../../../runtime/aws/dynamo-store';

/** A client whose requests get these answers, in turn; the last one again and again. */
function clientWith(...answers: { status?: number; body: object }[]): { client: DynamoDBClient; requests: any[] } {
  const requests: any[] = [];
  const client = new DynamoDBClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: { body: Uint8Array }) => {
        requests.push(JSON.parse(new TextDecoder().decode(request.body)));
        const { status = 200, body } = answers[Math.min(requests.length, answers.length) - 1];
        return { response: { statusCode: status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: Buffer.from(JSON.stringify(body)) } };
      },
    } as any,
  });
  return { client, requests };
}

const REFUSED = { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'The conditional request failed' };
const UPDATE = { TableName: 't', Key: { id: 'a' }, UpdateExpression: 'REMOVE x' };

test('a refused write has the old item, as the document client would read it', async () => {
  const { client } = clientWith({ status: 400, body: { ...REFUSED, Item: { id: { S: 'a' }, error: { M: { type: { S: 'E' } } }, attempt: { N: '2' } } } });
  await expect(dynamoStore(client).update(UPDATE)).rejects.toMatchObject({ name: 'ConditionFailed', old: { id: 'a', error: { type: 'E' }, attempt: 2 } });
});

test('a refused put of nothing has no old item', async () => {
  const { client } = clientWith({ status: 400, body: REFUSED });
  await expect(dynamoStore(client).put({ TableName: 't', Item: { id: 'a' } })).rejects.toMatchObject({ name: 'ConditionFailed', old: undefined });
});

test('any other error is the caller’s', async () => {
  const { client } = clientWith({ status: 400, body: { __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException', message: 'too much' } });
  await expect(dynamoStore(client).update(UPDATE)).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
});

describe('a batch', () => {
  const REQUEST = { RequestItems: { t: { Keys: [{ id: 'a' }, { id: 'b' }, { id: 'c' }], ConsistentRead: true } } };
  const UNPROCESSED = { t: { Keys: [{ id: { S: 'b' } }], ConsistentRead: true } };

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Lets the waits of a request pass. */
  async function settled<Value>(request: Promise<Value>): Promise<PromiseSettledResult<Value>> {
    let done = false;
    const result = Promise.allSettled([request]).then(([outcome]) => {
      done = true;
      return outcome;
    });
    while (!done) {
      await new Promise((resolve) => setImmediate(resolve));
      await jest.advanceTimersByTimeAsync(10);
    }
    return result;
  }

  test('asks again for the keys that were left, and only for them', async () => {
    const { client, requests } = clientWith(
      { body: { Responses: { t: [{ id: { S: 'a' } }] }, UnprocessedKeys: UNPROCESSED } },
      { body: { Responses: { t: [{ id: { S: 'b' } }] }, UnprocessedKeys: {} } },
    );
    expect(await settled(dynamoStore(client).batchGet(REQUEST))).toEqual({ status: 'fulfilled', value: [{ id: 'a' }, { id: 'b' }] });
    expect(requests.map(({ RequestItems }) => RequestItems.t)).toEqual([
      { Keys: [{ id: { S: 'a' } }, { id: { S: 'b' } }, { id: { S: 'c' } }], ConsistentRead: true },
      { Keys: [{ id: { S: 'b' } }], ConsistentRead: true },
    ]);
  });

  test('waits longer each time, and then gives up like a throttled request', async () => {
    const waits = jest.spyOn(global, 'setTimeout');
    const { client, requests } = clientWith({ body: { Responses: {}, UnprocessedKeys: UNPROCESSED } });
    expect(await settled(dynamoStore(client).batchGet(REQUEST))).toMatchObject({ status: 'rejected', reason: { name: 'ThrottlingException' } });
    expect(requests).toHaveLength(5);
    expect(waits.mock.calls.map(([, milliseconds]) => milliseconds)).toEqual(expect.arrayContaining([50, 100, 200, 400]));
  });
});

test('a deletion is sent as it is, and a refused one has the old item', async () => {
  const input = {
    TableName: 't',
    Key: { id: 'a' },
    ConditionExpression: 'revision = :revision',
    ExpressionAttributeValues: { ':revision': '1' },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  const { client, requests } = clientWith({ body: {} }, { status: 400, body: { ...REFUSED, Item: { id: { S: 'a' }, attempt: { N: '2' } } } });
  await expect(dynamoStore(client).delete(input)).resolves.toBeUndefined();
  expect(requests[0]).toEqual({ ...input, Key: { id: { S: 'a' } }, ExpressionAttributeValues: { ':revision': { S: '1' } } });
  await expect(dynamoStore(client).delete(input)).rejects.toMatchObject({ name: 'ConditionFailed', old: { id: 'a', attempt: 2 } });
});

describe('values are DynamoDB\'s on the wire, and plain on both sides of it:', () => {
  const ITEM = { id: 'a', attempt: 2, once: true, error: { type: 'E' } };
  const WIRED = { id: { S: 'a' }, attempt: { N: '2' }, once: { BOOL: true }, error: { M: { type: { S: 'E' } } } };

  test('of an item that is read', async () => {
    const { client, requests } = clientWith({ body: { Item: WIRED } }, { body: {} });
    const input = { TableName: 't', Key: { id: 'a' }, ConsistentRead: true };
    expect(await dynamoStore(client).get(input)).toEqual(ITEM);
    expect(requests).toEqual([{ ...input, Key: { id: { S: 'a' } } }]);
    expect(await dynamoStore(client).get(input)).toBeUndefined();
  });

  test('of an item that is written', async () => {
    const { client, requests } = clientWith({ body: {} });
    await dynamoStore(client).put({ TableName: 't', Item: ITEM });
    expect(requests).toEqual([{ TableName: 't', Item: WIRED }]);
  });

  test('of an update', async () => {
    const { client, requests } = clientWith({ body: { Attributes: WIRED } });
    const input = { ...UPDATE, ExpressionAttributeValues: { ':one': 1 } };
    expect(await dynamoStore(client).update(input)).toEqual(ITEM);
    expect(requests).toEqual([{ ...UPDATE, Key: { id: { S: 'a' } }, ExpressionAttributeValues: { ':one': { N: '1' } } }]);
  });

  test('of a query', async () => {
    const { client, requests } = clientWith({ body: { Items: [WIRED, WIRED], Count: 2 } }, { body: {} });
    const input = { TableName: 't', IndexName: 'i', KeyConditionExpression: 'k = :k', ExpressionAttributeValues: { ':k': 'x' }, ExclusiveStartKey: { id: 'z', n: 1 } };
    expect(await dynamoStore(client).query(input)).toEqual([ITEM, ITEM]);
    expect(requests).toEqual([{ ...input, ExpressionAttributeValues: { ':k': { S: 'x' } }, ExclusiveStartKey: { id: { S: 'z' }, n: { N: '1' } } }]);
    expect(await dynamoStore(client).query(input)).toEqual([]);
  });
});
