import { Duration, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { QueueSourceFunction } from './private/queue-source-function';
import { createFunctionArn, taskRequest } from './private/task-request';
import { TaskSourceProps } from './task-source-props';
import { AsyncTaskApi } from '../api/async-task-api';
import { checkBatch } from '../private/check-batch';
import { checkNumber, QUEUE_CONCURRENCY } from '../private/check-number';
import { isLonger } from '../private/durations';
import { feedFromQueue } from '../private/feed-from-queue';
import { mergeOptions } from '../private/function-options';

/**
 * Properties of a {@link TaskQueueSource}.
 */
export interface TaskQueueSourceProps extends TaskSourceProps {
  /**
   * The queue whose messages become tasks, a standard one. Nobody else should take messages from it. It must hide them for
   * at least as long as the function may run: 30 seconds, unless `functionOptions` says otherwise.
   */
  readonly queue: sqs.IQueue;

  /**
   * Where messages go that can become no task: those that are not JSON, and those that the API refuses. They go there
   * as they are; the attributes `ErrorCode` (the status that the API answers with) and `ErrorMessage` say why, as far as
   * the message's own attributes leave room for them (SQS allows ten). A standard queue.
   *
   * @default - the dead-letter queue that `queue` has, if it is known here; else a new one, in which messages are encrypted
   * with a key that SQS manages, and kept for 14 days
   */
  readonly deadLetterQueue?: sqs.IQueue;

  /**
   * How many messages the function gets at most at a time, 1 to 10,000 (Lambda's limits); more than 10 need a
   * `maxBatchingWindow`. A hundred of them are one invocation of the API's function.
   *
   * @default 10
   */
  readonly batchSize?: number;

  /**
   * How long Lambda waits for that many, at most 5 minutes (its limit).
   *
   * @default - it does not wait
   */
  readonly maxBatchingWindow?: Duration;

  /**
   * How many invocations of the function there may be at once, 2 to 1000 (Lambda's limits for a queue).
   *
   * @default - as many as the account's concurrency allows
   */
  readonly maxConcurrency?: number;

  /**
   * Options of the function that makes the tasks, on top of the `functionOptions` of an API of the same app.
   *
   * @default - 30 seconds and 512 MB, on ARM, with logs that are kept for a month
   */
  readonly functionOptions?: lambda.FunctionOptions;
}

/**
 * Makes tasks of the messages of a queue that you have: the body of a message, JSON, becomes the data of a task.
 *
 * A message is one task, however often SQS delivers it: its id is part of the task's idempotency key. Messages whose tasks
 * could not be created, because the API was not there, stay in the queue; those that can become no task go to the
 * dead-letter queue, and are counted by the metric `CreateRefused`.
 */
export class TaskQueueSource extends Construct implements iam.IGrantable, ec2.IConnectable {
  /**
   * Where messages go that can become no task.
   */
  public readonly deadLetterQueue: sqs.IQueue;

  /**
   * The function that makes the tasks.
   */
  public readonly sourceFunction: lambda.Function;

  /**
   * What feeds the function from the queue.
   */
  public readonly eventSource: lambda.EventSourceMapping;

  constructor(scope: Construct, id: string, props: TaskQueueSourceProps) {
    super(scope, id);
    const { api, queue } = props;
    const functionOptions = mergeOptions(api instanceof AsyncTaskApi ? api._functionOptions : undefined, props.functionOptions);
    checkBatch(props);
    checkNumber('maxConcurrency', props.maxConcurrency, QUEUE_CONCURRENCY.min, QUEUE_CONCURRENCY.max);
    checkVisibility(queue, QueueSourceFunction.timeoutOf(functionOptions));
    checkStandard('queue', queue, 'tasks are done in no order, so that its order would be lost');

    this.deadLetterQueue = props.deadLetterQueue ?? ownDeadLetterQueue(queue) ?? createDeadLetterQueue(this, 'DeadLetterQueue');
    checkStandard('deadLetterQueue', this.deadLetterQueue, 'messages of a standard queue have no group to be sent in');
    this.sourceFunction = new QueueSourceFunction(this, 'Function', {
      api,
      createFunctionArn: createFunctionArn(this, props),
      request: taskRequest(this, props),
      deadLetterQueue: this.deadLetterQueue,
      options: functionOptions,
    });
    const { batchSize = 10, maxBatchingWindow, maxConcurrency } = props;
    this.eventSource = feedFromQueue(this, 'EventSource', { queue, target: this.sourceFunction, batchSize, maxBatchingWindow, maxConcurrency });
  }

  /**
   * The role of the function.
   */
  public get grantPrincipal(): iam.IPrincipal {
    return this.sourceFunction.grantPrincipal;
  }

  /**
   * The network connections of the function.
   *
   * @throws when it is not in a VPC
   */
  public get connections(): ec2.Connections {
    return this.sourceFunction.connections;
  }
}

function createDeadLetterQueue(scope: Construct, id: string): sqs.Queue {
  const queue = new sqs.Queue(scope, id, {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  // It finds dead-letter queues by the redrive policies of others, and a function fills this one.
  (queue.node.defaultChild as sqs.CfnQueue).addMetadata('cdk_nag', {
    rules_to_suppress: [{ id: 'AwsSolutions-SQS3', reason: 'It is a dead-letter queue, which a function fills.' }],
  });
  return queue;
}

function ownDeadLetterQueue(queue: sqs.IQueue): sqs.IQueue | undefined {
  return queue instanceof sqs.Queue ? queue.deadLetterQueue?.queue : undefined;
}

function checkStandard(prop: string, queue: sqs.IQueue, reason: string): void {
  if (queue.fifo) throw new Error(`the ${prop} ${queue.node.path} is a FIFO queue, and ${reason}: pass a standard one`);
}

/** Lambda takes no queue that shows messages again while its function still runs. */
function checkVisibility(queue: sqs.IQueue, timeout: Duration): void {
  const { defaultChild } = queue.node;
  if (!(defaultChild instanceof sqs.CfnQueue)) return;
  const { visibilityTimeout = 30 } = defaultChild;
  if (Token.isUnresolved(visibilityTimeout) || !isLonger(timeout, Duration.seconds(visibilityTimeout))) return;
  throw new Error(`the queue ${queue.node.path} hides its messages for ${visibilityTimeout} seconds, and the function that makes tasks of them may run for ${timeout.toSeconds()}: raise the queue's visibilityTimeout, or lower functionOptions.timeout`);
}
