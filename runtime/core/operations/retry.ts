import { lastMoment } from './create';
import { DISPATCH_WAITS_MS } from '../../../src/contract';
import type { TaskPolicy } from '../policy';
import type { Ports } from '../ports';
import { extendPayload } from '../record/payload';
import type { TaskRecord } from '../record/task-record';
import { watchAttributes } from '../record/watch-entry';
import type { TransitionOutcome } from '../transitions/transition';
import { applyTransition } from '../transitions/transition';
import { RETRY, RETRY_WITHOUT_TTL } from '../transitions/transitions';

/**
 * Starts a task again that has failed or was cancelled: with all its attempts, and until a new deadline.
 *
 * @throws {@link PayloadMissing} when its data is gone
 */
export async function retryTask(ports: Ports, policy: TaskPolicy, record: TaskRecord): Promise<TransitionOutcome> {
  if (record.status !== 'FAILED' && record.status !== 'CANCELLED') return { applied: false, record };

  const now = ports.clock.now();
  const deadline = now + policy.deadline;
  // Before the transition: the data must not disappear from under the new run.
  if (record.data_ref) await extendPayload(ports, record.data_ref, lastMoment(record, deadline, record.client_ttl));

  const { watch_key: open, watch_time } = watchAttributes(record.id, policy.watchBuckets, now + DISPATCH_WAITS_MS[0], deadline);
  return applyTransition(ports, record.client_ttl === undefined ? RETRY_WITHOUT_TTL : RETRY, record.id, {
    read: record.revision,
    attempt_limit: record.max_attempts && record.attempt + record.max_attempts,
    deadline,
    open,
    watch_time,
  });
}
