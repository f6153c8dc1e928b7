import type { Ports } from '../ports';
import type { TaskError, TaskRecord } from '../record/task-record';
import { seconds } from '../record/task-record';
import { cutText } from '../record/text';
import { failedKey } from '../record/watch-entry';

/** When a task that settles now may disappear: when its client said, else after its retention. */
export function settledTtl(ports: Pick<Ports, 'clock'>, record: TaskRecord): number {
  return record.client_ttl ?? seconds(ports.clock.now()) + record.retention;
}

/** What a task gets that fails for good. */
export function failure(ports: Pick<Ports, 'clock'>, record: TaskRecord, error: TaskError): { error: TaskError; ttl: number; failed?: string } {
  return { error: cutError(error), ttl: settledTtl(ports, record), failed: failedKey(record) };
}

/** An error, cut to what a record has room for. */
export function cutError({ type, message }: TaskError): TaskError {
  return { type: cutText(type), message: cutText(message) };
}
