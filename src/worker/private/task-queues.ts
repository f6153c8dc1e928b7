import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { laneId, WorkerLane } from './worker-lanes';
import { DEFAULT_LANE, DISPATCH_EVENT, MESSAGE_ATTRIBUTE } from '../../contract';
import { TaskType } from '../../task-type/task-type';

/** The longest that SQS keeps a message. */
const RETENTION = Duration.days(14);

/** How many combinations of values a subscription's filter may have: a quota of SNS. */
const MAX_COMBINATIONS = 150;

export interface TaskQueuesProps {
  readonly topic: sns.ITopic;
  readonly taskTypes: TaskType[];
  /** The default lane, and the others. */
  readonly lanes: WorkerLane[];
  readonly visibilityTimeout: Duration;
  readonly deadLetterVisibilityTimeout: Duration;
  readonly maxReceiveCount: number;
}

export interface TaskQueues {
  readonly deadLetterQueue: sqs.Queue;
  /** A queue for each lane, the default one's first. */
  readonly lanes: TaskQueue[];
}

/** The queue of a lane. */
export interface TaskQueue extends WorkerLane {
  readonly queue: sqs.Queue;
  readonly subscription: sns.Subscription;
}

/** The queues of a worker: they get the dispatches of its task types, each those of its lane, and no other message of the topic. */
export function createQueues(scope: Construct, props: TaskQueuesProps): TaskQueues {
  checkFilters(props);
  // Encrypted with keys that SQS manages: SNS cannot deliver under alias/aws/sqs.
  const common: sqs.QueueProps = { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: RETENTION };
  const deadLetterQueue = new sqs.Queue(scope, 'DeadLetterQueue', { ...common, visibilityTimeout: props.deadLetterVisibilityTimeout });
  const lanes = props.lanes.map((lane) => {
    const queue = new sqs.Queue(scope, laneId('Queue', lane), {
      ...common,
      visibilityTimeout: props.visibilityTimeout,
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: props.maxReceiveCount },
    });
    return { ...lane, queue, subscription: subscribe(scope, lane, queue, props) };
  });
  return { deadLetterQueue, lanes };
}

/**
 * The CDK's own `SqsSubscription` takes its id from the topic's path. SNS knows one subscription by topic and queue, so
 * when that path changed, CloudFormation would replace the subscription, and in removing the old one remove the new.
 */
function subscribe(scope: Construct, lane: WorkerLane, queue: sqs.Queue, { topic, taskTypes, lanes }: TaskQueuesProps): sns.Subscription {
  const delivery = queue.addToResourcePolicy(new iam.PolicyStatement({
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    principals: [new iam.ServicePrincipal('sns.amazonaws.com')],
    conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
  }));
  const subscription = new sns.Subscription(scope, laneId('Subscription', lane), {
    topic,
    endpoint: queue.queueArn,
    protocol: sns.SubscriptionProtocol.SQS,
    // The message as it was published: its attributes, and the group by which the queue is fair.
    rawMessageDelivery: true,
    filterPolicy: {
      [MESSAGE_ATTRIBUTE.event]: sns.SubscriptionFilter.stringFilter({ allowlist: [DISPATCH_EVENT] }),
      [MESSAGE_ATTRIBUTE.taskType]: sns.SubscriptionFilter.stringFilter({ allowlist: taskTypes.map((taskType) => taskType.name) }),
      ...laneFilter(lane, lanes),
    },
  });
  if (delivery.policyDependable) subscription.node.addDependency(delivery.policyDependable);
  return subscription;
}

/** The default queue takes what no other does: a task whose lane the worker does not know, since it was deployed before the API, must not get lost. */
function laneFilter(lane: WorkerLane, lanes: WorkerLane[]): Record<string, sns.SubscriptionFilter> {
  if (lane.name !== DEFAULT_LANE) return { [MESSAGE_ATTRIBUTE.lane]: sns.SubscriptionFilter.stringFilter({ allowlist: [lane.name] }) };
  const others = lanes.map(({ name }) => name).filter((name) => name !== DEFAULT_LANE);
  return others.length === 0 ? {} : { [MESSAGE_ATTRIBUTE.lane]: sns.SubscriptionFilter.stringFilter({ denylist: others }) };
}

function checkFilters({ taskTypes, lanes }: TaskQueuesProps): void {
  const others = lanes.length - 1;
  if (taskTypes.length * Math.max(1, others) <= MAX_COMBINATIONS) return;
  const what = others > 0 ? `${taskTypes.length} task types and ${others} lanes` : `${taskTypes.length} task types`;
  throw new Error(`a worker cannot have ${what}: the filter of a queue's subscription may have ${MAX_COMBINATIONS} combinations of them, a quota of SNS; share them out among several workers`);
}
