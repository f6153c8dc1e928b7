import type { Ports } from '../ports';
import type { TransitionOutcome, TransitionValues } from './transition';
import { applyTransition } from './transition';
import type { LeaseTransition } from './transitions';
import type { TaskRecord } from '../record/task-record';

/** What a transition that takes or extends a lease leaves open. */
export type LeaseValues = TransitionValues & { readonly lease_until: number };

/**
 * Applies a transition that takes or extends a lease. As a rule the watch entry covers the lease; where it does not, the
 * transition is refused, and applied again with the entry moved.
 *
 * @param values called for each write, since times grow old
 * @param known  the record, if it was read already: it saves the refused write
 */
export async function applyLease(
  ports: Ports, transition: LeaseTransition, id: string, values: () => LeaseValues, known?: TaskRecord,
): Promise<TransitionOutcome> {
  const first = values();
  if (known && !isCovered(known, first.lease_until)) return applyTransition(ports, transition.moved, id, first);

  const outcome = await applyTransition(ports, transition.covered, id, first);
  if (outcome.applied || !outcome.record || isCovered(outcome.record, first.lease_until)) return outcome;
  return applyTransition(ports, transition.moved, id, values());
}

/** Whether the watchdog looks at the task after the lease, and soon. */
function isCovered(record: TaskRecord, leaseUntil: number): boolean {
  return record.watch_time === undefined || (record.watch_time >= leaseUntil && record.idle_dispatches === 0);
}
