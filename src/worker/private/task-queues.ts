import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DISPATCH_EVENT, MESSAGE_ATTRIBUTE } from '../../contract';
import { TaskType } from '../../task-type';

/** The longest that SQS keeps a message. */
const RETENTION = Duration.days(14);

export interface TaskQueuesProps {
  readonly topic: sns.ITopic;
  readonly taskTypes: TaskType[];
  readonly visibilityTimeout: Duration;
  readonly deadLetterVisibilityTimeout: Duration;
  readonly maxReceiveCount: number;
}

export interface TaskQueues {
  readonly queue: sqs.Queue;
  readonly deadLetterQueue: sqs.Queue;
  readonly subscription: sns.Subscription;
}

/** The queue of a worker: it gets the dispatches of its task types, and no other message of the topic. */
export function createQueues(scope: Construct, props: TaskQueuesProps): TaskQueues {
  // Encrypted with keys that SQS manages: SNS cannot deliver under alias/aws/sqs.
  const common: sqs.QueueProps = { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: RETENTION };
  const deadLetterQueue = new sqs.Queue(scope, 'DeadLetterQueue', { ...common, visibilityTimeout: props.deadLetterVisibilityTimeout });
  const queue = new sqs.Queue(scope, 'Queue', {
    ...common,
    visibilityTimeout: props.visibilityTimeout,
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: props.maxReceiveCount },
  });
  return { queue, deadLetterQueue, subscription: subscribe(scope, queue, props) };
}

/**
 * The CDK's own `SqsSubscription` takes its id from the topic's path. SNS knows one subscription by topic and queue, so
 * when that path changed, CloudFormation would replace the subscription, and in removing the old one remove the new.
 */
function subscribe(scope: Construct, queue: sqs.Queue, { topic, taskTypes }: TaskQueuesProps): sns.Subscription {
  const delivery = queue.addToResourcePolicy(new iam.PolicyStatement({
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    principals: [new iam.ServicePrincipal('sns.amazonaws.com')],
    conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
  }));
  const subscription = new sns.Subscription(scope, 'Subscription', {
    topic,
    endpoint: queue.queueArn,
    protocol: sns.SubscriptionProtocol.SQS,
    rawMessageDelivery: true,
    filterPolicy: {
      [MESSAGE_ATTRIBUTE.event]: sns.SubscriptionFilter.stringFilter({ allowlist: [DISPATCH_EVENT] }),
      [MESSAGE_ATTRIBUTE.taskType]: sns.SubscriptionFilter.stringFilter({ allowlist: taskTypes.map((taskType) => taskType.name) }),
    },
  });
  if (delivery.policyDependable) subscription.node.addDependency(delivery.policyDependable);
  return subscription;
}
