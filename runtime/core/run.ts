import { backoff } from './backoff';
import type { LeaseValues } from './lease';
import { takeLease } from './lease';
import { asAttributes, placePayload } from './payload';
import type { RetryPolicy, WorkerPolicy } from './policy';
import type { Ports } from './ports';
import { cutError, failure, settledTtl } from './settle';
import type { StepOutcome } from './step';
import { take } from './step';
import { CLAIM, COMPLETE, END_CANCELLED, FAIL, FAIL_RETRYABLY } from './steps';
import type { TaskError, TaskRecord } from './task-record';
import { hasAttemptsLeft } from './task-record';
import { cutText } from './text';
import { DISPATCH_WAITS_MS, LEASE_GRACE_MS, MAX_HIDE_MS } from '../../src/contract';

/** How long to wait before each repetition of a claim whose outcome is not known, in milliseconds. */
const CLAIM_WAITS_MS = [50, 200, 800];

/** A run that would have less time than this, in milliseconds, is not worth an attempt. */
const LEAST_RUN_MS = 1000;

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
  readonly policy: WorkerPolicy;
}

/**
 * Takes a task for a worker, or says what stands in the way. A request that fails is sent again with the same token, by
 * which its own write is recognised, and with fresh times: what was true of the old ones may not be any more. So the
 * store must not repeat requests by itself.
 *
 * @throws {@link NoTimeLeft} without a claim, or with one that nobody knows of
 */
export async function claimTask(ports: Ports, request: ClaimRequest): Promise<StepOutcome> {
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

async function claimOnce(ports: Ports, request: ClaimRequest): Promise<StepOutcome> {
  return takeLease(ports, CLAIM, request.id, () => claimValues(ports, request));
}

function claimValues({ clock }: Ports, { taskType, claim, leaseUntil, policy }: ClaimRequest): LeaseValues {
  const now = clock.now();
  const lease_until = leaseUntil();
  if (lease_until - now < LEAST_RUN_MS) throw new NoTimeLeft();
  return {
    task_type: taskType,
    claim,
    lease_until,
    over: now - LEASE_GRACE_MS,
    max_attempts: policy.maxAttempts,
    once: policy.atMostOnce || undefined,
  };
}

/** Whether the handler may start: nobody else can have the task yet, and it is not too late for it. */
export function mayStart(ports: Pick<Ports, 'clock'>, record: TaskRecord): boolean {
  const now = ports.clock.now();
  return now < record.lease_until! && now < record.deadline;
}

/** What a run that ends well leaves behind. */
export interface RunResult {
  readonly claim: string;
  /** JSON text. */
  readonly result?: string;
  readonly status_msg?: string;
}

/** Settles a claimed task with its result. */
export async function completeRun(ports: Ports, record: TaskRecord, { claim, result, status_msg }: RunResult): Promise<StepOutcome> {
  const ttl = settledTtl(ports, record);
  const place = result === undefined ? undefined : await placePayload(ports, record.id, 'result', result, ttl);
  return take(ports, COMPLETE, record.id, { claim, ttl, status_msg: cutMessage(status_msg), ...(place && asAttributes('result', place)) });
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
export async function failRun(ports: Ports, policy: RetryPolicy, record: TaskRecord, failed: RunFailure): Promise<StepOutcome> {
  const outcome = failed.retryable && hasAttemptsLeft(record) && !record.once
    ? await failRetryably(ports, policy, record, failed)
    : await take(ports, FAIL, record.id, { ...failure(ports, record, failed.error), ...reportOf(failed) });
  if (outcome.applied || !outcome.record) return outcome;
  if (hasStopped(outcome.record, failed)) return { applied: true, record: outcome.record };
  if (!outcome.record.cancel_requested) return outcome;
  return take(ports, END_CANCELLED, record.id, { ...failure(ports, record, failed.error), ...reportOf(failed) });
}

/** Whether the run said already that it has stopped, and says so again. */
function hasStopped(record: TaskRecord, { claim }: RunFailure): boolean {
  return record.status === END_CANCELLED.to && record.step === END_CANCELLED.name && record.claim === claim;
}

async function failRetryably(ports: Ports, policy: RetryPolicy, record: TaskRecord, failed: RunFailure): Promise<StepOutcome> {
  const now = ports.clock.now();
  const notBefore = now + backoff(ports, policy, record);
  // A short wait is spent by the message itself, hidden; the watchdog looks whether it came. A long one ends by the watchdog.
  const watchTime = notBefore - now <= MAX_HIDE_MS ? notBefore + DISPATCH_WAITS_MS[0] : notBefore;
  return take(ports, FAIL_RETRYABLY, record.id, {
    ...reportOf(failed),
    error: cutError(failed.error),
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
