import { DEFAULT_LANE } from '../../../src/contract';
import type { TaskError, TaskProgress, TaskRecord } from '../../core/record/task-record';
import { isSettled } from '../../core/record/task-record';

/** A task as clients see it. The names, and the nulls, are those of the recipe that this library replaces. */
export interface TaskRepresentation {
  readonly id: string;
  readonly task_type: string;
  /** The lane that it takes; absent when that is the default one. */
  readonly lane?: string;
  /** The task that created it; absent when no task did. */
  readonly parent_id?: string;
  readonly status: string;
  /** What the worker says about the status; empty when it says nothing. */
  readonly status_msg: string;
  readonly created_time: number;
  /** Null until the task is first updated. */
  readonly updated_time: number | null;
  /** How often a worker has begun the task. */
  readonly attempt: number;
  /** How often one may; absent until the client or a worker has said it. */
  readonly max_attempts?: number;
  /** Before when no worker begins the open task, in epoch seconds; absent when it may begin at once. */
  readonly run_at?: number;
  /** How far the worker is. */
  readonly progress?: TaskProgress;
  /** True while a worker that was asked to stop has not. */
  readonly cancel_requested?: true;
  /** When the task may disappear; absent while that is open. */
  readonly ttl?: number;
  /** The last failure. */
  readonly error?: TaskError;
  /** What its client posted; only where that was asked for. */
  readonly data?: unknown;
  /** What the handler returned; absent until the task is COMPLETED, and in lists. */
  readonly result?: unknown;
}

/**
 * @param texts the JSON texts of data and result, if they are to be shown
 */
export function represent(record: TaskRecord, { data, result }: { readonly data?: string; readonly result?: string } = {}): TaskRepresentation {
  return {
    id: record.id,
    task_type: record.task_type,
    lane: record.lane === DEFAULT_LANE ? undefined : record.lane,
    parent_id: record.parent_id,
    status: record.status,
    status_msg: record.status_msg || record.error?.message || '',
    created_time: record.created_time,
    updated_time: record.updated_time ?? null,
    attempt: record.attempt,
    max_attempts: record.max_attempts,
    run_at: runAt(record),
    progress: record.progress,
    cancel_requested: record.cancel_requested ? true : undefined,
    ttl: record.ttl,
    error: record.error,
    data: data === undefined ? undefined : JSON.parse(data),
    result: result === undefined ? undefined : JSON.parse(result),
  };
}

/** Rounded up: a worker that begins the task in that second is never early. */
function runAt(record: TaskRecord): number | undefined {
  return record.not_before === undefined || record.status === 'IN_PROGRESS' || isSettled(record) ? undefined : Math.ceil(record.not_before / 1000);
}

/** The entity tag of a task: each of its writes makes another. */
export function etagOf({ revision }: TaskRecord): string {
  return `"${revision}"`;
}
