import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DeployedStack, Engine } from '../../scripts/local-aws';
import { cdkBootstrap, cdkDeploy, deployedStacks, httpApis, startEngine } from '../../scripts/local-aws';
import { TaskClient } from '../../scripts/local-aws/task-client';

/*
 * What becomes of tasks whose workers fail them, with real messages through deployed functions. The simulator proves the
 * rest: waits of minutes and days, and what the engine does not do as AWS does (retries of the stream, time-outs that
 * kill a function, expiry).
 */
jest.setTimeout(150_000);

const RUN_AHEAD_SECONDS = 90;

let engine: Engine;
let stack: DeployedStack;
let client: TaskClient;
/** Begun first, since its time comes late. */
let timed: { readonly id: string; readonly runAt: number };

beforeAll(async () => {
  engine = await startEngine();
  await cdkBootstrap(engine);
  await cdkDeploy(engine, { folder: join(__dirname, 'life-cycle') });
  [stack] = await deployedStacks(engine);
  const [{ url }] = await httpApis(engine);
  client = new TaskClient(url);

  const runAt = Math.floor(Date.now() / 1000) + RUN_AHEAD_SECONDS;
  timed = { runAt, id: await client.create({ task_type: 'tell-time', data: {}, run_at: runAt }) };
});
afterAll(async () => engine?.stop());

const functionName = (shortName: string): string => stack.functions.find((candidate) => candidate.shortName === shortName)!.name;

test('a task whose worker dies without a word completes on a later attempt', async () => {
  const id = await client.create({ task_type: 'crash-once', data: {} });
  expect(await client.settled(id)).toMatchObject({ status: 'COMPLETED', attempt: 2, result: { attempt: 2 } });
});

test('a task whose handler cannot be loaded fails after its attempts, with the error of the import', async () => {
  const id = await client.create({ task_type: 'broken', data: {} });
  expect(await client.settled(id)).toMatchObject({
    status: 'FAILED', attempt: 2, error: { type: 'Error', message: 'the model cannot be loaded' },
  });
});

test('a running task is cancelled: its handler sees the signal and stops', async () => {
  const id = await client.create({ task_type: 'wait', data: {} });
  await client.until(id, ({ status }) => status === 'IN_PROGRESS');
  const cancelling = await client.send('POST', `/tasks/${id}/cancel`);
  expect([cancelling.status, cancelling.body]).toEqual([202, expect.objectContaining({ status: 'IN_PROGRESS', cancel_requested: true })]);

  const cancelled = await client.settled(id);
  expect(cancelled).toMatchObject({ status: 'CANCELLED', attempt: 1, error: { type: 'AbortError', message: 'the task was cancelled' } });
  expect((await client.send('POST', `/tasks/${id}/cancel`)).status).toBe(200);
});

test('a scheduled task is cancelled at once', async () => {
  const id = await client.create({ task_type: 'tell-time', data: {}, run_at: timed.runAt + 3600 });
  expect((await client.read(id)).status).toBe('SCHEDULED');
  const { status, body } = await client.send('POST', `/tasks/${id}/cancel`);
  expect([status, body.status]).toEqual([200, 'CANCELLED']);
});

test('a cancelled task is started again by its client', async () => {
  const id = await client.create({ task_type: 'tell-time', data: {}, run_at: timed.runAt + 3600 });
  await client.send('POST', `/tasks/${id}/cancel`);
  expect((await client.send('POST', `/tasks/${id}/retry`)).status).toBe(200);
  expect(await client.settled(id)).toMatchObject({ status: 'COMPLETED', attempt: 1 });
});

test('a task whose message becomes a dead letter says so, and is dispatched again', async () => {
  const id = await client.create({ task_type: 'neglected', data: {} });
  const first = await receiveUntilGone();
  expect(first.map(({ attributes }) => attributes)).toEqual([{ id, dispatch: '1' }, { id, dispatch: '1' }]);
  const task = await client.until(id, ({ error }) => error !== undefined);
  expect(task).toMatchObject({ status: 'CREATED', attempt: 0, error: { type: 'NotStarted', message: expect.stringContaining('received 2 times') } });

  await makeDue(id);
  await new LambdaClient(engine.clientConfig).send(new InvokeCommand({ FunctionName: functionName('TasksWatchdogFunction') }));
  expect(await receive()).toMatchObject({ attributes: { id, dispatch: '2' } });
  expect(await client.report(id, 'COMPLETED')).toBe(204);
});

test('a task with a time to begin is started, and not before', async () => {
  await sleep(Math.max(0, timed.runAt * 1000 - Date.now() - 5000));
  expect(await client.read(timed.id)).toMatchObject({ status: 'CREATED', run_at: timed.runAt });
  const { result } = await client.settled(timed.id);
  expect(result).toBeGreaterThanOrEqual(timed.runAt * 1000);
});

/** A message of the queue that has no function. */
interface Received {
  readonly attributes: { readonly id?: string; readonly dispatch?: string };
}

async function receive(waitSeconds = 10): Promise<Received | undefined> {
  const { Messages: [message] = [] } = await new SQSClient(engine.clientConfig).send(new ReceiveMessageCommand({
    QueueUrl: stack.outputs.QueueUrl, WaitTimeSeconds: waitSeconds, MessageAttributeNames: ['All'],
  }));
  const { TaskId, Dispatch } = message?.MessageAttributes ?? {};
  return message && { attributes: { id: TaskId?.StringValue, dispatch: Dispatch?.StringValue } };
}

/** Receives a message as often as its queue allows. */
async function receiveUntilGone(): Promise<Received[]> {
  const received: Received[] = [];
  for (let message = await receive(); message; message = await receive(1)) received.push(message);
  return received;
}

/** Lets the watchdog find a task now instead of in a quarter of an hour. */
async function makeDue(id: string): Promise<void> {
  await new DynamoDBClient(engine.clientConfig).send(new UpdateItemCommand({
    TableName: stack.outputs.TableName,
    Key: { id: { S: id } },
    UpdateExpression: 'SET watch_time = :past',
    ExpressionAttributeValues: { ':past': { N: String(Date.now() - 60_000) } },
  }));
}
