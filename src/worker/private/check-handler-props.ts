import { Duration } from 'aws-cdk-lib';
import { checkBatch } from '../../private/check-batch';
import { checkNumber } from '../../private/check-number';
import { checkDuration, isLonger } from '../../private/durations';
import { TaskType } from '../../task-type/task-type';
import { TaskWorkerProps } from '../task-worker-props';

/** What a function needs beyond the time of its longest run: to claim the task, and to record what came of it. */
const RECORDING_ALLOWANCE = Duration.seconds(2);

/** What a function needs at least: with less than two seconds left, no run is begun. */
const SHORTEST_TIMEOUT = Duration.seconds(3);

/** Props that only have an effect with a handler. */
const HANDLER_PROPS = [
  'batchSize', 'maxBatchingWindow', 'parallelism', 'taskTimeout', 'maxConcurrency', 'functionOptions', 'semantics', 'maxAttempts', 'retryDelay', 'maxRetryDelay',
] as const;

/** Throws when the props of the handler's function contradict each other, or there is no handler. */
export function checkHandlerProps(props: TaskWorkerProps): void {
  if (!props.handler) {
    const needless = HANDLER_PROPS.find((name) => props[name] !== undefined);
    if (needless) throw new Error(`${needless} is for a worker with a handler, and this one has none: leave it out, or set handler`);
    checkLaneLimits(props.taskTypes);
    return;
  }
  const { parallelism, taskTimeout } = props;
  checkBatch(props);
  checkNumber('parallelism', parallelism, 1, 1000);
  checkDuration('taskTimeout', taskTimeout, Duration.seconds(1));
}

/**
 * Throws when a run could never begin, since its function could not record what came of it.
 *
 * @param timeout the function's
 */
export function checkTimeouts(taskTimeout: Duration | undefined, timeout: Duration): void {
  if (isLonger(SHORTEST_TIMEOUT, timeout)) {
    throw new Error(`the function's time-out is ${timeout.toHumanString()}, too short to run a task and record what came of it: it takes ${SHORTEST_TIMEOUT.toHumanString()} or more; set a longer functionOptions.timeout`);
  }
  if (!taskTimeout || !isLonger(taskTimeout.plus(RECORDING_ALLOWANCE), timeout)) return;
  throw new Error(`taskTimeout is ${taskTimeout.toHumanString()}, and must be shorter than the function's time-out of ${timeout.toHumanString()} by two seconds or more: shorten it, or set a longer functionOptions.timeout`);
}

/**
 * Throws when the queue would hand out a task whose run still goes on.
 *
 * @param timeout the function's
 */
export function checkVisibility(visibilityTimeout: Duration | undefined, timeout: Duration): void {
  if (!visibilityTimeout || !isLonger(timeout, visibilityTimeout)) return;
  throw new Error(`visibilityTimeout is ${visibilityTimeout.toSeconds()} seconds, shorter than the function's time-out of ${timeout.toSeconds()}: the queue would show a task to a second worker while the first still runs it`);
}

/** A lane's limit is one of the mapping that feeds the handler's function. */
function checkLaneLimits(taskTypes: TaskType[]): void {
  const limited = taskTypes.flatMap(({ lanes }) => lanes).find(({ maxConcurrency }) => maxConcurrency !== undefined);
  if (limited) throw new Error(`maxConcurrency of the lane ${JSON.stringify(limited.name)} is for a worker with a handler, and this one has none: leave it out, or set handler`);
}
