import { SQSClient } from '@aws-sdk/client-sqs';
import { queueUrl, sqsQueue } from '../../../runtime/aws/sqs-queue';

const ARN = 'arn:aws:sqs:eu-central-1:111122223333:thumbnails';

test.each([
  [ARN, 'https://sqs.eu-central-1.amazonaws.com/111122223333/thumbnails'],
  ['arn:aws-us-gov:sqs:us-gov-west-1:111122223333:q', 'https://sqs.us-gov-west-1.amazonaws.com/111122223333/q'],
  ['arn:aws-cn:sqs:cn-north-1:111122223333:q', 'https://sqs.cn-north-1.amazonaws.com.cn/111122223333/q'],
  ['arn:aws:sqs:eu-central-1:111122223333:orders.fifo', 'https://sqs.eu-central-1.amazonaws.com/111122223333/orders.fifo'],
])('the URL of %s', (arn, expected) => {
  expect(queueUrl(arn)).toBe(expected);
});

test.each(['', 'thumbnails', 'arn:aws:sns:eu-central-1:111122223333:topic', `${ARN}:more`, 'arn:aws:sqs:eu-central-1::thumbnails'])('"%s" is no queue', (arn) => {
  expect(() => queueUrl(arn)).toThrow(`${arn} is not the ARN of a queue`);
});

describe('a change of visibility', () => {
  const variables = { ...process.env };
  afterEach(() => {
    process.env = { ...variables };
    jest.restoreAllMocks();
  });

  /** Sends one, and returns the request. */
  async function send(): Promise<{ protocol: string; hostname: string; port?: number; body: unknown }> {
    const requests: any[] = [];
    const client = new SQSClient({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      requestHandler: {
        handle: async (request: any) => {
          requests.push({ ...request, body: JSON.parse(new TextDecoder().decode(request.body)) });
          return { response: { statusCode: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: Buffer.from('{}') } };
        },
      } as any,
    });
    await sqsQueue(client).changeMessageVisibility({ QueueUrl: queueUrl(ARN), ReceiptHandle: 'handle', VisibilityTimeout: 30 });
    expect(requests).toHaveLength(1);
    return requests[0];
  }

  test('goes to the region’s endpoint', async () => {
    expect(await send()).toMatchObject({
      protocol: 'https:',
      hostname: 'sqs.eu-central-1.amazonaws.com',
      body: { QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/111122223333/thumbnails', ReceiptHandle: 'handle', VisibilityTimeout: 30 },
    });
  });

  test('goes to the endpoint that the environment names, whatever the URL of the queue says', async () => {
    const warn = jest.spyOn(console, 'warn');
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:4566';
    expect(await send()).toMatchObject({ protocol: 'http:', hostname: '127.0.0.1', port: 4566 });
    expect(warn).not.toHaveBeenCalled();
  });
});
