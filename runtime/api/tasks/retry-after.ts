import type { TaskRecord } from '../../core/record/task-record';
import { isDue, isSettled } from '../../core/record/task-record';

/** A client that waits for a task asks again after this share of the time that it has waited. */
const SHARE = 0.1;

/** The longest time after which to ask again, in seconds: for a task that may be done any moment, and for one that is not due. */
const LONGEST = 60;
const LONGEST_UNTIL_DUE = 300;

/**
 * The header that says when it is worth asking for a task again: the longer it has been open, the later. A task that has
 * settled has none.
 *
 * @param now epoch milliseconds
 */
export function retryAfter(record: TaskRecord, now: number): { 'retry-after'?: string } {
  if (isSettled(record)) return {};
  const seconds = isDue(record, now)
    ? Math.min(LONGEST, SHARE * (now / 1000 - Math.max(record.created_time, (record.not_before ?? 0) / 1000)))
    : Math.min(LONGEST_UNTIL_DUE, (record.not_before! - now) / 1000);
  return { 'retry-after': String(Math.max(1, Math.ceil(seconds))) };
}
