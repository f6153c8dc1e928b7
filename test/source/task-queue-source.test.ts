import { Aspects, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { TaskQueueSourceProps } from '../../src';
import { AsyncTaskApi, TaskLane, TaskQueueSource, TaskScope, TaskType } from '../../src';
import { environmentOf, maskedTemplate, permissionsOf, testApp } from '../support/template';

const IMPORT = TaskType.named('import', { lanes: [new TaskLane('slow')] });

let stack: Stack;
let api: AsyncTaskApi;
let queue: sqs.Queue;
beforeEach(() => {
  stack = new Stack(testApp(), 'Stack');
  api = new AsyncTaskApi(stack, 'Tasks', { taskTypes: [IMPORT] });
  queue = new sqs.Queue(stack, 'Mine');
});

const create = (props: Partial<TaskQueueSourceProps> = {}): TaskQueueSource => new TaskQueueSource(stack, 'Source', { api, taskType: IMPORT, queue, ...props });
const template = (): Template => Template.fromStack(stack);
const environment = (): Record<string, any> => environmentOf(stack, /^SourceFunction/);

test('the template is what it was', () => {
  const alone = new Stack(testApp(), 'Alone');
  const imported = AsyncTaskApi.fromSsmParameters(alone, 'Tasks', { prefix: '/tasks' });
  new TaskQueueSource(alone, 'Source', { api: imported, taskType: IMPORT, queue: new sqs.Queue(alone, 'Mine') });
  expect(maskedTemplate(alone)).toMatchSnapshot();
});

test('logical ids are what they were: to change one replaces a resource of somebody\'s', () => {
  create();
  expect(Object.keys(template().toJSON().Resources).filter((id) => id.startsWith('Source'))).toEqual([
    'SourceDeadLetterQueue888CE8B2',
    'SourceDeadLetterQueuePolicy42BB69B8',
    'SourceFunctionLogsEBE73EAA',
    'SourceFunctionRoleD0D3DF6A',
    'SourceFunctionRoleDefaultPolicyA458132B',
    'SourceFunction77683107',
    'SourceEventSourceC294EDEB',
  ]);
});

test('the function knows what to ask for, where, and where to put what becomes no task', () => {
  create({ lane: 'slow', maxAttempts: 5 });
  expect(environment()).toEqual({
    ASYNC_TASKS_API_NAME: 'StackTasksB561679F',
    ASYNC_TASKS_REQUEST: '{"task_type":"import","lane":"slow","max_attempts":5}',
    ASYNC_TASKS_CREATE_FUNCTION: { Ref: expect.stringMatching(/^TasksCreateFunction/) },
    ASYNC_TASKS_DEAD_LETTER_QUEUE_URL: { Ref: expect.stringMatching(/^SourceDeadLetterQueue/) },
  });
});

test('the function may read the queue, fill the dead-letter queue and create tasks, and nothing else', () => {
  create();
  expect(permissionsOf(stack, /SourceFunctionRole/)).toEqual({
    'SourceFunctionLogs.Arn': ['logs:CreateLogStream', 'logs:PutLogEvents'],
    'TasksCreateFunction': ['lambda:InvokeFunction'],
    'SourceDeadLetterQueue.Arn': ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'],
    'Mine.Arn': ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'],
  });
});

test('the function may use the keys of the queues', () => {
  const key = new kms.Key(stack, 'Key');
  create({ queue: new sqs.Queue(stack, 'Encrypted', { encryptionMasterKey: key }), deadLetterQueue: new sqs.Queue(stack, 'Dead', { encryptionMasterKey: key }) });
  expect(permissionsOf(stack, /SourceFunctionRole/)['Key.Arn']).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']));
});

test('the queue feeds it ten messages at a time, and fails them one by one', () => {
  create();
  template().hasResource('AWS::Lambda::EventSourceMapping', {
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Mine'), 'Arn'] },
      FunctionName: { Ref: Match.stringLikeRegexp('^SourceFunction') },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumBatchingWindowInSeconds: Match.absent(),
      ScalingConfig: Match.absent(),
    },
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^SourceFunctionRoleDefaultPolicy')]),
  });
});

test('the queue can feed it more, for longer, and not too often at once', () => {
  create({ batchSize: 1000, maxBatchingWindow: Duration.seconds(30), maxConcurrency: 2 });
  template().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 1000, MaximumBatchingWindowInSeconds: 30, ScalingConfig: { MaximumConcurrency: 2 },
  });
});

describe('dead letters', () => {
  test('go to a new queue: encrypted, for TLS only, for 14 days', () => {
    expect(create().deadLetterQueue.node.path).toBe('Stack/Source/DeadLetterQueue');
    template().hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1209600 });
    template().hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: Match.stringLikeRegexp('^SourceDeadLetterQueue') }],
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] },
    });
  });

  test('go to where the queue\'s own go', () => {
    const dead = new sqs.Queue(stack, 'Dead');
    const own = new sqs.Queue(stack, 'WithDead', { deadLetterQueue: { queue: dead, maxReceiveCount: 3 } });
    expect(create({ queue: own }).deadLetterQueue).toBe(dead);
    expect(permissionsOf(stack, /SourceFunctionRole/)['Dead.Arn']).toContain('sqs:SendMessage');
  });

  test('go to where the user says', () => {
    const dead = new sqs.Queue(stack, 'Dead');
    expect(create({ deadLetterQueue: dead }).deadLetterQueue).toBe(dead);
    expect(environment().ASYNC_TASKS_DEAD_LETTER_QUEUE_URL).toEqual({ Ref: expect.stringMatching(/^Dead/) });
  });
});

test('takes a queue of another app, about whose visibility time-out nothing is known', () => {
  const imported = sqs.Queue.fromQueueArn(stack, 'Imported', 'arn:aws:sqs:eu-west-1:123456789012:orders');
  create({ queue: imported, functionOptions: { timeout: Duration.minutes(5) } });
  template().hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:orders' });
});

test('takes what is only known at deployment', () => {
  const number = new CfnParameter(stack, 'Later', { type: 'Number' }).valueAsNumber;
  const later = new sqs.Queue(stack, 'Hidden', { visibilityTimeout: Duration.seconds(number) });
  create({ queue: later, maxAttempts: number });
  expect(environment().ASYNC_TASKS_REQUEST).toEqual({ 'Fn::Join': ['', ['{"task_type":"import","max_attempts":', { Ref: 'Later' }, '}']] });
});

test('asks for a scope, if it is told', () => {
  const scoped = new AsyncTaskApi(stack, 'Scoped', { taskTypes: [IMPORT], taskScope: TaskScope.iamPrincipal() });
  create({ api: scoped, taskScope: 'acme' });
  expect(JSON.parse(environment().ASYNC_TASKS_REQUEST)).toMatchObject({ scope: 'acme' });
});

test('its function has the options of the API\'s, and its own on top', () => {
  const other = new AsyncTaskApi(stack, 'Other', { functionOptions: { memorySize: 1024, environment: { STAGE: 'prod' } } });
  create({ api: other, functionOptions: { memorySize: 256 } });
  template().hasResourceProperties('AWS::Lambda::Function', { Description: 'Makes tasks of the messages of a queue', MemorySize: 256 });
  expect(environment()).toMatchObject({ STAGE: 'prod' });
});

test('is granted to and connected as its function', () => {
  const source = create({ functionOptions: { vpc: new ec2.Vpc(stack, 'Vpc') } });
  expect(source.grantPrincipal).toBe(source.sourceFunction.grantPrincipal);
  expect(source.connections.securityGroups).toHaveLength(1);
});

test('cdk-nag finds nothing in it', () => {
  create();
  Aspects.of(stack).add(new AwsSolutionsChecks());
  const findings = Annotations.fromStack(stack).findError('*', Match.anyValue());
  expect(findings.length).toBeGreaterThan(0);
  expect(findings.filter(({ id }) => id.startsWith('/Stack/Source')).map(({ entry }) => entry.data)).toEqual([]);
});

test.each<[string, (fifo: sqs.Queue) => Partial<TaskQueueSourceProps>, string]>([
  ['reads', (fifo) => ({ queue: fifo }), 'the queue Stack/Ordered is a FIFO queue, and tasks are done in no order, so that its order would be lost: pass a standard one'],
  ['fills', (fifo) => ({ deadLetterQueue: fifo }), 'the deadLetterQueue Stack/Ordered is a FIFO queue'],
])('is refused where it %s a FIFO queue', (_does, props, message) => {
  expect(() => create(props(new sqs.Queue(stack, 'Ordered', { fifo: true })))).toThrow(message);
});

test.each<[Partial<TaskQueueSourceProps>, string]>([
  [{ functionOptions: { timeout: Duration.seconds(31) } }, 'the queue Stack/Mine hides its messages for 30 seconds, and the function that makes tasks of them may run for 31: raise the queue\'s visibilityTimeout, or lower functionOptions.timeout'],
  [{ batchSize: 11 }, 'batchSize is 11, and Lambda takes more than 10 messages at once only with a maxBatchingWindow'],
  [{ maxConcurrency: 1 }, 'maxConcurrency must be a whole number from 2 to 1000, not 1'],
  [{ lane: 'fast' }, 'lane is "fast", which is none of the lanes of the task type "import" (default, slow)'],
  [{ taskType: TaskType.named('other') }, 'Stack/Source creates tasks of the type "other", which the API Stack/Tasks does not declare'],
  [{ taskScope: 'acme' }, 'taskScope is "acme", but all clients of the API Stack/Tasks share one scope'],
])('refuses %j', (props, message) => {
  expect(() => create(props)).toThrow(message);
});

test('refuses a queue whose messages are hidden for too short', () => {
  const short = new sqs.Queue(stack, 'Short', { visibilityTimeout: Duration.seconds(10) });
  expect(() => create({ queue: short })).toThrow('the queue Stack/Short hides its messages for 10 seconds, and the function that makes tasks of them may run for 30');
  expect(() => new TaskQueueSource(stack, 'Quick', { api, taskType: IMPORT, queue: short, functionOptions: { timeout: Duration.seconds(10) } })).not.toThrow();
});
