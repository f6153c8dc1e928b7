import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { TaskState } from './task-state';
import type { Violate } from './violation';
import type { Invocation, Outcome } from '../aws/invocation';

/** The tasks of a batch, by the ids of their messages. */
export type Batch = ReadonlyMap<string, TaskState>;

/** Whether the batch has no other message for the same task. */
export function isAlone(state: TaskState, batch: Batch): boolean {
  return [...batch.values()].filter((each) => each === state).length === 1;
}

/** The transitions after which another attempt follows. */
const ATTEMPT_ENDS: readonly string[] = ['fail-attempt', 'release'];

/** What must hold of the messages of a batch: each has its own outcome, whatever becomes of its neighbours. */
export class BatchRules {
  /** How many batches had so many messages. */
  public readonly sizes: Record<number, number> = {};
  /** How many messages went back without a claim. */
  public unclaimed = 0;

  public constructor(private readonly violate: Violate) {}

  public onBegin(messages: readonly SQSRecord[]): void {
    this.sizes[messages.length] = (this.sizes[messages.length] ?? 0) + 1;
  }

  public onEnd(invocation: Invocation, outcome: Outcome<SQSBatchResponse>, batch: Batch): void {
    if (outcome.kind !== 'returned') return;
    for (const { itemIdentifier } of outcome.result.batchItemFailures) {
      const state = batch.get(itemIdentifier);
      if (!state) continue;
      if (!state.claimsOf.has(invocation.number)) this.unclaimed += 1;
      // A message comes back for the attempt that another of its task has made meanwhile.
      if (isAlone(state, batch)) this.checkReturned(state, invocation);
    }
  }

  /** The message of a task that is over does not come again, even if its neighbours do. */
  private checkReturned(state: TaskState, invocation: Invocation): void {
    const own = state.claimsOf.get(invocation.number);
    const hasSettled = own?.endedBy !== undefined && !ATTEMPT_ENDS.includes(own.endedBy) && invocation.lastAnswers.get(state.id) === 'done';
    if (hasSettled) this.violate(state, 'a settled task does not come again', `its run ended with ${own.endedBy}, and its message was returned`);
  }
}
