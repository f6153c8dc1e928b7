import { Logger } from '@aws-lambda-powertools/logger';
import type { TaskLogger } from '../../sdk/typescript/handler';
import type { TaskRecord } from '../core/record/task-record';

/** What a log line about a task carries; never its data, its result or its claim. */
export type TaskKeys = {
  readonly task_id: string;
  readonly task_type: string;
  readonly scope: string;
  readonly attempt: number;
};

/** A logger of JSON lines, whose service is the function's part in the system. */
export function newLogger(service: string): Logger {
  return new Logger({ serviceName: service });
}

export function taskKeys(record: TaskRecord): TaskKeys {
  return { task_id: record.id, task_type: record.task_type, scope: record.scope, attempt: record.attempt };
}

/** The logger that a handler gets: each of its lines says which task it is about, whatever else it says. */
export function taskLogger(logger: Logger, record: TaskRecord): TaskLogger {
  const keys = taskKeys(record);
  return {
    debug: (message, fields = {}) => logger.debug(message, fields, keys),
    info: (message, fields = {}) => logger.info(message, fields, keys),
    warn: (message, fields = {}) => logger.warn(message, fields, keys),
    error: (message, fields = {}) => logger.error(message, fields, keys),
  };
}
