import { DISPATCH_WAITS_MS, LEASE_GRACE_MS, LEAST_RUN_MS, MAX_HIDE_MS } from '../../../src/contract';
import type { RetryPolicy, WorkerPolicy } from '../policy';
import type { Ports } from '../ports';
import { asAttributes, placePayload } from '../record/payload';
import { asStored } from '../record/progress';
import type { TaskError, TaskProgress, TaskRecord } from '../record/task-record';
import { hasAttemptsLeft, isExpired } from '../record/task-record';
import { cutText } from '../record/text';
import { backoff } from '../transitions/backoff';
import type { LeaseValues } from '../transitions/lease';
import { applyLease } from '../transitions/lease';
import { cutError, failure, settledTtl } from '../transitions/settle';
import type { Transition, TransitionOutcome } from '../transitions/transition';
import { applyTransition } from '../transitions/transition';
import { CLAIM, COMPLETE, CONFIRM_CANCEL, FAIL, FAIL_ATTEMPT, PROGRESS, RELEASE } from '../transitions/transitions';

/** How long to wait before each repetition of a claim whose outcome is not known, in milliseconds. */
export const CLAIM_WAITS_MS = [50, 200, 800];

/** The invocation ends too soon for a run: the task is another's. */
export class NoTimeLeft extends Error {
  public constructor() {
    super('there is no time left for a run');
    this.name = 'NoTimeLeft';
  }
}

export interface ClaimRequest {
  readonly id: string;
  readonly taskType: string;
  /** The token that fences every later report of this run. */
  readonly claim: string;
  /** Until when the run would hold the task if it claimed it now, in epoch milliseconds. */
  readonly leaseUntil: () => number;
  /** How many milliseconds the lease has to last at least, if that is more than any run needs. */
  readonly leastTime?: number;
  readonly policy: WorkerPolicy;
}

/**
 * Takes a task for a worker, or says what stands in the way. A request that fails is sent again with the same token, by
 * which its own write is recognised, and with fresh times: what was true of the old ones may not be any more. So the
 * store must not repeat requests by itself.
 *
 * @throws {@link NoTimeLeft} without a claim, or with one that nobody knows of
 */
export async function claimTask(ports: Ports, request: ClaimRequest): Promise<TransitionOutcome> {
  for (const wait of CLAIM_WAITS_MS) {
    try {
      return await claimOnce(ports, request);
    } catch (error) {
      if (error instanceof NoTimeLeft) throw error;
      await ports.clock.sleep(wait);
    }
  }
  return claimOnce(ports, request);
}

async function claimOnce(ports: Ports, request: ClaimRequest): Promise<TransitionOutcome> {
  return applyLease(ports, CLAIM, request.id, () => claimValues(ports, request));
}

function claimValues({ clock }: Ports, { taskType, claim, leaseUntil, leastTime = 0, policy }: ClaimRequest): LeaseValues {
  const now = clock.now();
  const lease_until = leaseUntil();
  if (lease_until - now < Math.max(LEAST_RUN_MS, leastTime)) throw new NoTimeLeft();
  return {
    task_type: taskType,
    claim,
    lease_until,
    over: now - LEASE_GRACE_MS,
    max_attempts: policy.maxAttempts,
    at_most_once: policy.atMostOnce || undefined,
  };
}

/** Whether the handler may start: nobody else can have the task yet, it is not too late for it, and the task is still there. */
export function mayStart(ports: Pick<Ports, 'clock'>, record: TaskRecord): boolean {
  const now = ports.clock.now();
  return now < record.lease_until! && now < record.deadline && !isExpired(record, now);
}

/** What a run says while it goes on. */
export interface RunProgress {
  readonly claim: string;
  /** What is left out stays as it was said last. */
  readonly progress?: TaskProgress;
}

/**
 * Says that a claimed task's run is alive, and how far it is; its lease stays what it is. The record says whether the run
 * was asked to stop.
 */
export async function progressRun(ports: Ports, record: TaskRecord, { claim, progress }: RunProgress): Promise<TransitionOutcome> {
  const values = { claim, lease_until: record.lease_until!, progress: progress && asStored(progress) };
  return applyLease(ports, PROGRESS, record.id, () => values, record);
}

/** What a run that ends well leaves behind. */
export interface RunResult {
  readonly claim: string;
  /** JSON text. */
  readonly result?: string;
  readonly status_msg?: string;
}

/** Settles a claimed task with its result. */
export async function completeRun(ports: Ports, record: TaskRecord, { claim, result, status_msg }: RunResult): Promise<TransitionOutcome> {
  const ttl = settledTtl(ports, record);
  const place = result === undefined ? undefined : await placePayload(ports, record.id, 'result', result, ttl);
  return applyTransition(ports, COMPLETE, record.id, { claim, ttl, status_msg: cutMessage(status_msg), ...(place && asAttributes('result', place)) });
}

/** What a run that ends badly leaves behind. */
export interface RunFailure {
  readonly claim: string;
  readonly error: TaskError;
  /** Whether another attempt may go better. */
  readonly retryable: boolean;
  readonly status_msg?: string;
}

/**
 * Ends a claimed task's run with an error: another attempt follows if it may go better and there is one left. If the run
 * was asked to stop, this is how it did.
 */
export async function failRun(ports: Ports, policy: RetryPolicy, record: TaskRecord, failed: RunFailure): Promise<TransitionOutcome> {
  const outcome = failed.retryable && hasAttemptsLeft(record) && !record.at_most_once
    ? await endAttempt(ports, policy, FAIL_ATTEMPT, record, failed)
    : await applyTransition(ports, FAIL, record.id, { ...failure(ports, record, failed.error), ...reportOf(failed) });
  return orCancelled(ports, record, failed, outcome);
}

/**
 * Gives a claimed task back whose run surely did not begin: it is tried again as after a failure, but no attempt is spent,
 * and a task that runs at most once has not run. If the run was asked to stop, this is how it did.
 */
export async function releaseRun(ports: Ports, policy: RetryPolicy, record: TaskRecord, released: Omit<RunFailure, 'retryable'>): Promise<TransitionOutcome> {
  return orCancelled(ports, record, released, await endAttempt(ports, policy, RELEASE, record, released));
}

/** What became of a run that ended badly: cancelled, if that is why the transition was refused. */
async function orCancelled(ports: Ports, record: TaskRecord, ended: Omit<RunFailure, 'retryable'>, outcome: TransitionOutcome): Promise<TransitionOutcome> {
  if (outcome.applied || !outcome.record) return outcome;
  if (hasStopped(outcome.record, ended)) return { applied: true, record: outcome.record };
  if (!outcome.record.cancel_requested) return outcome;
  return applyTransition(ports, CONFIRM_CANCEL, record.id, { ...failure(ports, record, ended.error), ...reportOf(ended) });
}

/** Whether the run said already that it has stopped, and says so again. */
function hasStopped(record: TaskRecord, { claim }: Pick<RunFailure, 'claim'>): boolean {
  return record.status === CONFIRM_CANCEL.to && record.transition === CONFIRM_CANCEL.name && record.claim === claim;
}

async function endAttempt(
  ports: Ports, policy: RetryPolicy, transition: Transition, record: TaskRecord, ended: Omit<RunFailure, 'retryable'>,
): Promise<TransitionOutcome> {
  const now = ports.clock.now();
  const notBefore = now + backoff(ports, policy, record);
  // A short wait is spent by the message itself, hidden; the watchdog looks whether it came. A long one ends by the watchdog.
  const watchTime = notBefore - now <= MAX_HIDE_MS ? notBefore + DISPATCH_WAITS_MS[0] : notBefore;
  return applyTransition(ports, transition, record.id, {
    ...reportOf(ended),
    error: cutError(ended.error),
    not_before: notBefore,
    watch_time: Math.min(watchTime, record.deadline),
  });
}

function reportOf({ claim, status_msg }: { claim: string; status_msg?: string }): { claim: string; status_msg?: string } {
  return { claim, status_msg: cutMessage(status_msg) };
}

function cutMessage(text: string | undefined): string | undefined {
  return text === undefined ? undefined : cutText(text);
}
