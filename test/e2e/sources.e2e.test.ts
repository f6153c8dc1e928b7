import { join } from 'node:path';
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Message } from '@aws-sdk/client-sqs';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Credentials, Engine } from '../../scripts/local-aws';
import { apiIdOf, cdkDeploy, createIamUser, resolvableApiUrl, sharedEngine } from '../../scripts/local-aws';
import { TaskClient } from '../../scripts/local-aws/task-client';
import { eventually } from '../../scripts/support/eventually';

/*
 * Tasks that no HTTP client asks for, where the engine holds every function to its own policies. It fires no schedule as
 * AWS does, so that the test takes its place: it sends what the template has for it, as who may invoke just the alias.
 */
jest.setTimeout(300_000);

let engine: Engine;
let outputs: Readonly<Record<string, string>>;
let client: TaskClient;
let creator: Credentials;

beforeAll(async () => {
  engine = await sharedEngine({ iamEnforcement: true });
  const stacks = await cdkDeploy(engine, { folder: join(__dirname, 'sources') });
  outputs = Object.assign({}, ...stacks.map((stack) => Object.fromEntries(Object.entries(stack.outputs).map(([name, value]) => [`${stack.name}.${name}`, value]))));
  creator = await createIamUser(engine, 'creator', [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: outputs['Api.CreateFunctionArn'] }]);

  const url = outputs['Api.Url'];
  client = new TaskClient(resolvableApiUrl(engine, url), await createIamUser(engine, 'sources-reader', [
    { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: ['tasks', 'tasks/*'].map((path) => `arn:aws:execute-api:${engine.region}:000000000000:${apiIdOf(url)}/$default/GET/${path}`) },
  ]));
});
afterAll(async () => engine?.stop());

const invoke = async (functionName: string, event: unknown, credentials = engine.credentials): Promise<any> => {
  const lambda = new LambdaClient({ ...engine.clientConfig, credentials });
  const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }));
  const answer = JSON.parse(Buffer.from(Payload!).toString('utf8'));
  if (FunctionError) throw new Error(answer.errorMessage);
  return answer;
};

const task = (text: unknown) => ({ task_type: 'echo', data: { text } });

test('who may invoke the alias creates tasks, and can invoke nothing else of the function', async () => {
  const [{ id }, refused] = await invoke(outputs['Api.CreateFunctionArn'], [task('direct'), task(7)], creator);
  expect(refused).toMatchObject({ status: 422, detail: expect.stringContaining('data.text') });
  expect(await client.settled(id)).toMatchObject({ status: 'COMPLETED', result: { text: 'direct', scope: 'shared' } });
  await expect(invoke(outputs['Api.ApiFunctionName'], [task('no')], creator)).rejects.toThrow(/not authorized|AccessDenied/);
});

test('a Lambda function creates tasks with the client that it was granted', async () => {
  const [{ id }, refused, other] = await invoke(outputs['Web.FunctionName'], [task('web'), { ...task('web'), max_attempts: 0 }, task('web')]);
  expect(refused).toEqual({ refused: true, message: expect.stringContaining('max_attempts must be') });
  expect(other.id).not.toBe(id);
  expect(await client.settled(id)).toMatchObject({ status: 'COMPLETED', result: { text: 'web' } });
});

test('a firing of a schedule is one task, also when it comes again', async () => {
  const input = await inputOf('Clock');
  const fire = async (time: string): Promise<string> => {
    const event = input.replaceAll('<aws.scheduler.schedule-arn>', 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/hourly')
      .replaceAll('<aws.scheduler.scheduled-time>', time);
    return (await invoke(outputs['Api.CreateFunctionArn'], JSON.parse(event), creator))[0].id;
  };
  const ids = [await fire('2026-03-01T02:00:00Z'), await fire('2026-03-01T02:00:00Z'), await fire('2026-03-01T03:00:00Z')];
  expect([ids[1] === ids[0], ids[2] === ids[0]]).toEqual([true, false]);
  expect(await client.settled(ids[0])).toMatchObject({ status: 'COMPLETED', result: { text: 'by the clock' } });
});

test('messages of a queue become tasks, or dead letters that say why', async () => {
  const sqs = new SQSClient(engine.clientConfig);
  const send = async (body: string): Promise<string> => {
    const attributes = { Sender: { DataType: 'String', StringValue: 'test' } };
    return (await sqs.send(new SendMessageCommand({ QueueUrl: outputs['Orders.QueueUrl'], MessageBody: body, MessageAttributes: attributes }))).MessageId!;
  };
  const bodies = ['{"text":"queued"}', '{"text":7}', '{"text":'];
  for (const body of bodies) await send(body);

  const dead = await receive(sqs, outputs['Orders.DeadLetterQueueUrl'], 2);
  const letters = dead.map(({ Body, MessageAttributes = {} }) => [Body, ...['Sender', 'ErrorCode', 'ErrorMessage'].map((name) => MessageAttributes[name]?.StringValue)]);
  expect(letters.sort()).toEqual([
    [bodies[2], 'test', '400', expect.stringContaining('The message is not JSON')],
    [bodies[1], 'test', '422', expect.stringContaining('data.text')],
  ].sort());
  expect(await taskWith('queued')).toMatchObject({ status: 'COMPLETED', result: { text: 'queued' } });
});

/** What a schedule sends, as its template has it. */
async function inputOf(stackName: string): Promise<string> {
  const { TemplateBody } = await new CloudFormationClient(engine.clientConfig).send(new GetTemplateCommand({ StackName: stackName }));
  const resources: any[] = Object.values(JSON.parse(TemplateBody!).Resources);
  return resources.find(({ Type }) => Type === 'AWS::Scheduler::Schedule').Properties.Target.Input;
}

async function receive(sqs: SQSClient, queueUrl: string, count: number): Promise<Message[]> {
  const messages: Message[] = [];
  return eventually(async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, MessageAttributeNames: ['All'] }));
    messages.push(...Messages);
    return messages.length < count ? undefined : messages;
  }, () => `there are ${messages.length} messages`);
}

/** The task that echoes a text, once it has settled. */
async function taskWith(text: string): Promise<any> {
  return eventually(async () => {
    const { tasks } = (await client.send('GET', '/tasks?limit=100')).body;
    const settled = await Promise.all((tasks ?? []).map(async ({ id }: { id: string }) => client.settled(id)));
    return settled.find(({ result }) => result?.text === text);
  }, () => `there is no task of ${text}`);
}
