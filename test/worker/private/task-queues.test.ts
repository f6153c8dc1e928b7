import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { TaskHandlerConfig, TaskWorkerProps } from '../../../src';
import { AsyncTaskApi, TaskHandler, TaskLane, TaskType, TaskWorker } from '../../../src';
import { permissionsOf, testApp } from '../../support/template';

class InlineHandler extends TaskHandler {
  public bind(scope: Construct): TaskHandlerConfig {
    return { handlerFunction: new lambda.Function(scope, 'Mine', { code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_24_X }) };
  }
}

const BULK = new TaskLane('bulk', { maxConcurrency: 2 });
const SLOW = new TaskLane('slow');
const THUMBNAIL = TaskType.named('thumbnail', { lanes: [BULK, SLOW] });
const CROP = TaskType.named('crop', { lanes: [BULK] });
const PLAIN = TaskType.named('plain');

let stack: Stack;
beforeEach(() => {
  stack = new Stack(testApp(), 'Stack');
});

/** A worker of another app's API, so that the stack has nothing else. */
const create = (props: Partial<TaskWorkerProps> = {}): TaskWorker => new TaskWorker(stack, 'Worker', {
  api: AsyncTaskApi.fromSsmParameters(stack, 'Tasks', { prefix: '/tasks' }), taskTypes: [THUMBNAIL], handler: new InlineHandler(), ...props,
});
const propertiesOf = (type: string): any[] => Object.values(Template.fromStack(stack).findResources(type)).map(({ Properties }) => Properties);
const warnings = (): unknown[] => Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => entry.data);
const arnOf = (queue: string): object => ({ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^Worker${queue}[0-9A-F]{8}$`)), 'Arn'] });

describe('a worker with lanes', () => {
  test('has logical ids that are what they were: to change one replaces a resource of somebody\'s', () => {
    create();
    const ids = Object.entries(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>);
    expect(ids.filter(([, { Type }]) => /SQS|SNS|EventSource/.test(Type)).map(([id]) => id)).toEqual([
      'WorkerDeadLetterQueue2879C389',
      'WorkerDeadLetterQueuePolicy40688923',
      'WorkerQueue9380F652',
      'WorkerQueuePolicyE6A44499',
      'WorkerSubscription77800FE2',
      'WorkerQueuebulkF6419B87',
      'WorkerQueuebulkPolicy62B6EADF',
      'WorkerSubscriptionbulkF9952BA5',
      'WorkerQueueslowDA5F09DC',
      'WorkerQueueslowPolicy11DA4C5E',
      'WorkerSubscriptionslowF1420496',
      'WorkerEventSourceF7030E9E',
      'WorkerEventSourcebulkA1230D28',
      'WorkerEventSourceslow2988792A',
      'WorkerDeadLetterFunctionEventSourceE5F1BF58',
    ]);
  });

  test('has a queue for each, whose dead letters all go to one place', () => {
    create();
    const queues = propertiesOf('AWS::SQS::Queue');
    expect(queues).toHaveLength(4);
    expect(queues.filter(({ RedrivePolicy }) => RedrivePolicy)).toEqual(Array(3).fill(expect.objectContaining({
      VisibilityTimeout: 60,
      MessageRetentionPeriod: 1209600,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: arnOf('DeadLetterQueue'), maxReceiveCount: 10 },
    })));
  });

  test('gets each task into the queue of its lane, and those of lanes that it does not know into the default one', () => {
    create({ taskTypes: [THUMBNAIL, CROP, PLAIN] });
    const common = { Event: ['task.dispatched'], TaskType: ['thumbnail', 'crop', 'plain'] };
    expect(propertiesOf('AWS::SNS::Subscription').map(({ Endpoint, FilterPolicy }) => ({ Endpoint, FilterPolicy }))).toEqual([
      { Endpoint: arnOf('Queue'), FilterPolicy: { ...common, Lane: [{ 'anything-but': ['bulk', 'slow'] }] } },
      { Endpoint: arnOf('Queuebulk'), FilterPolicy: { ...common, Lane: ['bulk'] } },
      { Endpoint: arnOf('Queueslow'), FilterPolicy: { ...common, Lane: ['slow'] } },
    ]);
  });

  test('has standard queues that get messages as they were sent, with the group by which a queue is fair', () => {
    create();
    expect(propertiesOf('AWS::SNS::Subscription').map(({ RawMessageDelivery }) => RawMessageDelivery)).toEqual([true, true, true]);
    for (const queue of propertiesOf('AWS::SQS::Queue')) expect(queue).not.toHaveProperty('FifoQueue');
  });

  test('lets the topic deliver before a queue is subscribed', () => {
    create();
    const subscriptions = Object.entries(Template.fromStack(stack).findResources('AWS::SNS::Subscription')).map(([id, { DependsOn }]) => [id, DependsOn]);
    expect(subscriptions).toEqual([
      [expect.stringMatching(/^WorkerSubscription[0-9A-F]{8}$/), [expect.stringMatching(/^WorkerQueuePolicy/)]],
      [expect.stringMatching(/^WorkerSubscriptionbulk/), [expect.stringMatching(/^WorkerQueuebulkPolicy/)]],
      [expect.stringMatching(/^WorkerSubscriptionslow/), [expect.stringMatching(/^WorkerQueueslowPolicy/)]],
    ]);
  });

  test('feeds one function from all of them, each within its own limit', () => {
    create({ maxConcurrency: 50, batchSize: 5 });
    const mappings = propertiesOf('AWS::Lambda::EventSourceMapping').filter(({ FunctionName }) => /WorkerMine/.test(FunctionName.Ref));
    expect(mappings.map(({ EventSourceArn, ScalingConfig }) => [EventSourceArn, ScalingConfig])).toEqual([
      [arnOf('Queue'), { MaximumConcurrency: 50 }],
      [arnOf('Queuebulk'), { MaximumConcurrency: 2 }],
      [arnOf('Queueslow'), undefined],
    ]);
    expect(mappings).toEqual(Array(3).fill(expect.objectContaining({ BatchSize: 5, FunctionResponseTypes: ['ReportBatchItemFailures'] })));
    const consume = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'];
    expect(permissionsOf(stack, /WorkerMine/)).toMatchObject({ 'WorkerQueue.Arn': consume, 'WorkerQueuebulk.Arn': consume, 'WorkerQueueslow.Arn': consume });
  });

  test('says what belongs to a lane', () => {
    const worker = create();
    expect(worker.laneNames).toEqual(['default', 'bulk', 'slow']);
    expect(worker.laneNames.map((lane) => worker.queueOf(lane).node.id)).toEqual(['Queue', 'Queue-bulk', 'Queue-slow']);
    expect(['default', 'bulk', 'slow'].map((lane) => worker.subscriptionOf(lane).node.id)).toEqual(['Subscription', 'Subscription-bulk', 'Subscription-slow']);
    expect(['default', 'bulk', 'slow'].map((lane) => worker.eventSourceOf(lane)?.node.id)).toEqual(['EventSource', 'EventSource-bulk', 'EventSource-slow']);
    expect([worker.queue, worker.subscription, worker.eventSource]).toEqual([worker.queueOf('default'), worker.subscriptionOf('default'), worker.eventSourceOf('default')]);
    expect(() => worker.queueOf('fast')).toThrow('the worker Stack/Worker has no lane "fast"; its task types have default, bulk, slow');
  });

  test('has one function for the dead letters of all', () => {
    create();
    expect(propertiesOf('AWS::Lambda::Function')).toHaveLength(2);
  });
});

describe('without a handler', () => {
  const taskTypes = [TaskType.named('thumbnail', { lanes: [SLOW] })];

  test('there is a queue for each lane, and a program that takes messages is granted all of them', () => {
    const worker = create({ taskTypes, handler: undefined });
    expect(worker.eventSourceOf('slow')).toBeUndefined();
    const role = new iam.Role(stack, 'Program', { assumedBy: new iam.AccountRootPrincipal() });
    worker.grantConsumeMessages(role);
    expect(Object.keys(permissionsOf(stack, /Program/))).toEqual(['WorkerQueue.Arn', 'WorkerQueueslow.Arn']);
  });

  test('a lane has no limit', () => {
    expect(() => create({ taskTypes: [THUMBNAIL], handler: undefined })).toThrow('maxConcurrency of the lane "bulk" is for a worker with a handler, and this one has none: leave it out, or set handler');
  });
});

describe('what a lane is', () => {
  test('is the same in all task types of a worker', () => {
    const other = (options: { maxConcurrency?: number }): TaskType => TaskType.named('other', { lanes: [new TaskLane('bulk', options)] });
    expect(() => create({ taskTypes: [CROP, other({ maxConcurrency: 3 })] }))
      .toThrow('the lane "bulk" has a maxConcurrency of 2 in the task type "crop" and a maxConcurrency of 3 in "other", but is one queue for both: list the same TaskLane in both, or name one of them otherwise');
    stack = new Stack(testApp(), 'Stack');
    expect(() => create({ taskTypes: [CROP, other({})] })).toThrow('no maxConcurrency in "other"');
    stack = new Stack(testApp(), 'Stack');
    expect(() => create({ taskTypes: [CROP, other({ maxConcurrency: 2 })] })).not.toThrow();
  });

  test.each<[string, TaskType[]]>([
    ['151 task types', Array.from({ length: 151 }, (_, index) => TaskType.named(`t${index}`))],
    ['76 task types and 2 lanes', Array.from({ length: 76 }, (_, index) => TaskType.named(`t${index}`, { lanes: [BULK, SLOW] }))],
  ])('fits a filter, which %s do not', (what, taskTypes) => {
    expect(() => create({ taskTypes })).toThrow(`a worker cannot have ${what}: the filter of a queue's subscription may have 150 combinations of them, a quota of SNS`);
    stack = new Stack(testApp(), 'Stack');
    expect(() => create({ taskTypes: taskTypes.slice(1) })).not.toThrow();
  });
});

describe('a function that has less concurrency than its lanes ask for', () => {
  const limited = (maxConcurrency: number | undefined, reservedConcurrentExecutions: number, lane = 5): TaskWorker => (
    create({ maxConcurrency, functionOptions: { reservedConcurrentExecutions }, taskTypes: [TaskType.named('thumbnail', { lanes: [new TaskLane('bulk', { maxConcurrency: lane }), SLOW] })] })
  );

  test('is warned of', () => {
    limited(6, 10);
    expect(warnings()).toEqual([expect.stringContaining('maxConcurrency of the worker and its lanes is 11 together, more than the reservedConcurrentExecutions of its function, 10: what is above it is throttled, which spends receives of messages; lower the one, or raise the other')]);
  });

  test.each<[string, number | undefined, number, number]>([
    ['they ask for no more', 5, 10, 5],
    ['they cannot ask for less', 2, 1, 2],
    ['only one says what it asks for', undefined, 5, 5],
  ])('is not where %s', (_what, maxConcurrency, reserved, lane) => {
    limited(maxConcurrency, reserved, lane);
    expect(warnings()).toEqual([]);
  });

  test('is not where that is known at deployment', () => {
    limited(new CfnParameter(stack, 'Later', { type: 'Number' }).valueAsNumber, 1);
    expect(warnings()).toEqual([]);
  });
});
