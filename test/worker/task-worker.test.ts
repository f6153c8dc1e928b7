import { Aspects, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import type { TaskHandlerBindOptions, TaskHandlerConfig, TaskWorkerProps } from '../../src';
import { AsyncTaskApi, TaskHandler, TaskSemantics, TaskType, TaskWorker } from '../../src';
import { environmentOf, maskedTemplate, permissionsOf, testApp } from '../support/template';

const THUMBNAIL = TaskType.named('thumbnail');

/** A strategy that a user has written by subclassing: any function, given what a worker's function needs. */
class InlineHandler extends TaskHandler {
  public bound?: TaskHandlerBindOptions;

  constructor(private readonly decides: Partial<TaskHandlerConfig> = {}) {
    super();
  }

  public bind(scope: Construct, options: TaskHandlerBindOptions): TaskHandlerConfig {
    this.bound = options;
    return {
      handlerFunction: new lambda.Function(scope, 'Mine', {
        ...options.functionOptions,
        code: lambda.Code.fromInline('x'),
        handler: 'index.handler',
        runtime: lambda.Runtime.NODEJS_24_X,
        timeout: options.timeout,
        environment: options.environment,
      }),
      ...this.decides,
    };
  }
}

let stack: Stack;
let api: AsyncTaskApi;
let handler: InlineHandler;
beforeEach(() => {
  stack = new Stack(testApp(), 'Stack');
  api = new AsyncTaskApi(stack, 'Tasks');
  handler = new InlineHandler();
});

const create = (props: Partial<TaskWorkerProps> = {}): TaskWorker => new TaskWorker(stack, 'Worker', { api, taskTypes: [THUMBNAIL], handler, ...props });
const template = (of = stack): Template => Template.fromStack(of);

test('the template is what it was', () => {
  const alone = new Stack(testApp(), 'Alone');
  const imported = AsyncTaskApi.fromSsmParameters(alone, 'Tasks', { prefix: '/tasks' });
  new TaskWorker(alone, 'Worker', { api: imported, taskTypes: [THUMBNAIL], handler });
  expect(maskedTemplate(alone)).toMatchSnapshot();
});

test('logical ids are what they were: to change one replaces a resource of somebody\'s', () => {
  create({ handler: TaskHandler.nodejs('examples/typescript/quickstart/handlers/thumbnail.ts') });
  expect(Object.keys(template().toJSON().Resources).filter((id) => id.startsWith('Worker'))).toEqual([
    'WorkerFunctionLogs8558F3DF',
    'WorkerFunctionRole162B2CE6',
    'WorkerFunctionRoleDefaultPolicyC5ABE48E',
    'WorkerFunctionAF8A26AF',
    'WorkerDeadLetterQueue2879C389',
    'WorkerDeadLetterQueuePolicy40688923',
    'WorkerQueue9380F652',
    'WorkerQueuePolicyE6A44499',
    'WorkerSubscription77800FE2',
    'WorkerEventSourceF7030E9E',
    'WorkerDeadLetterFunctionLogsF01319C6',
    'WorkerDeadLetterFunctionRole5C1B9ADF',
    'WorkerDeadLetterFunctionRoleDefaultPolicy84210C8B',
    'WorkerDeadLetterFunction0FFDAA7D',
    'WorkerDeadLetterFunctionEventSourceE5F1BF58',
  ]);
});

describe('the queue', () => {
  test('gets the dispatches of its task types as they were sent, and nothing else', () => {
    create({ taskTypes: [THUMBNAIL, TaskType.named('crop')] });
    template().hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'sqs',
      RawMessageDelivery: true,
      FilterPolicy: { Event: ['task.dispatched'], TaskType: ['thumbnail', 'crop'] },
      TopicArn: { Ref: Match.stringLikeRegexp('TasksTopic') },
      Endpoint: { 'Fn::GetAtt': [Match.stringLikeRegexp('WorkerQueue'), 'Arn'] },
    });
  });

  test('takes messages from the API\'s topic alone, over TLS', () => {
    create();
    template().hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: Match.stringLikeRegexp('WorkerQueue') }],
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          {
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'sns.amazonaws.com' },
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('WorkerQueue'), 'Arn'] },
            Condition: { ArnEquals: { 'aws:SourceArn': { Ref: Match.stringLikeRegexp('TasksTopic') } } },
          },
        ],
      },
    });
  });

  test('is subscribed only once its policy lets the topic deliver', () => {
    create();
    template().hasResource('AWS::SNS::Subscription', { DependsOn: [Match.stringLikeRegexp('WorkerQueuePolicy')] });
  });

  test('keeps messages for 14 days, encrypted, and so does the dead-letter queue', () => {
    create();
    template().allResourcesProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: true });
    template().hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { maxReceiveCount: 10, deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('WorkerDeadLetterQueue'), 'Arn'] } },
    });
  });

  test.each<[string, Partial<TaskWorkerProps>, number]>([
    ['the function\'s time-out and 30 seconds', { functionOptions: { timeout: Duration.minutes(5) } }, 330],
    ['the function\'s time-out, the window and 30 seconds', { functionOptions: { timeout: Duration.minutes(5) }, maxBatchingWindow: Duration.seconds(20) }, 350],
    ['a minute where nothing is said', {}, 60],
    ['what is said', { visibilityTimeout: Duration.minutes(2) }, 120],
    ['15 minutes without a handler', { handler: undefined }, 900],
  ])('hides a message for %s', (_what, props, seconds) => {
    create(props);
    template().hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: seconds, RedrivePolicy: Match.anyValue() });
  });
});

describe('the handler\'s function', () => {
  test('is bound with what it needs to know', () => {
    create({ functionOptions: { timeout: Duration.seconds(90), environment: { MINE: '1' } } });
    expect(handler.bound).toMatchObject({ api, functionOptions: { environment: { MINE: '1' } } });
    expect(handler.bound!.timeout.toSeconds()).toBe(90);
    expect(stack.resolve(handler.bound!.environment)).toEqual({
      ASYNC_TASKS_API_NAME: api.apiName,
      ASYNC_TASKS_TABLE_NAME: { Ref: expect.stringMatching(/^TasksTable/) },
      ASYNC_TASKS_TASK_TYPES: 'thumbnail',
      ASYNC_TASKS_MAX_ATTEMPTS: '3',
      ASYNC_TASKS_RETRY_DELAY: '10',
      ASYNC_TASKS_MAX_RETRY_DELAY: '3600',
      ASYNC_TASKS_PARALLELISM: '1',
    });
  });

  test.each<[string, Partial<TaskWorkerProps>, Record<string, string>]>([
    ['what is said', { maxAttempts: 5, retryDelay: Duration.minutes(1), maxRetryDelay: Duration.minutes(2) }, { MAX_ATTEMPTS: '5', RETRY_DELAY: '60', MAX_RETRY_DELAY: '120' }],
    ['one attempt at most', { semantics: TaskSemantics.AT_MOST_ONCE }, { AT_MOST_ONCE: 'true', MAX_ATTEMPTS: '1' }],
    ['one attempt at most, said twice', { semantics: TaskSemantics.AT_MOST_ONCE, maxAttempts: 1 }, { AT_MOST_ONCE: 'true', MAX_ATTEMPTS: '1' }],
    ['a first wait that is longer than the longest would be', { retryDelay: Duration.hours(2) }, { RETRY_DELAY: '7200', MAX_RETRY_DELAY: '7200' }],
    ['a longest wait that is shorter than the first would be', { maxRetryDelay: Duration.seconds(5) }, { RETRY_DELAY: '5', MAX_RETRY_DELAY: '5' }],
    ['how many tasks run at once', { parallelism: 10, batchSize: 10 }, { PARALLELISM: '10' }],
    ['how long a run may take', { taskTimeout: Duration.seconds(28) }, { TASK_TIMEOUT: '28' }],
    ['no waits', { retryDelay: Duration.seconds(0), maxRetryDelay: Duration.seconds(0) }, { RETRY_DELAY: '0', MAX_RETRY_DELAY: '0' }],
  ])('is told %s', (_what, props, expected) => {
    create(props);
    for (const [name, value] of Object.entries(expected)) expect([name, handler.bound!.environment[`ASYNC_TASKS_${name}`]]).toEqual([name, value]);
  });

  test('is not told of at-most-once where a run may be repeated', () => {
    create({ semantics: TaskSemantics.AT_LEAST_ONCE });
    expect(handler.bound!.environment).not.toHaveProperty('ASYNC_TASKS_AT_MOST_ONCE');
  });

  test('takes numbers that are known at deployment', () => {
    const later = new CfnParameter(stack, 'Later', { type: 'Number' });
    const number = later.valueAsNumber;
    create({ maxAttempts: number, retryDelay: Duration.seconds(number), maxRetryDelay: Duration.seconds(1), maxReceiveCount: 8 });
    expect(stack.resolve(handler.bound!.environment)).toMatchObject({
      ASYNC_TASKS_MAX_ATTEMPTS: { Ref: 'Later' }, ASYNC_TASKS_RETRY_DELAY: { Ref: 'Later' }, ASYNC_TASKS_MAX_RETRY_DELAY: '1',
    });
  });

  test('reads its queue, hides messages in it and writes its tasks, and nothing else', () => {
    create({ handler: TaskHandler.nodejs('examples/typescript/quickstart/handlers/thumbnail.ts') });
    expect(permissionsOf(stack, /WorkerFunctionRole/)).toEqual({
      'WorkerFunctionLogs.Arn': ['logs:CreateLogStream', 'logs:PutLogEvents'],
      'TasksCreateFunction': ['lambda:InvokeFunction'],
      'TasksTable.Arn': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      'WorkerQueue.Arn': ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'],
    });
  });

  test('may create tasks, and knows how, unless nobody has said where', () => {
    create();
    const createFunction = { Ref: expect.stringMatching(/^TasksCreateFunction/) };
    expect(environmentOf(stack, /WorkerMine/)).toMatchObject({ ASYNC_TASKS_CREATE_FUNCTION: createFunction });

    const other = new Stack(testApp(), 'Other');
    const imported = AsyncTaskApi.fromAsyncTaskApiAttributes(other, 'Tasks', {
      apiUrl: 'https://tasks.example.com',
      apiId: 'abc',
      apiName: 'Tasks',
      tableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/tasks',
      topicArn: 'arn:aws:sns:eu-west-1:123456789012:tasks',
    });
    new TaskWorker(other, 'Worker', { api: imported, taskTypes: [THUMBNAIL], handler });
    expect(environmentOf(other, /WorkerMine/)).not.toHaveProperty('ASYNC_TASKS_CREATE_FUNCTION');
    expect(JSON.stringify(template(other).findResources('AWS::IAM::Policy'))).not.toContain('lambda:InvokeFunction');
  });

  test('is fed one task at a time, and fails tasks one by one', () => {
    create({ maxConcurrency: 5 });
    template().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('WorkerQueue'), 'Arn'] },
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  test('is fed batches, which fill for a while', () => {
    create({ batchSize: 10_000, maxBatchingWindow: Duration.minutes(5) });
    template().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('WorkerQueue'), 'Arn'] },
      BatchSize: 10_000,
      MaximumBatchingWindowInSeconds: 300,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('is what the worker is granted and connected as', () => {
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const worker = create({ functionOptions: { vpc } });
    new s3.Bucket(stack, 'Bucket').grantRead(worker);
    expect(permissionsOf(stack, /WorkerMineServiceRole/)['Bucket.Arn']).toContain('s3:GetObject*');
    worker.connections.allowToAnyIpv4(ec2.Port.tcp(5432));
    expect(worker.connections.securityGroups).toHaveLength(1);
  });

  test('can use a table under a customer\'s key, also of another app', () => {
    const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/abc');
    create({ api: AsyncTaskApi.fromSsmParameters(stack, 'Imported', { prefix: '/tasks', tableEncryptionKey: key }) });
    expect(permissionsOf(stack, /WorkerMineServiceRole/)['arn:aws:kms:eu-west-1:123456789012:key/abc']).toContain('kms:Decrypt');
  });
});

describe('the dead-letter queue', () => {
  const environment = (): Record<string, unknown> => Object.values(template().findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => Properties.Environment.Variables).find((variables) => 'ASYNC_TASKS_MAX_RECEIVE_COUNT' in variables);

  test.each<[string, Partial<TaskWorkerProps>]>([
    ['with', {}],
    ['without', { handler: undefined }],
  ])('feeds a function, ten messages at a time, %s a handler', (_what, props) => {
    const worker = create(props);
    expect(worker.deadLetterFunction.node.path).toBe('Stack/Worker/DeadLetterFunction');
    template().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('WorkerDeadLetterQueue'), 'Arn'] },
      FunctionName: { Ref: Match.stringLikeRegexp('WorkerDeadLetterFunction') },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  test('has a function that is told what it needs to know', () => {
    create({ maxReceiveCount: 20 });
    expect(environment()).toEqual({
      ASYNC_TASKS_API_NAME: api.apiName,
      ASYNC_TASKS_TABLE_NAME: { Ref: expect.stringMatching(/^TasksTable/) },
      ASYNC_TASKS_MAX_RECEIVE_COUNT: '20',
    });
  });

  test('has a function that takes its messages and updates tasks, and nothing else', () => {
    create();
    expect(permissionsOf(stack, /WorkerDeadLetterFunctionRole/)).toEqual({
      'WorkerDeadLetterFunctionLogs.Arn': ['logs:CreateLogStream', 'logs:PutLogEvents'],
      'TasksTable.Arn': ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      'WorkerDeadLetterQueue.Arn': ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'],
    });
  });

  test('has a function that can use a table under a customer\'s key, also of another app', () => {
    const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/abc');
    create({ api: AsyncTaskApi.fromSsmParameters(stack, 'Imported', { prefix: '/tasks', tableEncryptionKey: key }) });
    expect(permissionsOf(stack, /WorkerDeadLetterFunctionRole/)['arn:aws:kms:eu-west-1:123456789012:key/abc']).toContain('kms:Decrypt');
  });

  test.each<[Partial<TaskWorkerProps>, number, number]>([
    [{}, 30, 60],
    [{ deadLetterFunctionOptions: { timeout: Duration.minutes(2), functionName: 'dead-letters' } }, 120, 150],
  ])('hides its messages for longer than the function may run: %j', (props, timeout, seconds) => {
    create(props);
    template().hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: seconds, RedrivePolicy: Match.absent() });
    template().hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Takes in messages that no worker could', Timeout: timeout, ...props.deadLetterFunctionOptions && { FunctionName: 'dead-letters' },
    });
  });

  test.each<[string, Partial<TaskWorkerProps>, number]>([
    ['ten receives', {}, 10],
    ['five receives more than attempts', { maxAttempts: 6 }, 11],
    ['ten receives where there is one attempt', { semantics: TaskSemantics.AT_MOST_ONCE }, 10],
    ['just enough receives, if they are said', { maxReceiveCount: 8 }, 8],
    ['six receives for one attempt, if they are said', { semantics: TaskSemantics.AT_MOST_ONCE, maxReceiveCount: 6 }, 6],
    ['one receive, if it is said and there is no handler', { maxReceiveCount: 1, handler: undefined }, 1],
  ])('gets messages after %s', (_what, props, maxReceiveCount) => {
    create(props);
    template().hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount }) });
    expect(environment()).toMatchObject({ ASYNC_TASKS_MAX_RECEIVE_COUNT: String(maxReceiveCount) });
  });

  test('gets messages after a number of receives that is known at deployment', () => {
    create({ maxReceiveCount: new CfnParameter(stack, 'Later', { type: 'Number' }).valueAsNumber });
    expect(environment()).toMatchObject({ ASYNC_TASKS_MAX_RECEIVE_COUNT: { Ref: 'Later' } });
  });

  test('gets messages after receives for the most attempts that there can be, where they are known at deployment', () => {
    create({ maxAttempts: new CfnParameter(stack, 'Later', { type: 'Number' }).valueAsNumber });
    template().hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 105 }) });
  });
});

test('cdk-nag finds nothing wrong with a worker', () => {
  const alone = new Stack(testApp(), 'Alone');
  const imported = AsyncTaskApi.fromSsmParameters(alone, 'Tasks', { prefix: '/tasks' });
  new TaskWorker(alone, 'Worker', { api: imported, taskTypes: [THUMBNAIL], handler: TaskHandler.nodejs('examples/typescript/quickstart/handlers/thumbnail.ts') });
  Aspects.of(alone).add(new AwsSolutionsChecks());
  expect(Annotations.fromStack(alone).findError('*', Match.anyValue()).map((finding) => `${finding.id} ${finding.entry.data}`)).toEqual([]);
});

describe('without a handler', () => {
  test('it is a queue that is subscribed to the topic, and a dead-letter queue with its function', () => {
    const worker = create({ handler: undefined });
    expect([worker.handlerFunction, worker.eventSource]).toEqual([undefined, undefined]);
    template().resourceCountIs('AWS::SQS::Queue', 2);
    template().resourceCountIs('AWS::SNS::Subscription', 1);
    const fed = Object.values(template().findResources('AWS::Lambda::EventSourceMapping')).map(({ Properties }) => Properties.FunctionName.Ref);
    expect(fed).toEqual([expect.stringMatching(/^TasksPublisherFunction/), expect.stringMatching(/^WorkerDeadLetterFunction/)]);
  });

  test('there is nothing to grant to, or to connect', () => {
    const worker = create({ handler: undefined });
    expect(() => new s3.Bucket(stack, 'Bucket').grantRead(worker)).toThrow('the worker Stack/Worker has no handler');
    expect(() => worker.connections).toThrow('grant to the program that reads its queue');
  });

  test.each<Partial<TaskWorkerProps>>([
    { batchSize: 2 },
    { maxBatchingWindow: Duration.seconds(1) },
    { parallelism: 2 },
    { taskTimeout: Duration.seconds(1) },
    { maxConcurrency: 2 },
    { functionOptions: {} },
    { semantics: TaskSemantics.AT_LEAST_ONCE },
    { maxAttempts: 3 },
    { retryDelay: Duration.seconds(1) },
    { maxRetryDelay: Duration.seconds(1) },
  ])('%j means nothing', (props) => {
    expect(() => create({ handler: undefined, ...props })).toThrow(`${Object.keys(props)[0]} is for a worker with a handler, and this one has none: leave it out, or set handler`);
  });
});

describe('a strategy of a user\'s own', () => {
  test('can decide how long an invocation may take', () => {
    create({ handler: new InlineHandler({ timeout: Duration.minutes(2) }), maxBatchingWindow: Duration.seconds(5) });
    template().hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 155, RedrivePolicy: Match.anyValue() });
  });

  test.each<[Partial<TaskWorkerProps>, string]>([
    [{ taskTimeout: Duration.seconds(9) }, 'taskTimeout is 9 seconds, and must be shorter than the function\'s time-out of 10 seconds'],
    [{ visibilityTimeout: Duration.seconds(9) }, 'visibilityTimeout is 9 seconds, shorter than the function\'s time-out of 10'],
  ])('is held to what it decides: %j', (props, message) => {
    expect(() => create({ handler: new InlineHandler({ timeout: Duration.seconds(10) }), ...props })).toThrow(message);
  });

  test('can name another function that does the work', () => {
    const workFunction = new lambda.Function(stack, 'Other', { code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_24_X });
    const worker = create({ handler: new InlineHandler({ workFunction }) });
    expect(worker.grantPrincipal).toBe(workFunction.grantPrincipal);
    expect(worker.handlerFunction).not.toBe(workFunction);
  });

  test('is told what the worker decided', () => {
    create({ batchSize: 10, parallelism: 5, taskTimeout: Duration.seconds(20) });
    expect(handler.bound).toMatchObject({ batchSize: 10, parallelism: 5 });
    expect(handler.bound!.taskTimeout!.toSeconds()).toBe(20);
  });
});

describe('API and worker', () => {
  test('can be in two stacks, of which the worker\'s depends on the API\'s', () => {
    const other = new Stack(stack.node.root as never, 'Workers');
    new TaskWorker(other, 'Worker', { api, taskTypes: [THUMBNAIL], handler });
    template(other).resourceCountIs('AWS::SNS::Subscription', 1);
    template().resourceCountIs('AWS::SNS::Subscription', 0);
    expect(other.dependencies.map((dependency) => dependency.stackName)).toEqual(['Stack']);
    expect(stack.dependencies).toEqual([]);
  });

  test('must agree on the task types', () => {
    const strict = new AsyncTaskApi(stack, 'Strict', { taskTypes: [TaskType.named('crop')] });
    expect(() => create({ api: strict })).toThrow('the worker Stack/Worker serves the task type "thumbnail", which the API Stack/Strict does not declare; add it to the API\'s taskTypes (crop)');
  });

  test('a task type has one worker', () => {
    create();
    expect(() => new TaskWorker(stack, 'Second', { api, taskTypes: [THUMBNAIL] })).toThrow('the task type "thumbnail" is served by two workers, Stack/Worker and Stack/Second');
  });
});

test.each<[Partial<TaskWorkerProps>, string]>([
  [{ taskTypes: [] }, 'a worker needs at least one task type'],
  [{ taskTypes: [THUMBNAIL, THUMBNAIL] }, 'the task type "thumbnail" is there twice; name it once'],
  [{ taskTypes: Array.from({ length: 50 }, (_, index) => TaskType.named(`${'long-name-'.repeat(5)}${index}`)) }, 'characters together, and may have 2048'],
  [{ batchSize: 0 }, 'batchSize must be a whole number from 1 to 10000, not 0'],
  [{ batchSize: 10_001, maxBatchingWindow: Duration.seconds(1) }, 'not 10001'],
  [{ batchSize: 11 }, 'batchSize is 11, and Lambda takes more than 10 messages at once only with a maxBatchingWindow of a second or more: set one, or lower batchSize'],
  [{ batchSize: 11, maxBatchingWindow: Duration.seconds(0) }, 'batchSize is 11'],
  [{ maxBatchingWindow: Duration.seconds(301) }, 'maxBatchingWindow must be at most 5 minutes, not 5 minutes 1 second'],
  [{ maxBatchingWindow: Duration.millis(1500) }, 'maxBatchingWindow must be a whole number of seconds, not'],
  [{ parallelism: 0 }, 'parallelism must be a whole number from 1 to 1000, not 0'],
  [{ parallelism: 1001 }, 'not 1001'],
  [{ taskTimeout: Duration.seconds(0) }, 'taskTimeout must be at least 1 second, not 0 seconds'],
  [{ taskTimeout: Duration.millis(1500) }, 'taskTimeout must be a whole number of seconds, not'],
  [{ functionOptions: { timeout: Duration.seconds(2) } }, 'the function\'s time-out is 2 seconds, too short to run a task and record what came of it: it takes 3 seconds or more; set a longer functionOptions.timeout'],
  [{ taskTimeout: Duration.seconds(29) }, 'taskTimeout is 29 seconds, and must be shorter than the function\'s time-out of 30 seconds by two seconds or more: shorten it, or set a longer functionOptions.timeout'],
  [{ maxConcurrency: 1 }, 'maxConcurrency must be a whole number from 2 to 1000, not 1'],
  [{ maxReceiveCount: 1.5 }, 'maxReceiveCount must be a whole number from 1 to 1000, not 1.5'],
  [{ maxReceiveCount: 7 }, 'maxReceiveCount is 7, too few for maxAttempts of 3: a message needs a receive for each attempt and 5 to spare, since throttling and waiting use them up, too; set maxReceiveCount to 8 or more, or lower maxAttempts'],
  [{ maxReceiveCount: 5, semantics: TaskSemantics.AT_MOST_ONCE }, 'maxReceiveCount is 5, too few for maxAttempts of 1'],
  [{ maxReceiveCount: 0, handler: undefined }, 'maxReceiveCount must be a whole number from 1 to 1000, not 0'],
  [{ maxAttempts: 0 }, 'maxAttempts must be a whole number from 1 to 100, not 0'],
  [{ maxAttempts: 101 }, 'not 101'],
  [{ maxAttempts: 2, semantics: TaskSemantics.AT_MOST_ONCE }, 'maxAttempts is 2, but a task of this worker has one attempt, since its semantics are AT_MOST_ONCE: leave it out, or choose TaskSemantics.AT_LEAST_ONCE'],
  [{ retryDelay: Duration.seconds(7), semantics: TaskSemantics.AT_MOST_ONCE }, 'retryDelay is 7 seconds, but a task of this worker has no second attempt to wait for'],
  [{ maxRetryDelay: Duration.minutes(3), semantics: TaskSemantics.AT_MOST_ONCE }, 'maxRetryDelay is 3 minutes, but a task of this worker has no second attempt'],
  [{ retryDelay: Duration.minutes(2), maxRetryDelay: Duration.minutes(1) }, 'retryDelay is 2 minutes, longer than the maxRetryDelay of 1 minute, which no wait exceeds: shorten retryDelay, or set a longer maxRetryDelay'],
  [{ retryDelay: Duration.millis(500) }, 'retryDelay must be a whole number of seconds, not'],
  [{ maxRetryDelay: Duration.millis(2500) }, 'maxRetryDelay must be a whole number of seconds, not'],
  [{ visibilityTimeout: Duration.seconds(29) }, 'visibilityTimeout is 29 seconds, shorter than the function\'s time-out of 30'],
])('refuses %j', (props, message) => {
  expect(() => create(props)).toThrow(message);
});
