import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterFunction } from './private/dead-letter-function';
import { maxReceiveCountOf, mostAttempts, retryEnvironment, retryPolicyOf } from './private/retry-policy';
import { createQueues, TaskQueues } from './private/task-queues';
import { TaskHandler } from './task-handler';
import { TaskSemantics } from './task-semantics';
import { AsyncTaskApi, IAsyncTaskApi } from '../api/async-task-api';
import { ENV } from '../contract';
import { checkNumber } from '../private/check-number';
import { joinTaskTypes } from '../private/join-task-types';
import { grantItems } from '../private/table-access';
import { TaskType } from '../task-type';

/**
 * Properties of a {@link TaskWorker}.
 */
export interface TaskWorkerProps {
  /**
   * The API whose tasks the worker does.
   */
  readonly api: IAsyncTaskApi;

  /**
   * The task types that the worker serves. Within an app, each is served by one worker.
   */
  readonly taskTypes: TaskType[];

  /**
   * The code that does the work.
   *
   * @default - none: the worker is its queue, from which a program of yours takes tasks and reports on them over HTTP
   */
  readonly handler?: TaskHandler;

  /**
   * How many tasks an invocation of the handler's function gets at most, 1 to 10. It runs them one after the other, so
   * that all of them together must end within the function's time-out.
   *
   * @default 1
   */
  readonly batchSize?: number;

  /**
   * How many tasks are worked on at once at most, 2 to 1000 (Lambda's limits for a queue).
   *
   * @default - as many as the account's concurrency allows
   */
  readonly maxConcurrency?: number;

  /**
   * How long the queue hides a message from others once it was received. It must not be shorter than the function's
   * time-out. A task whose worker died is begun again after this time.
   *
   * @default - with a handler, the function's time-out and 30 seconds; without one, 15 minutes, as long as any Lambda
   * function may run
   */
  readonly visibilityTimeout?: Duration;

  /**
   * How often a message is received before it goes to the dead-letter queue, 1 to 1000 (SQS's limits). Each attempt is a
   * receive, and so is a message that was received when Lambda had no concurrency left, or before its task was due: with
   * a handler, the number must exceed `maxAttempts` by five. A task whose message was given up is not lost: it says why,
   * and the API's watchdog sends another message later.
   *
   * @default 10, or `maxAttempts` (the worker's, or a task type's) and five, if that is more
   */
  readonly maxReceiveCount?: number;

  /**
   * What becomes of a task whose run got lost: whether it is run again.
   *
   * @default TaskSemantics.AT_LEAST_ONCE
   */
  readonly semantics?: TaskSemantics;

  /**
   * How often the handler may be started for a task, 1 to 100, until one run succeeds. A task type that says
   * `maxAttempts` overrides it, and so does a client with `max_attempts`; a client's retry of a failed task allows as
   * many again. With `TaskSemantics.AT_MOST_ONCE` it can only be 1.
   *
   * @default 3; 1 with `TaskSemantics.AT_MOST_ONCE`
   */
  readonly maxAttempts?: number;

  /**
   * The longest wait before a task's second attempt, in whole seconds; it doubles before each further attempt, up to
   * `maxRetryDelay`. How long the task really waits is drawn at random between nothing and that ("full jitter"), so that
   * tasks that failed together do not come back together. Waits of more than five minutes are ended by the API's
   * watchdog, to the minute. Zero tries again at once.
   *
   * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
   * @default Duration.seconds(10), or `maxRetryDelay` if that is shorter
   */
  readonly retryDelay?: Duration;

  /**
   * The longest wait before any attempt, in whole seconds; not shorter than `retryDelay`. A task that still waits at the
   * API's `deadline` fails then.
   *
   * @default Duration.hours(1), or `retryDelay` if that is longer
   */
  readonly maxRetryDelay?: Duration;

  /**
   * Options of the handler's function: time-out, memory, VPC, environment and so on.
   *
   * @default - 30 seconds and 512 MB, on ARM, with logs that are kept for a month
   */
  readonly functionOptions?: lambda.FunctionOptions;

  /**
   * Options of the function that takes in what lands in the dead-letter queue. It needs the network only for DynamoDB.
   *
   * @default - 30 seconds and 512 MB, on ARM, with logs that are kept for a month
   */
  readonly deadLetterFunctionOptions?: lambda.FunctionOptions;
}

/**
 * Does the tasks of some task types: a queue that the API's topic fills, its dead-letter queue with a function that
 * writes into the task why nobody could start it and, with a handler, the function that runs it. It belongs to the stack
 * of its scope, which may be another than the API's.
 *
 * Grant to the worker what its handler needs: `bucket.grantReadWrite(worker)`.
 */
export class TaskWorker extends Construct implements iam.IGrantable, ec2.IConnectable {
  /**
   * The queue of the tasks that wait for this worker. Its messages are encrypted with a key that SQS manages, and kept
   * for 14 days.
   */
  public readonly queue: sqs.Queue;

  /**
   * Where messages go that were received too often. The {@link deadLetterFunction} takes them from there; what stays
   * could not be taken in.
   */
  public readonly deadLetterQueue: sqs.Queue;

  /**
   * The function that takes messages from the dead-letter queue. It writes into the task that its message was received
   * so many times and nobody could start it, and has the watchdog send the next message sooner.
   */
  public readonly deadLetterFunction: lambda.Function;

  /**
   * The queue's subscription to the API's topic.
   */
  public readonly subscription: sns.Subscription;

  /**
   * The function that runs the handler; undefined without a handler.
   */
  public readonly handlerFunction?: lambda.IFunction;

  /**
   * What feeds the function from the queue; undefined without a handler.
   */
  public readonly eventSource?: lambda.EventSourceMapping;

  constructor(scope: Construct, id: string, props: TaskWorkerProps) {
    super(scope, id);
    checkProps(props);
    const taskTypes = joinTaskTypes(props.taskTypes);
    if (props.api instanceof AsyncTaskApi) props.api._addWorker(this, props.taskTypes);

    const timeout = timeoutOf(props);
    const retryPolicy = retryPolicyOf(props);
    const maxReceiveCount = maxReceiveCountOf(props.maxReceiveCount, props.handler && mostAttempts(retryPolicy, props.taskTypes));
    const queues: TaskQueues = createQueues(this, {
      topic: props.api.topic,
      taskTypes: props.taskTypes,
      visibilityTimeout: props.visibilityTimeout ?? (props.handler ? timeout.plus(Duration.seconds(30)) : Duration.minutes(15)),
      deadLetterVisibilityTimeout: DeadLetterFunction.timeoutOf(props.deadLetterFunctionOptions).plus(Duration.seconds(30)),
      maxReceiveCount,
    });
    this.queue = queues.queue;
    this.deadLetterQueue = queues.deadLetterQueue;
    this.subscription = queues.subscription;

    if (props.handler) {
      this.handlerFunction = props.handler.bind(this, {
        api: props.api,
        environment: {
          [ENV.apiName]: props.api.apiName,
          [ENV.tableName]: props.api.table.tableName,
          [ENV.taskTypes]: taskTypes,
          ...retryEnvironment(retryPolicy),
        },
        timeout,
        functionOptions: props.functionOptions ?? {},
      }).handlerFunction;
      grantItems(props.api.table, this.handlerFunction, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
      this.eventSource = this.feed(this.handlerFunction, props);
    }
    this.deadLetterFunction = new DeadLetterFunction(this, 'DeadLetterFunction', {
      apiName: props.api.apiName,
      table: props.api.table,
      deadLetterQueue: this.deadLetterQueue,
      maxReceiveCount,
      options: props.deadLetterFunctionOptions,
    });
  }

  /**
   * The role of the handler's function.
   *
   * @throws without a handler: there is no function, and whoever takes tasks from the queue has a role of its own
   */
  public get grantPrincipal(): iam.IPrincipal {
    return this.requireFunction().grantPrincipal;
  }

  /**
   * The network connections of the handler's function.
   *
   * @throws without a handler, or when its function is not in a VPC
   */
  public get connections(): ec2.Connections {
    return this.requireFunction().connections;
  }

  private requireFunction(): lambda.IFunction {
    if (this.handlerFunction) return this.handlerFunction;
    throw new Error(`the worker ${this.node.path} has no handler, so there is no function to grant to or connect: grant to the program that reads its queue`);
  }

  private feed(target: lambda.IFunction, props: TaskWorkerProps): lambda.EventSourceMapping {
    const grant = this.queue.grantConsumeMessages(target);
    const mapping = new lambda.EventSourceMapping(this, 'EventSource', {
      target,
      eventSourceArn: this.queue.queueArn,
      batchSize: props.batchSize ?? 1,
      maxConcurrency: props.maxConcurrency,
      reportBatchItemFailures: true,
    });
    // Lambda checks the role's permissions when it creates the mapping.
    grant.applyBefore(mapping);
    return mapping;
  }
}

/** How long a run of the handler may take. */
function timeoutOf(props: TaskWorkerProps): Duration {
  return props.functionOptions?.timeout ?? Duration.seconds(30);
}

/** What only means something with a handler. */
const HANDLER_PROPS = ['batchSize', 'maxConcurrency', 'functionOptions', 'semantics', 'maxAttempts', 'retryDelay', 'maxRetryDelay'] as const;

function checkProps(props: TaskWorkerProps): void {
  if (props.taskTypes.length === 0) throw new Error('a worker needs at least one task type to serve');
  checkNumber('batchSize', props.batchSize, 1, 10);
  checkNumber('maxConcurrency', props.maxConcurrency, 2, 1000);
  if (!props.handler) {
    for (const name of HANDLER_PROPS) {
      if (props[name] !== undefined) throw new Error(`${name} is for a worker with a handler, and this one has none: leave it out, or set handler`);
    }
    return;
  }
  const timeout = timeoutOf(props);
  const { visibilityTimeout } = props;
  if (!visibilityTimeout || visibilityTimeout.isUnresolved() || timeout.isUnresolved()) return;
  if (visibilityTimeout.toSeconds() < timeout.toSeconds()) {
    throw new Error(`visibilityTimeout is ${visibilityTimeout.toSeconds()} seconds, shorter than the function's time-out of ${timeout.toSeconds()}: the queue would show a task to a second worker while the first still runs it`);
  }
}
