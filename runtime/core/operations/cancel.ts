import type { Ports } from '../ports';
import type { TaskRecord } from '../record/task-record';
import { isSettled } from '../record/task-record';
import { settledTtl } from '../transitions/settle';
import type { TransitionOutcome } from '../transitions/transition';
import { applyTransition } from '../transitions/transition';
import { CANCEL, REQUEST_CANCEL } from '../transitions/transitions';

/** How often a task may pass into a worker's hands, or out of them, while it is being cancelled. */
const TRIES = 4;

/**
 * Cancels a task for its client: at once as long as no worker holds it, else by asking the worker. To ask again changes
 * nothing.
 */
export async function cancelTask(ports: Ports, record: TaskRecord): Promise<TransitionOutcome> {
  let current = record;
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (isCancelled(current)) return { applied: true, record: current };
    if (isSettled(current)) break;

    const transition = current.status === 'IN_PROGRESS' ? REQUEST_CANCEL : CANCEL;
    const outcome = await applyTransition(ports, transition, current.id, { ttl: settledTtl(ports, current) });
    if (outcome.applied || !outcome.record) return outcome;
    current = outcome.record;
  }
  return { applied: false, record: current };
}

/** Whether the task's client has its way already. */
function isCancelled(record: TaskRecord): boolean {
  return record.status === 'CANCELLED' || (record.status === 'IN_PROGRESS' && record.cancel_requested === true);
}
