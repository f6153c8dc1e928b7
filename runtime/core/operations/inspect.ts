import type { Item, Ports } from '../ports';
import { deleteAsRead } from './remove';
import { DISPATCH_WAITS_MS, LEASE_GRACE_MS, SCHEDULE_AHEAD_MS, TABLE_KEY, WATCH_INDEX, WATCH_PREFIX } from '../../../src/contract';
import { readRecord } from '../record/read';
import type { TaskRecord } from '../record/task-record';
import { isDue, isExpired, isLive, isSettled } from '../record/task-record';
import { lapseOf, lostRun, takeLapse } from '../transitions/lapse';
import type { Step, StepOutcome } from '../transitions/transition';
import { take } from '../transitions/transition';
import { REDISPATCH, START, TAKE_BACK, WATCH_ON } from '../transitions/transitions';

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
export type Care =
  /** There was nothing to do, or somebody else was faster. */
  | { readonly did: 'nothing' }
  | { readonly did: Did | 'lapsed' | 'removed'; readonly record: TaskRecord };

type Did = 'left' | 'started' | 'dispatched' | 'took back';

/** Looks after a task that the watch index, which may be behind the table, says is due. */
export async function lookAfter(ports: Ports, id: string): Promise<Care> {
  const record = await readRecord(ports, id);
  const now = ports.clock.now();
  if (!record || isSettled(record) || record.watch_time! > now) return { did: 'nothing' };
  // Readers have taken an expired record as absent for some time; nobody settles it any more.
  if (isExpired(record, now)) return careOf('removed', await deleteAsRead(ports, record));

  const lapse = lapseOf(record, now);
  if (lapse) return careOf('lapsed', await takeLapse(ports, record, lapse));
  const decision = decide(record, now);
  return careOf(decision.did, await carryOut(ports, record, decision));
}

function careOf(did: Did | 'lapsed' | 'removed', outcome: StepOutcome): Care {
  return outcome.applied ? { did, record: outcome.record } : { did: 'nothing' };
}

/** A step that the watchdog takes. */
interface Decision {
  readonly did: Did;
  readonly step: Step;
  /** When it looks again. */
  readonly watchTime: number;
  /** How often the task was dispatched without any progress, if that changes. */
  readonly waits?: number;
}

/** What an open task needs that may still be run. */
function decide(record: TaskRecord, now: number): Decision {
  if (isLive(record, now)) return { did: 'left', step: WATCH_ON, watchTime: record.lease_until! };
  if (record.status === 'SCHEDULED') return decideScheduled(record.not_before!, now);
  if (record.status === 'IN_PROGRESS') return { did: 'took back', step: TAKE_BACK, watchTime: now + DISPATCH_WAITS_MS[0] };
  if (!isDue(record, now)) return { did: 'left', step: WATCH_ON, watchTime: record.not_before! };

  // A long backoff ends here; it is no dispatch in vain.
  const waits = record.watch_time! <= (record.not_before ?? 0) ? record.waits : record.waits + 1;
  return { did: 'dispatched', step: REDISPATCH, watchTime: now + waitAfter(waits), waits };
}

function decideScheduled(runAt: number, now: number): Decision {
  if (runAt - now > SCHEDULE_AHEAD_MS) return { did: 'left', step: WATCH_ON, watchTime: runAt - SCHEDULE_AHEAD_MS };
  return { did: 'started', step: START, watchTime: Math.max(runAt, now) + DISPATCH_WAITS_MS[0] };
}

async function carryOut(ports: Ports, record: TaskRecord, { step, watchTime, waits }: Decision): Promise<StepOutcome> {
  return take(ports, step, record.id, {
    read: record.rev,
    waits,
    error: lostRun(record),
    // Never after the deadline, unless somebody holds the task beyond it.
    watch_time: step === WATCH_ON && record.status === 'IN_PROGRESS' ? watchTime : Math.min(watchTime, record.deadline),
  });
}

function waitAfter(waits: number): number {
  return DISPATCH_WAITS_MS[Math.min(waits, DISPATCH_WAITS_MS.length - 1)];
}
