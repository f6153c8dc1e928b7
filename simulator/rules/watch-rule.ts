import type { TaskState } from './task-state';
import type { Violate } from './violation';
import type { Item } from '../../runtime/core/ports';
import { DISPATCH_WAITS_MS, TERMINAL_STATUSES, WATCH_PREFIX } from '../../src/contract';
import { MINUTE, SECOND } from '../world/time';

/** By how much clocks may disagree: each heartbeat of an external worker sets its lease by another one. */
const CLOCKS_MS = 5 * SECOND;

/** How far a watch entry may lie behind what it waits for. */
const BEHIND_MS = 15 * MINUTE + CLOCKS_MS;

/** Every open record is watched, soon enough; no other looks open. */
export function checkWatch(state: TaskState, item: Item, buckets: number, violate: Violate): void {
  if (TERMINAL_STATUSES.includes(item.status)) {
    if (item.watch_key?.startsWith(WATCH_PREFIX.open)) violate(state, 'a settled task is not watched', `it is ${item.status} under ${item.watch_key}`);
    if (item.status === 'FAILED' && !isIn(item.watch_key, WATCH_PREFIX.failed, buckets)) {
      violate(state, 'a failed task is found among the failed', `its watch_key is ${item.watch_key}`);
    }
    return;
  }
  if (!isIn(item.watch_key, WATCH_PREFIX.open, buckets) || typeof item.watch_time !== 'number') {
    violate(state, 'every open task is watched', `after ${item.transition} its watch_key is ${item.watch_key}, its watch_time ${item.watch_time}`);
    return;
  }
  const wait = DISPATCH_WAITS_MS[Math.min(item.idle_dispatches ?? 0, DISPATCH_WAITS_MS.length - 1)];
  const lease = item.status === 'IN_PROGRESS' ? state.claim?.longestLease ?? 0 : 0;
  const bound = Math.max(item.not_before ?? 0, lease, state.lastDispatchAt + wait) + BEHIND_MS;
  if (item.watch_time > bound) {
    violate(state, 'every open task is watched soon enough', `after ${item.transition} its watch_time is ${seconds(item.watch_time - bound)} s later than the bound`);
  }
  const end = Math.max(item.deadline, lease + CLOCKS_MS);
  if (item.watch_time > end) {
    violate(state, 'a task is watched before its deadline', `after ${item.transition} its watch_time is ${seconds(item.watch_time - end)} s behind deadline and lease`);
  }
}

function isIn(key: string | undefined, prefix: string, buckets: number): boolean {
  if (!key?.startsWith(prefix)) return false;
  const bucket = Number(key.slice(prefix.length));
  return Number.isInteger(bucket) && bucket >= 0 && bucket < buckets;
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / SECOND);
}
