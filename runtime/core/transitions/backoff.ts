import type { RetryPolicy } from '../policy';
import type { Ports } from '../ports';
import type { TaskRecord } from '../record/task-record';

/**
 * How long a task waits after a failed attempt, in milliseconds: anything up to a bound that doubles with each attempt.
 * Tasks that failed together do not come back together.
 */
export function backoff(ports: Pick<Ports, 'random'>, policy: RetryPolicy, record: TaskRecord): number {
  const bound = Math.min(policy.maxRetryDelay, policy.retryDelay * 2 ** (attemptsSinceRetry(record) - 1));
  return Math.floor(fraction(ports) * bound);
}

/** Attempts count on when a client starts the task again; the waits begin anew. Before its first claim a record may have no limit. */
function attemptsSinceRetry({ attempt, attempt_limit = 0, max_attempts = 0 }: TaskRecord): number {
  return attempt - (attempt_limit - max_attempts);
}

function fraction({ random }: Pick<Ports, 'random'>): number {
  return Buffer.from(random.bytes(4)).readUInt32BE() / 2 ** 32;
}
