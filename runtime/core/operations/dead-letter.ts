import { DISPATCH_WAITS_MS } from '../../../src/contract';
import type { Ports } from '../ports';
import { readTask } from '../record/read';
import type { TaskError, TaskRecord } from '../record/task-record';
import { isDue, isLive, isSettled } from '../record/task-record';
import { lapseOf, applyLapse } from '../transitions/lapse';
import type { TransitionOutcome } from '../transitions/transition';
import { applyTransition } from '../transitions/transition';
import { NOTE_DEAD_LETTER } from '../transitions/transitions';

/** A dispatch that a queue has given up. */
export interface DeadLetter {
  readonly id: string;
  /** The `CreatedTime` and the `Dispatch` of the message. */
  readonly createdTime: number;
  readonly dispatch: number;
  /** How often it was received. */
  readonly receives: number;
}

/**
 * Writes down that nobody could start a task, and brings its next dispatch forward; nothing when the task has gone on
 * without this message. Only this dispatch is dead: the task is not, and no attempt is spent.
 */
export async function noteDeadLetter(ports: Ports, letter: DeadLetter): Promise<TransitionOutcome | undefined> {
  const record = await readTask(ports, letter.id);
  const now = ports.clock.now();
  if (!record || isSettled(record) || isLive(record, now) || !isLatest(letter, record)) return undefined;

  const lapse = lapseOf(record, now);
  if (lapse) return applyLapse(ports, record, lapse);
  // It waits on purpose, and the watchdog knows.
  if (!isDue(record, now)) return undefined;

  return applyTransition(ports, NOTE_DEAD_LETTER, record.id, {
    read: record.revision,
    error: notStarted(letter),
    watch_time: Math.min(record.watch_time!, now + waitOf(record), record.deadline),
  });
}

function isLatest({ createdTime, dispatch }: DeadLetter, record: TaskRecord): boolean {
  return createdTime === record.created_time && dispatch === record.dispatch;
}

/** Dead letters that follow one another must not become a storm, nor wait as long as a dispatch that was lost. */
function waitOf({ idle_dispatches }: TaskRecord): number {
  return Math.min(DISPATCH_WAITS_MS[0] * 2 ** idle_dispatches, DISPATCH_WAITS_MS[1]);
}

function notStarted({ dispatch, receives }: DeadLetter): TaskError {
  return {
    type: 'NotStarted',
    message: `dispatch ${dispatch} was received ${receives} times from its worker's queue, and nobody could start it; it will be dispatched again`,
  };
}
