import { LEASE_GRACE_MS, MAX_HIDE_MS } from '../../src/contract';
import type { TaskRecord } from '../core/record/task-record';
import { isDue, isLive, isSettled } from '../core/record/task-record';
import type { Lapse } from '../core/transitions/lapse';
import { lapseOf } from '../core/transitions/lapse';

/** What becomes of a queue's message: it is done with, or the queue shows it again, as a rule or after so many milliseconds. */
export type Verdict = 'delete' | 'return' | { readonly hideFor: number };

/**
 * What becomes of the message of a task that was not claimed: somebody else has it, or nobody may, or not yet; or it is
 * over, and has to be settled.
 *
 * @param record the task; nothing when there is none
 */
export function verdictOn(record: TaskRecord | undefined, taskType: string, messageId: string, now: number): Verdict | Lapse {
  if (!record || isSettled(record) || record.status === 'SCHEDULED' || record.task_type !== taskType) return 'delete';
  if (isLive(record, now)) {
    // The watchdog finds the task if its holder is lost, but the holder's own message comes sooner.
    const isHolders = record.claim!.startsWith(`${messageId}:`);
    return isHolders ? { hideFor: record.lease_until! + LEASE_GRACE_MS - now } : 'delete';
  }
  const lapse = lapseOf(record, now);
  if (lapse) return lapse;
  return isDue(record, now) ? 'return' : hideUntil(record.not_before!, now);
}

/** What becomes of the message of a task that is not due: hidden messages fill a queue, so that long waits are the watchdog's. */
export function hideUntil(time: number, now: number): Verdict {
  return time - now <= MAX_HIDE_MS ? { hideFor: time - now } : 'delete';
}
