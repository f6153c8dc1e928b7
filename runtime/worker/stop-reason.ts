import type { TaskRecord } from '../core/record/task-record';

/** What decides whether a run may go on. */
type Held = Pick<TaskRecord, 'claim' | 'status' | 'cancel_requested'>;

/** Why a run is to stop, by what the table holds; nothing when it may go on. */
export function stopReason({ claim }: TaskRecord, now: Held | undefined): string | undefined {
  if (now?.status !== 'IN_PROGRESS' || now.claim !== claim) return 'the task is no longer this run\'s';
  return now.cancel_requested ? 'the task was cancelled' : undefined;
}
