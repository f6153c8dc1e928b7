import type { Ports } from '../ports';
import type { StepOutcome, StepValues } from './transition';
import { take } from './transition';
import type { LeaseStep } from './transitions';
import type { TaskRecord } from '../record/task-record';

/** What a step that takes or extends a lease leaves open. */
export type LeaseValues = StepValues & { readonly lease_until: number };

/**
 * Takes a step that takes or extends a lease. As a rule the watch entry covers the lease; where it does not, the step is
 * refused, and taken again with the entry moved.
 *
 * @param values called for each write, since times grow old
 * @param known  the record, if it was read already: it saves the refused write
 */
export async function takeLease(ports: Ports, step: LeaseStep, id: string, values: () => LeaseValues, known?: TaskRecord): Promise<StepOutcome> {
  const first = values();
  if (known && !isCovered(known, first.lease_until)) return take(ports, step.moved, id, first);

  const outcome = await take(ports, step.covered, id, first);
  if (outcome.applied || !outcome.record || isCovered(outcome.record, first.lease_until)) return outcome;
  return take(ports, step.moved, id, values());
}

/** Whether the watchdog looks at the task after the lease, and soon. */
function isCovered(record: TaskRecord, leaseUntil: number): boolean {
  return record.watch_time === undefined || (record.watch_time >= leaseUntil && record.waits === 0);
}
