import type { Item, Ports } from '../ports';
import { deleteAsRead } from './remove';
import { DISPATCH_WAITS_MS, LEASE_GRACE_MS, SCHEDULE_AHEAD_MS, TABLE_KEY, WATCH_INDEX, WATCH_PREFIX } from '../../../src/contract';
import { readRecord } from '../record/read';
import type { TaskRecord } from '../record/task-record';
import { isDue, isExpired, isLive, isSettled } from '../record/task-record';
import { lapseOf, lostRun, applyLapse } from '../transitions/lapse';
import type { Transition, TransitionOutcome } from '../transitions/transition';
import { applyTransition } from '../transitions/transition';
import { DISPATCH_AGAIN, DISPATCH_LOST, DISPATCH_SCHEDULED, WATCH_LATER } from '../transitions/transitions';

/** How many tasks one query finds. */
export const WATCH_PAGE_SIZE = 100;

/**
 * The watch entries of a bucket that are due, the oldest first.
 *
 * @param after the last entry of the page before
 */
export async function dueEntries(ports: Ports, bucket: number, after?: Item): Promise<Item[]> {
  return ports.store.query({
    TableName: ports.table,
    IndexName: WATCH_INDEX.name,
    KeyConditionExpression: '#key = :key AND #time <= :until',
    // A table that was passed in may project more, which no next page could begin after.
    ProjectionExpression: '#id, #key, #time',
    ExpressionAttributeNames: { '#id': TABLE_KEY, '#key': WATCH_INDEX.partitionKey, '#time': WATCH_INDEX.sortKey },
    // An entry at the end of a lease is due when everybody takes the lease as over.
    ExpressionAttributeValues: { ':key': `${WATCH_PREFIX.open}${bucket}`, ':until': ports.clock.now() - LEASE_GRACE_MS },
    Limit: WATCH_PAGE_SIZE,
    ExclusiveStartKey: after,
  });
}

/** What the watchdog did about a task, and what the task is now. */
export type Inspection =
  /** There was nothing to do, or another transition came first. */
  | { readonly action: 'none' }
  | { readonly action: Action | 'lapsed' | 'removed'; readonly record: TaskRecord };

/** `postponed`: inspected again later; `started`: a scheduled task was dispatched; `recovered`: so was one whose run is lost. */
type Action = 'postponed' | 'started' | 'dispatched' | 'recovered';

/** Inspects a task that is due according to the watch index, which may be behind the table. */
export async function inspectTask(ports: Ports, id: string): Promise<Inspection> {
  const record = await readRecord(ports, id);
  const now = ports.clock.now();
  if (!record || isSettled(record) || record.watch_time! > now) return { action: 'none' };
  // Readers have taken an expired record as absent for some time; nobody settles it any more.
  if (isExpired(record, now)) return inspectionOf('removed', await deleteAsRead(ports, record));

  const lapse = lapseOf(record, now);
  if (lapse) return inspectionOf('lapsed', await applyLapse(ports, record, lapse));
  const decision = decide(record, now);
  return inspectionOf(decision.action, await applyDecision(ports, record, decision));
}

function inspectionOf(action: Action | 'lapsed' | 'removed', outcome: TransitionOutcome): Inspection {
  return outcome.applied ? { action, record: outcome.record } : { action: 'none' };
}

/** A transition that the watchdog applies. */
interface Decision {
  readonly action: Action;
  readonly transition: Transition;
  /** When the watchdog inspects the task again. */
  readonly watchTime: number;
  /** How often the task was dispatched without any progress, if that changes. */
  readonly idleDispatches?: number;
}

/** What an open task needs that may still be run. */
function decide(record: TaskRecord, now: number): Decision {
  if (isLive(record, now)) return { action: 'postponed', transition: WATCH_LATER, watchTime: record.lease_until! };
  if (record.status === 'SCHEDULED') return decideScheduled(record.not_before!, now);
  if (record.status === 'IN_PROGRESS') return { action: 'recovered', transition: DISPATCH_LOST, watchTime: now + DISPATCH_WAITS_MS[0] };
  if (!isDue(record, now)) return { action: 'postponed', transition: WATCH_LATER, watchTime: record.not_before! };

  // A long backoff ends here; it is no dispatch in vain.
  const idleDispatches = record.watch_time! <= (record.not_before ?? 0) ? record.idle_dispatches : record.idle_dispatches + 1;
  return { action: 'dispatched', transition: DISPATCH_AGAIN, watchTime: now + waitAfter(idleDispatches), idleDispatches };
}

function decideScheduled(runAt: number, now: number): Decision {
  if (runAt - now > SCHEDULE_AHEAD_MS) return { action: 'postponed', transition: WATCH_LATER, watchTime: runAt - SCHEDULE_AHEAD_MS };
  return { action: 'started', transition: DISPATCH_SCHEDULED, watchTime: Math.max(runAt, now) + DISPATCH_WAITS_MS[0] };
}

async function applyDecision(ports: Ports, record: TaskRecord, { transition, watchTime, idleDispatches }: Decision): Promise<TransitionOutcome> {
  return applyTransition(ports, transition, record.id, {
    read: record.revision,
    idle_dispatches: idleDispatches,
    error: lostRun(record),
    // Never after the deadline, unless somebody holds the task beyond it.
    watch_time: transition === WATCH_LATER && record.status === 'IN_PROGRESS' ? watchTime : Math.min(watchTime, record.deadline),
  });
}

function waitAfter(idleDispatches: number): number {
  return DISPATCH_WAITS_MS[Math.min(idleDispatches, DISPATCH_WAITS_MS.length - 1)];
}
