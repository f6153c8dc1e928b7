import { join } from 'node:path';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DeployedStack, Engine } from '../../scripts/local-aws';
import { cdkDeploy, resolvableApiUrl, sharedEngine } from '../../scripts/local-aws';
import { isSettled, TaskClient } from '../../scripts/local-aws/task-client';
import { eventually } from '../../scripts/support/eventually';

/*
 * What becomes of tasks whose workers fail them, with real messages through deployed functions. The simulator proves the
 * rest: waits of minutes and days, and what the engine does not do as AWS does (retries of the stream, time-outs that
 * kill a function, expiry).
 */
jest.setTimeout(300_000);

/** A task that waits so long is seen to wait, however slow the machine is. */
const RUN_AHEAD_SECONDS = 20;

const FAR_AHEAD_SECONDS = 3600;

let engine: Engine;
let stack: DeployedStack;
let client: TaskClient;

beforeAll(async () => {
  engine = await sharedEngine();
  [stack] = await cdkDeploy(engine, { folder: join(__dirname, 'life-cycle') });
  client = new TaskClient(resolvableApiUrl(engine, stack.outputs.Url));
});
afterAll(async () => engine?.stop());

const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

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
  const id = await client.create({ task_type: 'tell-time', data: {}, run_at: secondsFromNow(FAR_AHEAD_SECONDS) });
  expect((await client.read(id)).status).toBe('SCHEDULED');
  const { status, body } = await client.send('POST', `/tasks/${id}/cancel`);
  expect([status, body.status]).toEqual([200, 'CANCELLED']);
});

test('a cancelled task is started again by its client', async () => {
  const id = await client.create({ task_type: 'tell-time', data: {}, run_at: secondsFromNow(FAR_AHEAD_SECONDS) });
  await client.send('POST', `/tasks/${id}/cancel`);
  expect((await client.send('POST', `/tasks/${id}/retry`)).status).toBe(200);
  expect(await client.settled(id)).toMatchObject({ status: 'COMPLETED', attempt: 1 });
});

test('a task whose message becomes a dead letter says so, and is dispatched again', async () => {
  const id = await client.create({ task_type: 'neglected', data: {} });
  const first = [await receive(), ...await receiveUntilGone()];
  expect(first.map(({ attributes }) => attributes)).toEqual([{ id, dispatch: '1' }, { id, dispatch: '1' }]);
  const task = await client.until(id, ({ error }) => error !== undefined);
  expect(task).toMatchObject({ status: 'CREATED', attempt: 0, error: { type: 'NotStarted', message: expect.stringContaining('received 2 times') } });

  await makeDue(id);
  await new LambdaClient(engine.clientConfig).send(new InvokeCommand({ FunctionName: functionName('TasksWatchdogFunction') }));
  expect(await receive()).toMatchObject({ attributes: { id, dispatch: '2' } });
  expect(await client.report(id, 'COMPLETED')).toBe(204);
});

test('a task with a time to begin is started, and not before', async () => {
  const runAt = secondsFromNow(RUN_AHEAD_SECONDS);
  const id = await client.create({ task_type: 'tell-time', data: {}, run_at: runAt });
  const seenBefore: any[] = [];
  const { result } = await client.until(id, (task) => {
    if (Date.now() < runAt * 1000) seenBefore.push(task);
    return isSettled(task);
  });
  expect(seenBefore).toContainEqual(expect.objectContaining({ status: 'CREATED', run_at: runAt }));
  expect(new Set(seenBefore.map(({ status }) => status))).toEqual(new Set(['CREATED']));
  expect(result).toBeGreaterThanOrEqual(runAt * 1000);
});

/** A message of the queue that has no function. */
interface Received {
  readonly attributes: { readonly id?: string; readonly dispatch?: string };
}

/** The next message, which is on its way. */
async function receive(): Promise<Received> {
  return eventually(look, () => 'there is no message');
}

async function look(): Promise<Received | undefined> {
  const { Messages: [message] = [] } = await new SQSClient(engine.clientConfig).send(new ReceiveMessageCommand({
    QueueUrl: stack.outputs.QueueUrl, WaitTimeSeconds: 1, MessageAttributeNames: ['All'],
  }));
  const { TaskId, Dispatch } = message?.MessageAttributes ?? {};
  return message && { attributes: { id: TaskId?.StringValue, dispatch: Dispatch?.StringValue } };
}

/** Receives a message, which is not hidden in between, as often as its queue allows. */
async function receiveUntilGone(): Promise<Received[]> {
  const received: Received[] = [];
  for (let message = await look(); message; message = await look()) received.push(message);
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
