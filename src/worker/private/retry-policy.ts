import { Duration, Token } from 'aws-cdk-lib';
import {
  DEFAULT_MAX_ATTEMPTS, DEFAULT_MAX_RETRY_DELAY_MS, DEFAULT_RETRY_DELAY_MS, ENV, MAX_ATTEMPTS, SPARE_RECEIVES,
} from '../../contract';
import { checkNumber } from '../../private/check-number';
import { checkDuration, isLonger } from '../../private/durations';
import { TaskType } from '../../task-type/task-type';
import { TaskSemantics } from '../task-semantics';

/** How often a queue hands a message out when neither the user nor the attempts say so. */
const DEFAULT_MAX_RECEIVE_COUNT = 10;

/** What the user says of a worker's attempts. */
export interface RetryOptions {
  readonly semantics?: TaskSemantics;
  readonly maxAttempts?: number;
  readonly retryDelay?: Duration;
  readonly maxRetryDelay?: Duration;
}

/** What that comes to. */
export interface RetryPolicy {
  readonly atMostOnce: boolean;
  readonly maxAttempts: number;
  readonly retryDelay: Duration;
  readonly maxRetryDelay: Duration;
}

/** Fills in what the user left open, and throws where the rest contradicts itself. */
export function retryPolicyOf(options: RetryOptions): RetryPolicy {
  const { maxAttempts, retryDelay, maxRetryDelay } = options;
  checkNumber('maxAttempts', maxAttempts, 1, MAX_ATTEMPTS);
  checkDuration('retryDelay', retryDelay, Duration.seconds(0));
  checkDuration('maxRetryDelay', maxRetryDelay, Duration.seconds(0));
  const atMostOnce = options.semantics === TaskSemantics.AT_MOST_ONCE;
  if (atMostOnce) checkNothingToRetry(options);
  if (retryDelay && maxRetryDelay && isLonger(retryDelay, maxRetryDelay)) {
    throw new Error(`retryDelay is ${retryDelay.toHumanString()}, longer than the maxRetryDelay of ${maxRetryDelay.toHumanString()}, which no wait exceeds: shorten retryDelay, or set a longer maxRetryDelay`);
  }
  return {
    atMostOnce,
    maxAttempts: maxAttempts ?? (atMostOnce ? 1 : DEFAULT_MAX_ATTEMPTS),
    retryDelay: retryDelay ?? shorter(Duration.millis(DEFAULT_RETRY_DELAY_MS), maxRetryDelay),
    maxRetryDelay: maxRetryDelay ?? longer(Duration.millis(DEFAULT_MAX_RETRY_DELAY_MS), retryDelay),
  };
}

/**
 * How many attempts the worker's tasks have at most, unless their clients say otherwise: its own number, or a task
 * type's.
 */
export function maxAttemptsOf({ atMostOnce, maxAttempts }: RetryPolicy, taskTypes: TaskType[]): number {
  const repeated = taskTypes.find(({ _limits: limits }) => atMostOnce && (limits.maxAttempts ?? 1) > 1);
  if (repeated) {
    throw new Error(`maxAttempts of the task type "${repeated.name}" is ${repeated._limits.maxAttempts}, but a task of its worker has one attempt, since the worker's semantics are AT_MOST_ONCE: leave it out, or choose TaskSemantics.AT_LEAST_ONCE`);
  }
  return Token.isUnresolved(maxAttempts) ? maxAttempts : Math.max(maxAttempts, ...taskTypes.map(({ _limits: limits }) => limits.maxAttempts ?? 0));
}

/** How a worker's function is told. */
export function retryEnvironment(policy: RetryPolicy): Record<string, string> {
  return {
    [ENV.maxAttempts]: String(policy.maxAttempts),
    ...(policy.atMostOnce && { [ENV.atMostOnce]: 'true' }),
    [ENV.retryDelay]: String(policy.retryDelay.toSeconds()),
    [ENV.maxRetryDelay]: String(policy.maxRetryDelay.toSeconds()),
  };
}

/**
 * How often the worker's queue hands a message out: often enough for all attempts, and to spare.
 *
 * @param maxReceiveCount the user's, if there is one
 * @param maxAttempts     how many attempts there are; unknown for a worker without a handler
 */
export function maxReceiveCountOf(maxReceiveCount: number | undefined, maxAttempts?: number): number {
  checkNumber('maxReceiveCount', maxReceiveCount, 1, 1000);
  if (maxReceiveCount === undefined) return Math.max(DEFAULT_MAX_RECEIVE_COUNT, receivesFor(maxAttempts));

  const isComparable = !Token.isUnresolved(maxReceiveCount) && !Token.isUnresolved(maxAttempts);
  if (isComparable && maxReceiveCount < receivesFor(maxAttempts)) {
    throw new Error(`maxReceiveCount is ${maxReceiveCount}, too few for maxAttempts of ${maxAttempts}: a message needs a receive for each attempt and ${SPARE_RECEIVES} to spare, since throttling and waiting use them up, too; set maxReceiveCount to ${receivesFor(maxAttempts)} or more, or lower maxAttempts`);
  }
  return maxReceiveCount;
}

/** How many receives attempts need: of a number that is known only at deployment, as many as there can be. */
function receivesFor(maxAttempts: number | undefined): number {
  if (maxAttempts === undefined) return 0;
  return (Token.isUnresolved(maxAttempts) ? MAX_ATTEMPTS : maxAttempts) + SPARE_RECEIVES;
}

function checkNothingToRetry({ maxAttempts, retryDelay, maxRetryDelay }: RetryOptions): void {
  const remedy = 'leave it out, or choose TaskSemantics.AT_LEAST_ONCE';
  if (maxAttempts !== undefined && !Token.isUnresolved(maxAttempts) && maxAttempts > 1) {
    throw new Error(`maxAttempts is ${maxAttempts}, but a task of this worker has one attempt, since its semantics are AT_MOST_ONCE: ${remedy}`);
  }
  for (const [name, delay] of Object.entries({ retryDelay, maxRetryDelay })) {
    if (delay) throw new Error(`${name} is ${delay.toHumanString()}, but a task of this worker has no second attempt to wait for, since its semantics are AT_MOST_ONCE: ${remedy}`);
  }
}

function shorter(one: Duration, other: Duration = one): Duration {
  return isLonger(one, other) ? other : one;
}

function longer(one: Duration, other: Duration = one): Duration {
  return isLonger(other, one) ? other : one;
}
