import type { TaskRecord } from '../core/task-record';

/** A task as clients see it. The names, and the nulls, are those of the recipe that this library replaces. */
export interface TaskRepresentation {
  readonly id: string;
  readonly task_type: string;
  readonly status: string;
  /** What the worker says about the status; empty when it says nothing. */
  readonly status_msg: string;
  readonly created_time: number;
  /** Null until the task is first updated. */
  readonly updated_time: number | null;
  /** How often a worker has begun the task. */
  readonly attempt: number;
  /** When the task may disappear; absent while that is open. */
  readonly ttl?: number;
  readonly error?: { readonly type: string; readonly message: string };
  /** What the handler returned; absent until the task is COMPLETED, and in lists. */
  readonly result?: unknown;
}

/**
 * @param result the result's JSON text, if it is to be shown
 */
export function represent(record: TaskRecord, result?: string): TaskRepresentation {
  return {
    id: record.id,
    task_type: record.task_type,
    status: record.status,
    status_msg: record.status_msg ?? record.error?.message ?? '',
    created_time: record.created_time,
    updated_time: record.updated_time ?? null,
    attempt: record.attempt,
    ttl: record.ttl,
    error: record.error,
    result: result === undefined ? undefined : JSON.parse(result),
  };
}
