import { Problem } from './problem';
import type { ReportableStatus } from '../../src/contract';
import { BARE_CLAIM } from '../../src/contract';
import type { TaskRecord } from '../core/task-record';
import { isSettled } from '../core/task-record';

/**
 * The answer to a report that the task refused.
 *
 * @param record the task as it stands; nothing when there is none any more
 */
export function reportConflict(id: string, record: TaskRecord | undefined, status: ReportableStatus, now: number): Problem {
  return record ? new Problem(409, `The task is ${explain(record, status, now)}`) : notFound(id);
}

/** The answer about a task that does not exist, or not any more. */
export function notFound(id: string): Problem {
  return new Problem(404, `There is no task ${JSON.stringify(id.slice(0, 80))}.`);
}

function explain(record: TaskRecord, status: ReportableStatus, now: number): string {
  if (isSettled(record)) return `${record.status}, which is final; it cannot become ${status}.`;
  if (record.deadline <= now) return `${record.status} past its deadline; no worker may begin it.`;
  if (record.status === 'IN_PROGRESS' && record.claim !== BARE_CLAIM) return 'IN_PROGRESS by a worker with a claim of its own; only that worker reports its end.';
  if (record.status === 'IN_PROGRESS') return 'IN_PROGRESS already; it can become COMPLETED or FAILED.';
  return `${record.status} after ${record.attempt} attempts, which is all that it may have.`;
}
