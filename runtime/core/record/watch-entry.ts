import { bucketOf } from './bucket';
import type { TaskRecord } from './task-record';
import { WATCH_PREFIX } from '../../../src/contract';

/**
 * The watch entry of an open task: when the watchdog looks at it. That is never after the deadline, so that the deadline
 * holds whatever else happens.
 */
export function watchAttributes(id: string, buckets: number, time: number, deadline: number): Required<Pick<TaskRecord, 'watch_key' | 'watch_time'>> {
  return { watch_key: `${WATCH_PREFIX.open}${bucketOf(id, buckets)}`, watch_time: Math.min(time, deadline) };
}

/** The key of the entry that an open task gets when it fails: in the bucket that it is in. */
export function failedKey({ watch_key }: TaskRecord): string | undefined {
  return watch_key?.replace(WATCH_PREFIX.open, WATCH_PREFIX.failed);
}
