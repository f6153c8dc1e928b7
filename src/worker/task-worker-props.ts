import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { TaskHandler } from './task-handler';
import { TaskSemantics } from './task-semantics';
import { IAsyncTaskApi } from '../api/async-task-api-interface';
import { TaskType } from '../task-type/task-type';

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
