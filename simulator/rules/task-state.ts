import type { Item } from '../../runtime/core/ports';
import { TERMINAL_STATUSES } from '../../src/contract';
import type { Invocation } from '../aws/invocation';
import type { TimelineEntry } from '../world/timeline';

/** A claim as the checker saw it being accepted. */
export interface ClaimState {
  /** The invocation that wrote it; a worker's whole run. */
  readonly writer: Invocation;
  /** What an external worker gave; nothing for a bare one, and for our workers. */
  readonly token?: string;
  /** Whether it came over HTTP without a token. */
  readonly isBare: boolean;
  /** By how much the holder's clock is wrong. */
  readonly skew: number;
  readonly attempt: number;
  leaseUntil: number;
  /** Until when it ever held: a heartbeat that arrives late, after the next one, shortens the lease again. */
  longestLease: number;
  /** Whether nothing has ended it yet. */
  isOpen: boolean;
  /** Whether its handler has started. */
  isStarted: boolean;
  /** Whether its handler said that it surely did not begin. */
  isNotBegun?: boolean;
  /** When its run sent the progress that was written last. */
  progressAt?: number;
  /** The transition by which its holder ended it. */
  endedBy?: string;
}

/** What the checker knows of a task from what it saw: writes, starts of handlers, answers to clients. */
export class TaskState {
  public item?: Item;
  public lastWriter?: Invocation;
  /** When the client's wait began: with the creation, a client's retry, or when the task was to start. */
  public waitingSince = 0;
  /** The latest claim since the last retry. */
  public claim?: ClaimState;
  /** The last claim of each invocation, and of each external worker's token. */
  public readonly claimsOf = new Map<number | string, ClaimState>();
  public claimsSinceRetry = 0;
  public startsSinceRetry = 0;
  public retries = 0;
  /** When a cancellation was accepted, since the last retry. */
  public cancelledAt?: number;
  /** Whether one ever was. */
  public wasCancelled = false;
  public lastDispatchAt = 0;
  public claims = 0;
  public runs = 0;
  /** Runs that have not said that they failed, since the last retry. */
  public runsWithoutFailure = 0;
  /** Whether a run ever began although one before it had not said that it failed. */
  public ranTwice = false;
  public messages = 0;
  public longest = 0;
  /** What the client asked for; a retry forgets it. */
  public runAt?: number;
  public createdAt?: number;
  /** How often: the id of an idempotency key comes again after its task has expired. */
  public creations = 0;
  /** How often it was dispatched, in all its lives; nothing where that is not counted. */
  public dispatches?: number;
  /** The data that its client posted, as JSON, and when it may disappear as its client says. */
  public data?: string;
  public clientTtl?: number;
  /** The data of all that were created with this id, one after another. */
  public readonly posted = new Set<string>();
  /** Whether it may still run when faults are over, so that it has to. */
  public mustComplete = false;
  public isGone = false;
  public readonly timeline: TimelineEntry[] = [];
  public readonly places = new Set<string>();
  public readonly violated = new Set<string>();

  public constructor(public readonly id: string) {
    this.places.add(id);
  }
}

export function isTerminal(item: Item): boolean {
  return TERMINAL_STATUSES.includes(item.status);
}
