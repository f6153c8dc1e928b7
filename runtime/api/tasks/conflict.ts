import { BARE_CLAIM, ROUTE } from '../../../src/contract';
import type { Report } from '../../core/operations/report';
import type { TaskRecord } from '../../core/record/task-record';
import { hasAttemptsLeft, isBare, isDue, isLive, isSettled } from '../../core/record/task-record';
import { lapseOf } from '../../core/transitions/lapse';
import { Problem } from '../../http/problem';

/** What is said of a refusal whose reason is gone already. */
const CHANGED = ', and changed while the report was taken; send it again.';

/** The answer about a task that does not exist, or not any more. */
export function notFound(id: string): Problem {
  return new Problem(404, `There is no task ${JSON.stringify(id.slice(0, 80))}.`);
}

/**
 * The answer to a report that the task refused.
 *
 * @param record the task as it stands
 */
export function reportConflict(record: TaskRecord, report: Report, now: number): Problem {
  return conflict(record, whyNotReported(record, report, now));
}

/**
 * The answer to a cancellation that the task refused.
 *
 * @param record the task as it stands
 */
export function cancelConflict(record: TaskRecord): Problem {
  if (record.status === 'COMPLETED') return conflict(record, ', which is final; only a task that has not settled can be cancelled.');
  if (record.status === 'FAILED') return conflict(record, `, so there is nothing to cancel; it can only be retried (${ROUTE.retry}).`);
  return conflict(record, ', and passed from worker to worker while it was to be cancelled; send the request again.');
}

/**
 * The answer to a retry that the task refused.
 *
 * @param record the task as it stands
 */
export function retryConflict(record: TaskRecord): Problem {
  if (record.status === 'COMPLETED') return conflict(record, ', which is final; to do its work again, create a new task.');
  if (record.cancel_requested) return conflict(record, ', and its worker was asked to stop; it can be retried once it is CANCELLED.');
  return conflict(record, `; only a task that is FAILED or CANCELLED can be retried. This one can be cancelled (${ROUTE.cancel}).`);
}

/** The answer to a retry of a task whose data has been deleted. */
export function dataGone(record: TaskRecord): Problem {
  return conflict(record, ', and cannot be retried, since its data is gone; create a new task.');
}

/**
 * The answer to a deletion of a task that has not settled.
 *
 * @param record the task as it stands
 */
export function removeConflict(record: TaskRecord): Problem {
  return conflict(record, `; only a task that has settled can be deleted. This one can be cancelled (${ROUTE.cancel}).`);
}

/**
 * The answer to a request about a task that is not any more what the client has read.
 *
 * @param record the task as it stands
 */
export function changed({ status }: TaskRecord): Problem {
  return new Problem(412, `The task has changed since you read it, and is ${status} now; read it again, and decide anew.`);
}

/** Why a key cannot create a task: it has created another. */
export function keyReused({ id }: TaskRecord): Problem {
  return new Problem(422, `This Idempotency-Key came with another request before, which created the task ${id}; take a new key for a new task.`);
}

/** Why a task cannot create another by a key: it has created one that was to be different. */
export function childKeyReused({ id }: TaskRecord, parentId: string): Problem {
  return new Problem(422, `The task ${parentId} has created another by this idempotency_key before, ${id}, and asks for something else now: each time it runs, it has to create the same tasks in the same order, or give each a key of its own.`);
}

function conflict({ status }: TaskRecord, why: string): Problem {
  return new Problem(409, `The task is ${status}${why}`);
}

function whyNotReported(record: TaskRecord, report: Report, now: number): string {
  if (record.status === 'COMPLETED') return `, which is final; it cannot become ${report.status}.`;
  if (isSettled(record)) return `, which is final unless a client retries it (${ROUTE.retry}); it cannot become ${report.status}.`;
  if (record.status === 'IN_PROGRESS') {
    return record.claim === (report.claim ?? BARE_CLAIM) ? whyNotByHolder(record, report, now) : whyNotByOther(record, now);
  }
  const isEnd = report.claim !== undefined && report.status !== 'IN_PROGRESS';
  return isEnd && record.status !== 'SCHEDULED' ? whyNotEnded(record, report) : whyNotBegun(record, now);
}

/** Why a report is not taken although it comes from the run that holds the task. */
function whyNotByHolder({ deadline }: TaskRecord, { status, claim, progress }: Report, now: number): string {
  if (status !== 'IN_PROGRESS') return CHANGED;
  if (deadline <= now) return ` past its deadline, ${iso(deadline)}, so that its lease is not extended; it can become COMPLETED or FAILED.`;
  const isBegunAgain = claim === undefined && progress === undefined;
  return isBegunAgain ? ' already; it can become COMPLETED or FAILED, and a report with progress extends its lease.' : CHANGED;
}

/** Why no report is taken but that of the run that holds the task. */
function whyNotByOther(record: TaskRecord, now: number): string {
  if (!isLive(record, now)) {
    const next = lapseOf(record, now)?.to ?? 'RETRYING, and can be begun again,';
    return ` by a run whose lease ended at ${iso(record.lease_until!)}; it becomes ${next} within minutes.`;
  }
  if (isBare(record)) return ' by a worker that gave no claim; until it has settled, only reports without a claim are taken.';
  return ` by a worker with a claim of its own; only reports with that claim are taken. Its lease ends at ${iso(record.lease_until!)}.`;
}

/** Why a run cannot end that does not hold the task. */
function whyNotEnded(record: TaskRecord, { claim }: Report): string {
  if (record.claim === claim) return ': the run with this claim was given up, and its outcome is not taken; IN_PROGRESS begins another.';
  return ', and was not begun with this claim; report IN_PROGRESS with it first.';
}

/** Why no run can begin. */
function whyNotBegun(record: TaskRecord, now: number): string {
  if (record.deadline <= now) return ` past its deadline, ${iso(record.deadline)}; no worker may begin it.`;
  if (!isDue(record, now)) return `, and not due before ${iso(record.not_before!)}; no worker may begin it earlier.`;
  if (record.status === 'SCHEDULED') return ', and due; it becomes CREATED within minutes, and can be begun then.';
  if (!hasAttemptsLeft(record)) return ` after ${record.attempt} attempts, which is all that it may have; no worker may begin it.`;
  return CHANGED;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
