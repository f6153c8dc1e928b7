import { Logger } from '@aws-lambda-powertools/logger';
import type { TaskLogger } from '../../sdk/typescript/handler';
import { taskKeys } from '../core/record/task-keys';
import type { TaskRecord } from '../core/record/task-record';

/** A logger of JSON lines, whose service is the function's part in the system. */
export function newLogger(service: string): Logger {
  return new Logger({ serviceName: service });
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
