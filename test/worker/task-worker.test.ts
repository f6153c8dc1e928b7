import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { TaskHandlerBindOptions, TaskHandlerConfig, TaskWorkerProps } from '../../src';
import { AsyncTaskApi, TaskHandler, TaskType, TaskWorker } from '../../src';
import { maskedTemplate, permissionsOf, testApp } from '../support/template';

const THUMBNAIL = TaskType.named('thumbnail');

/** A strategy of a user's own: any function, given what a worker's function needs. */
class InlineHandler extends TaskHandler {
  public bound?: TaskHandlerBindOptions;

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
    'WorkerDeadLetterQueue2879C389',
    'WorkerDeadLetterQueuePolicy40688923',
    'WorkerQueue9380F652',
    'WorkerQueuePolicyE6A44499',
    'WorkerSubscription77800FE2',
    'WorkerFunctionLogs8558F3DF',
    'WorkerFunctionRole162B2CE6',
    'WorkerFunctionRoleDefaultPolicyC5ABE48E',
    'WorkerFunctionAF8A26AF',
    'WorkerEventSourceF7030E9E',
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
    });
  });

  test('reads its queue and writes its tasks, and nothing else', () => {
    create({ handler: TaskHandler.nodejs('examples/typescript/quickstart/handlers/thumbnail.ts') });
    expect(permissionsOf(stack, /WorkerFunctionRole/)).toEqual({
      'WorkerFunctionLogs.Arn': ['logs:CreateLogStream', 'logs:PutLogEvents'],
      'TasksTable.Arn': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      'WorkerQueue.Arn': ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'],
    });
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

describe('without a handler', () => {
  test('it is a queue with a dead-letter queue, subscribed to the topic', () => {
    const worker = create({ handler: undefined });
    expect([worker.handlerFunction, worker.eventSource]).toEqual([undefined, undefined]);
    template().resourceCountIs('AWS::SQS::Queue', 2);
    template().resourceCountIs('AWS::SNS::Subscription', 1);
    template().resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
  });

  test('there is nothing to grant to, or to connect', () => {
    const worker = create({ handler: undefined });
    expect(() => new s3.Bucket(stack, 'Bucket').grantRead(worker)).toThrow('the worker Stack/Worker has no handler');
    expect(() => worker.connections).toThrow('grant to the program that reads its queue');
  });

  test.each<Partial<TaskWorkerProps>>([{ batchSize: 2 }, { maxConcurrency: 2 }, { functionOptions: {} }])('%j means nothing', (props) => {
    expect(() => create({ handler: undefined, ...props })).toThrow(`${Object.keys(props)[0]} is for the function of a handler, and this worker has none`);
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
  [{ batchSize: 0 }, 'batchSize must be a whole number from 1 to 10, not 0'],
  [{ batchSize: 11 }, 'not 11'],
  [{ maxConcurrency: 1 }, 'maxConcurrency must be a whole number from 2 to 1000, not 1'],
  [{ maxReceiveCount: 1.5 }, 'maxReceiveCount must be a whole number from 1 to 1000, not 1.5'],
  [{ visibilityTimeout: Duration.seconds(29) }, 'visibilityTimeout is 29 seconds, shorter than the function\'s time-out of 30'],
])('refuses %j', (props, message) => {
  expect(() => create(props)).toThrow(message);
});
