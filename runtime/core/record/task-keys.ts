import type { TaskRecord } from './task-record';

/** What a log line about a task carries; never its data, its result or its claim. */
export type TaskKeys = {
  readonly task_id: string;
  readonly task_type: string;
  readonly scope: string;
  readonly attempt: number;
};

/** The keys of a task's log lines. */
export function taskKeys(record: TaskRecord): TaskKeys {
  return { task_id: record.id, task_type: record.task_type, scope: record.scope, attempt: record.attempt };
}
