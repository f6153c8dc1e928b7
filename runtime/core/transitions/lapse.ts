import type { Ports } from '../ports';
import { failure, settledTtl } from './settle';
import type { TransitionOutcome } from './transition';
import { applyTransition } from './transition';
import { LAPSE, LAPSE_CANCELLED } from './transitions';
import type { TaskError, TaskRecord } from '../record/task-record';
import { hasAttemptsLeft, isBare, isLive, isSettled } from '../record/task-record';

/** How a task ends that nobody may run any more. */
export type Lapse = { readonly to: 'CANCELLED' } | { readonly to: 'FAILED'; readonly error: TaskError };

/** Whether nobody may run the task any more although it has not settled, and how it ends then. */
export function lapseOf(record: TaskRecord, now: number): Lapse | undefined {
  if (isSettled(record) || isLive(record, now)) return undefined;
  if (record.cancel_requested) return { to: 'CANCELLED' };

  const error = record.deadline <= now ? deadlineExceeded(record) : lost(record);
  return error && { to: 'FAILED', error: withCause(error, record) };
}

/** Settles the task, unless it has changed since it was read. */
export async function applyLapse(ports: Ports, record: TaskRecord, lapse: Lapse): Promise<TransitionOutcome> {
  if (lapse.to === 'CANCELLED') return applyTransition(ports, LAPSE_CANCELLED, record.id, { read: record.revision, ttl: settledTtl(ports, record) });
  return applyTransition(ports, LAPSE, record.id, { read: record.revision, ...failure(ports, record, lapse.error) });
}

function deadlineExceeded(record: TaskRecord): TaskError {
  return {
    type: 'DeadlineExceeded',
    message: `the task was ${record.status} at its deadline, ${new Date(record.deadline).toISOString()}, after ${record.attempt} attempts`,
  };
}

/** What is to be said of a run whose lease is over: it may have crashed, or been stopped, or have run out of time. */
export function lostRun({ attempt }: TaskRecord): TaskError {
  return { type: 'LeaseExpired', message: `attempt ${attempt} ended without a report: its worker crashed, was stopped or ran out of time` };
}

/** Why a run that is lost is the last one; nothing if it is not. */
function lost(record: TaskRecord): TaskError | undefined {
  const { type, message } = lostRun(record);
  if (!hasAttemptsLeft(record)) return { type, message: `${message}. It was the last attempt` };
  if (record.status !== 'IN_PROGRESS') return undefined;
  if (record.at_most_once) return { type, message: `${message}. It may have done its work, and the task runs at most once` };
  if (isBare(record)) return { type, message: `${message}. It gave no claim token, by which another worker could take over safely` };
  return undefined;
}

function withCause(error: TaskError, { error: cause }: TaskRecord): TaskError {
  return cause ? { ...error, message: `${error.message}; before that: ${cause.type}: ${cause.message}` } : error;
}
