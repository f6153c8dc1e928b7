import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { bindHandler } from './private/bind-handler';
import { DeadLetterFunction } from './private/dead-letter-function';
import { feedFunction } from './private/feed-function';
import { checkHandlerProps } from './private/handler-props';
import { maxReceiveCountOf, mostAttempts, retryPolicyOf } from './private/retry-policy';
import { createQueues, TaskQueue } from './private/task-queues';
import { lanesOf } from './private/worker-lanes';
import { TaskHandler } from './task-handler';
import { TaskSemantics } from './task-semantics';
import { AsyncTaskApi, IAsyncTaskApi } from '../api/async-task-api';
import { DEFAULT_LANE } from '../contract';
import { checkConcurrency } from '../private/check-number';
import { mergeOptions } from '../private/function-options';
import { checkUnique } from '../task-type/private/join-task-types';
import { TaskType } from '../task-type/task-type';

/** As long as any function may run (a Lambda quota). */
const LONGEST_INVOCATION = Duration.minutes(15);

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
   * How many tasks an invocation of the handler's function gets at most, 1 to 10,000 (Lambda's limits); more than 10 need
   * a `maxBatchingWindow`. Each task has its own outcome. All of them have to end within the function's time-out: one that
   * finds no time any more goes back to the queue, and no attempt is spent.
   *
   * @default 1
   */
  readonly batchSize?: number;

  /**
   * How long Lambda waits for a batch to fill before it invokes the function, in whole seconds, at most five minutes
   * (Lambda's limit). Tasks wait that much longer, as long as there are few.
   *
   * @default - it does not wait; a `batchSize` of more than 10 needs at least a second
   */
  readonly maxBatchingWindow?: Duration;

  /**
   * How many tasks of a batch run at once, in one process, 1 to 1000. More than one is for handlers that mostly wait for
   * something else.
   *
   * @default 1
   */
  readonly parallelism?: number;

  /**
   * How long a run may take, in whole seconds, when that is less than what its invocation has left: at least two seconds
   * less than the function's time-out. Then the handler is told to stop, and soon after the run has failed with the type
   * `TimeoutError`. A task of a batch is begun only while there is that much time left.
   *
   * @default - as long as its invocation may run
   */
  readonly taskTimeout?: Duration;

  /**
   * How many invocations of the handler's function work at once at most on tasks of the lane `default`, 2 to 1000
   * (Lambda's limits for a queue): on all tasks, where their types have no other lanes. Other lanes have limits of their
   * own ({@link TaskLaneOptions.maxConcurrency}); what limits all of them together is `reservedConcurrentExecutions` in
   * `functionOptions`.
   *
   * @default - as many as the account's concurrency allows
   */
  readonly maxConcurrency?: number;

  /**
   * How long the queue hides a message from others once it was received. It must not be shorter than the function's
   * time-out. A task whose worker died is begun again after this time.
   *
   * @default - with a handler, the function's time-out, `maxBatchingWindow` and 30 seconds; without one, 15 minutes, as
   * long as any Lambda function may run
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
   * Options of the handler's function: time-out, memory, VPC, environment and so on. They go on top of the
   * `functionOptions` of an API of the same app.
   *
   * @default - 30 seconds and 512 MB, on ARM, with logs that are kept for a month
   */
  readonly functionOptions?: lambda.FunctionOptions;

  /**
   * Options of the function that takes in what lands in the dead-letter queue, on top of the `functionOptions` of an API
   * of the same app. It needs the network only for DynamoDB.
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
 * Where its task types have lanes, there is a queue for each, beside the one of the lane `default`; the function and the
 * dead-letter queue are the same for all.
 *
 * Grant to the worker what its handler needs: `bucket.grantReadWrite(worker)`.
 */
export class TaskWorker extends Construct implements iam.IGrantable, ec2.IConnectable {
  /**
   * The queue of the tasks that wait for this worker; where there are lanes, the one of the lane `default` (see
   * {@link queueOf}). Its messages are encrypted with a key that SQS manages, and kept for 14 days.
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
   * The queue's subscription to the API's topic; where there are lanes, the one of the lane `default`.
   */
  public readonly subscription: sns.Subscription;

  /**
   * The function that the queue feeds: it runs the handler, or invokes the function that does; undefined without a handler.
   */
  public readonly handlerFunction?: lambda.IFunction;

  /**
   * What feeds the function from the queue; undefined without a handler. Where there are lanes, the one of the lane
   * `default`.
   */
  public readonly eventSource?: lambda.EventSourceMapping;

  private readonly lanes: TaskQueue[];
  private readonly eventSources: lambda.EventSourceMapping[] = [];
  private readonly workFunction?: lambda.IFunction;

  constructor(scope: Construct, id: string, props: TaskWorkerProps) {
    super(scope, id);
    checkProps(props);
    const { api, handler, taskTypes } = props;
    if (api instanceof AsyncTaskApi) api._addWorker(this, taskTypes);

    const retryPolicy = retryPolicyOf(props);
    const maxReceiveCount = maxReceiveCountOf(props.maxReceiveCount, handler && mostAttempts(retryPolicy, taskTypes));
    const shared = api instanceof AsyncTaskApi ? api._functionOptions : undefined;
    const functionOptions = mergeOptions(shared, props.functionOptions);
    const deadLetterOptions = mergeOptions(shared, props.deadLetterFunctionOptions);

    const bound = handler && bindHandler(this, handler, props, retryPolicy, functionOptions);
    this.handlerFunction = bound?.handlerFunction;
    this.workFunction = bound?.workFunction;

    const { lanes, deadLetterQueue } = createQueues(this, {
      topic: api.topic,
      taskTypes,
      lanes: lanesOf(taskTypes, props.maxConcurrency),
      visibilityTimeout: props.visibilityTimeout ?? visibilityOf(bound?.timeout, props.maxBatchingWindow),
      deadLetterVisibilityTimeout: DeadLetterFunction.timeoutOf(deadLetterOptions).plus(Duration.seconds(30)),
      maxReceiveCount,
    });
    this.lanes = lanes;
    this.queue = this.queueOf(DEFAULT_LANE);
    this.subscription = this.subscriptionOf(DEFAULT_LANE);
    this.deadLetterQueue = deadLetterQueue;

    if (bound) {
      this.eventSources = feedFunction(this, {
        target: bound.handlerFunction,
        lanes,
        batchSize: props.batchSize ?? 1,
        maxBatchingWindow: props.maxBatchingWindow,
        reservedConcurrentExecutions: functionOptions.reservedConcurrentExecutions,
      });
      this.eventSource = this.eventSourceOf(DEFAULT_LANE);
    }
    this.deadLetterFunction = new DeadLetterFunction(this, 'DeadLetterFunction', {
      apiName: api.apiName,
      table: api.table,
      deadLetterQueue: this.deadLetterQueue,
      maxReceiveCount,
      options: deadLetterOptions,
    });
  }

  /**
   * The role of the handler's function: of the one that does the work, if the worker only invokes it.
   *
   * @throws without a handler: there is no function, and whoever takes tasks from the queue has a role of its own
   */
  public get grantPrincipal(): iam.IPrincipal {
    return this.requireFunction().grantPrincipal;
  }

  /**
   * The network connections of the handler's function: of the one that does the work, if the worker only invokes it.
   *
   * @throws without a handler, or when its function is not in a VPC
   */
  public get connections(): ec2.Connections {
    return this.requireFunction().connections;
  }

  /**
   * The names of the lanes, `default` first: each is a queue.
   */
  public get laneNames(): string[] {
    return this.lanes.map(({ name }) => name);
  }

  /**
   * The queue of a lane.
   *
   * @param lane its name
   * @throws when none of the worker's task types has the lane
   */
  public queueOf(lane: string): sqs.Queue {
    return this.lanes[this.indexOf(lane)].queue;
  }

  /**
   * The subscription of a lane's queue to the API's topic.
   *
   * @param lane its name
   * @throws when none of the worker's task types has the lane
   */
  public subscriptionOf(lane: string): sns.Subscription {
    return this.lanes[this.indexOf(lane)].subscription;
  }

  /**
   * What feeds the function from a lane's queue; undefined without a handler.
   *
   * @param lane its name
   * @throws when none of the worker's task types has the lane
   */
  public eventSourceOf(lane: string): lambda.EventSourceMapping | undefined {
    return this.eventSources[this.indexOf(lane)];
  }

  /**
   * Allows somebody to take messages from the queues of all lanes: a program that works instead of a handler. The
   * handler's function may do so anyway.
   *
   * @param grantee whoever takes them
   */
  public grantConsumeMessages(grantee: iam.IGrantable): iam.Grant {
    return this.lanes.map(({ queue }) => queue.grantConsumeMessages(grantee)).reduce((all, grant) => all.combine(grant));
  }

  private indexOf(lane: string): number {
    const { laneNames } = this;
    if (!laneNames.includes(lane)) throw new Error(`the worker ${this.node.path} has no lane ${JSON.stringify(lane)}; its task types have ${laneNames.join(', ')}`);
    return laneNames.indexOf(lane);
  }

  private requireFunction(): lambda.IFunction {
    if (this.workFunction) return this.workFunction;
    throw new Error(`the worker ${this.node.path} has no handler, so there is no function to grant to or connect: grant to the program that reads its queue`);
  }
}

function checkProps(props: TaskWorkerProps): void {
  if (props.taskTypes.length === 0) throw new Error('a worker needs at least one task type to serve');
  checkUnique(props.taskTypes);
  checkConcurrency('maxConcurrency', props.maxConcurrency);
  checkHandlerProps(props);
}

/**
 * For how long a queue hides a message as a rule.
 *
 * @param timeout of the function that it feeds; without one, nobody knows how long whoever takes the message needs
 */
function visibilityOf(timeout: Duration | undefined, window = Duration.seconds(0)): Duration {
  return timeout ? timeout.plus(window).plus(Duration.seconds(30)) : LONGEST_INVOCATION;
}
