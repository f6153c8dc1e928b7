import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DEFAULT_LANE } from '../contract';
import { bindHandler } from './private/bind-handler';
import { checkHandlerProps } from './private/check-handler-props';
import { DeadLetterFunction } from './private/dead-letter-function';
import { feedFromLanes } from './private/feed-from-lanes';
import { maxReceiveCountOf, maxAttemptsOf, retryPolicyOf } from './private/retry-policy';
import { createQueues, TaskQueue } from './private/task-queues';
import { lanesOf } from './private/worker-lanes';
import { TaskWorkerProps } from './task-worker-props';
import { AsyncTaskApi } from '../api/async-task-api';
import { checkConcurrency } from '../private/check-number';
import { mergeOptions } from '../private/function-options';
import { checkUnique } from '../task-type/private/join-task-types';

/** As long as any function may run (a Lambda quota). */
const LONGEST_INVOCATION = Duration.minutes(15);

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
    if (api instanceof AsyncTaskApi) api._workers.add(this, taskTypes);

    const retryPolicy = retryPolicyOf(props);
    const maxReceiveCount = maxReceiveCountOf(props.maxReceiveCount, handler && maxAttemptsOf(retryPolicy, taskTypes));
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
      this.eventSources = feedFromLanes(this, {
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
