import type { Status, TransitionName } from '../../../src/contract';
import { BARE_CLAIM, LEASE_GRACE_MS, TERMINAL_STATUSES } from '../../../src/contract';

/** A task as the table holds it. Times ending in `_time` and `ttl` are epoch seconds, the others epoch milliseconds. */
export interface TaskRecord {
  readonly id: string;
  /** The version of this layout. */
  readonly record_version: number;
  readonly scope: string;
  readonly task_type: string;
  readonly lane: string;
  readonly status: Status;
  readonly status_msg?: string;
  /** JSON text of at most 1 KB; larger data is an item of its own, named by `data_ref`. */
  readonly data?: string;
  readonly data_ref?: string;
  /** Like `data`. */
  readonly result?: string;
  readonly result_ref?: string;
  /** The last failure. */
  readonly error?: TaskError;
  readonly created_time: number;
  readonly updated_time?: number;
  /** Of the request that created the task, if that came with an idempotency key. */
  readonly request_hash?: string;
  /** Random, new with every write: how a writer recognises its own write after an ambiguous answer. */
  readonly revision: string;
  /** The transition that wrote last. */
  readonly transition: TransitionName;
  /** The token of the current or last claim. */
  readonly claim?: string;
  /** How many claims there were. */
  readonly attempt: number;
  readonly max_attempts?: number;
  /** No claim at or above it. */
  readonly attempt_limit?: number;
  /** How often the task was dispatched. */
  readonly dispatch: number;
  /** Dispatches since the last progress. */
  readonly idle_dispatches: number;
  readonly lease_until?: number;
  /** No attempt begins before it. */
  readonly not_before?: number;
  /** When the task is given up unless it has settled. */
  readonly deadline: number;
  /** How many seconds the record stays after it settles. */
  readonly retention: number;
  readonly ttl?: number;
  /** The `ttl` that the client asked for. */
  readonly client_ttl?: number;
  /** The task that created this one. */
  readonly parent_id?: string;
  /** How many tasks are above it; none when it is left out. */
  readonly depth?: number;
  readonly list_key?: string;
  readonly list_sort?: string;
  /** Whether a run that may have started is never started again. */
  readonly at_most_once?: boolean;
  /** Whether a client asked for the cancellation of the run. */
  readonly cancel_requested?: boolean;
  readonly progress?: TaskProgress;
  readonly watch_key?: string;
  /** When the watchdog looks at the task, in epoch milliseconds; when it failed, while it is FAILED. */
  readonly watch_time?: number;
}

export interface TaskProgress {
  /** 0 to 100, in hundredths at the finest. */
  readonly percent?: number;
  readonly message?: string;
}

export interface TaskError {
  /** The error's class. */
  readonly type: string;
  readonly message: string;
}

/** Whether nobody changes the task's status any more. */
export function isSettled(record: TaskRecord): boolean {
  return TERMINAL_STATUSES.includes(record.status);
}

/**
 * Whether a run may still hold the task. Its holder knows better, by its own clock; everybody else waits a little longer,
 * since clocks disagree.
 */
export function isLive(record: TaskRecord, now: number): boolean {
  return record.status === 'IN_PROGRESS' && record.lease_until! + LEASE_GRACE_MS >= now;
}

/** Whether the task's time to begin has come. */
export function isDue(record: TaskRecord, now: number): boolean {
  return record.not_before === undefined || record.not_before <= now;
}

/** Whether another attempt may follow. */
export function hasAttemptsLeft(record: TaskRecord): boolean {
  return record.attempt_limit === undefined || record.attempt < record.attempt_limit;
}

/** Whether the worker that holds the task reports over HTTP, and gave no token. */
export function isBare(record: TaskRecord): boolean {
  return record.claim === BARE_CLAIM;
}

/** Whether the record is to be read as absent: DynamoDB deletes expired items within days, not at once. */
export function isExpired(record: TaskRecord, now: number): boolean {
  return record.ttl !== undefined && record.ttl * 1000 <= now;
}

/** When the task was created, in epoch milliseconds, as exactly as the record knows it. */
export function createdAt(record: TaskRecord): number {
  return record.list_sort ? Number(record.list_sort.split('#', 1)[0]) : record.created_time * 1000;
}

/** Epoch seconds, as `ttl` and the times on the wire are counted. */
export function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
