import type { ReportableStatus } from '../../../src/contract';
import type { TaskPolicy } from '../policy';
import type { Ports } from '../ports';
import { completeRun, failRun } from './run';
import { BARE_CLAIM, DEFAULT_MAX_ATTEMPTS, DEFAULT_MAX_RETRY_DELAY_MS, DEFAULT_RETRY_DELAY_MS } from '../../../src/contract';
import { asAttributes, placePayload } from '../record/payload';
import { asStored } from '../record/progress';
import type { TaskError, TaskProgress, TaskRecord } from '../record/task-record';
import { cutText } from '../record/text';
import { applyLease } from '../transitions/lease';
import { failure, settledTtl } from '../transitions/settle';
import type { TransitionOutcome } from '../transitions/transition';
import { applyTransition } from '../transitions/transition';
import { EXTERNAL_CLAIM, EXTERNAL_COMPLETE, EXTERNAL_FAIL, PROGRESS } from '../transitions/transitions';

/** What a worker says over HTTP. */
export interface Report {
  readonly status: ReportableStatus;
  readonly status_msg?: string;
  /** A token of the worker's own choice, the same in all reports of a run; without one, the report is bare. */
  readonly claim?: string;
  /** JSON text; with COMPLETED. */
  readonly result?: string;
  /** With FAILED. */
  readonly error?: TaskError & { readonly retryable?: boolean };
  /** With IN_PROGRESS. */
  readonly progress?: TaskProgress;
}

/** What a report comes to, by what the task is. */
type Meaning = 'claim' | 'heartbeat' | 'end' | 'claim and end';

const RETRY_POLICY = { retryDelay: DEFAULT_RETRY_DELAY_MS, maxRetryDelay: DEFAULT_MAX_RETRY_DELAY_MS };

/** Applies the transition that a worker reports over HTTP. */
export async function reportTask(ports: Ports, policy: TaskPolicy, record: TaskRecord, report: Report): Promise<TransitionOutcome> {
  const meaning = meaningOf(record, report);
  const outcome = await applyReport(ports, policy, record, report, meaning);
  if (outcome.applied || !outcome.record || meaningOf(outcome.record, report) === meaning) return outcome;
  // Something else came between the reading and the writing, after which the report means another transition.
  return applyReport(ports, policy, outcome.record, report, meaningOf(outcome.record, report));
}

function meaningOf(record: TaskRecord, { status, claim, progress }: Report): Meaning {
  if (status === 'IN_PROGRESS') {
    const isHeartbeat = record.status === 'IN_PROGRESS' && record.claim === (claim ?? BARE_CLAIM) && (claim !== undefined || progress !== undefined);
    return isHeartbeat ? 'heartbeat' : 'claim';
  }
  return claim === undefined && (record.status === 'CREATED' || record.status === 'RETRYING') ? 'claim and end' : 'end';
}

async function applyReport(ports: Ports, policy: TaskPolicy, record: TaskRecord, report: Report, meaning: Meaning): Promise<TransitionOutcome> {
  switch (meaning) {
    case 'claim': return claimFor(ports, policy, record, report);
    case 'heartbeat': return extend(ports, policy, record, report);
    case 'end': return end(ports, record, report);
    case 'claim and end': return claimAndEnd(ports, policy, record, report);
  }
}

async function claimFor(ports: Ports, policy: TaskPolicy, record: TaskRecord, report: Report): Promise<TransitionOutcome> {
  return applyLease(ports, EXTERNAL_CLAIM, record.id, () => ({
    ...heldBy(report), ...leaseOf(ports, policy), progress: report.progress && asStored(report.progress), max_attempts: DEFAULT_MAX_ATTEMPTS,
  }), record);
}

/** A heartbeat leaves what was said last as it is, unless it says something else. */
async function extend(ports: Ports, policy: TaskPolicy, record: TaskRecord, report: Report): Promise<TransitionOutcome> {
  const { claim, status_msg } = heldBy(report);
  return applyLease(ports, PROGRESS, record.id, () => ({
    claim,
    ...leaseOf(ports, policy),
    progress: report.progress && asStored(report.progress),
    status_msg: report.status_msg === undefined ? undefined : status_msg,
  }), record);
}

async function end(ports: Ports, record: TaskRecord, report: Report): Promise<TransitionOutcome> {
  const { claim, status_msg } = heldBy(report);
  if (report.status === 'COMPLETED') return completeRun(ports, record, { claim, status_msg, result: report.result });
  return failRun(ports, RETRY_POLICY, record, { claim, status_msg, error: errorOf(report), retryable: report.error?.retryable ?? false });
}

async function claimAndEnd(ports: Ports, policy: TaskPolicy, record: TaskRecord, report: Report): Promise<TransitionOutcome> {
  if (report.error?.retryable) {
    const claimed = await claimFor(ports, policy, record, report);
    return claimed.applied ? end(ports, claimed.record, report) : claimed;
  }
  const values = { ...heldBy(report), max_attempts: DEFAULT_MAX_ATTEMPTS };
  if (report.status === 'FAILED') return applyTransition(ports, EXTERNAL_FAIL, record.id, { ...values, ...failure(ports, record, errorOf(report)) });

  const ttl = settledTtl(ports, record);
  const place = report.result === undefined ? undefined : await placePayload(ports, record.id, 'result', report.result, ttl);
  return applyTransition(ports, EXTERNAL_COMPLETE, record.id, { ...values, ttl, ...(place && asAttributes('result', place)) });
}

/** A report without a message empties that of the report before, as the recipe has it. */
function heldBy({ claim, status_msg = '' }: Report): { claim: string; status_msg: string } {
  return { claim: claim ?? BARE_CLAIM, status_msg: cutText(status_msg) };
}

function leaseOf({ clock }: Ports, { externalLease }: TaskPolicy): { lease_until: number } {
  return { lease_until: clock.now() + externalLease };
}

/** Every failed task says why, even where its worker does not. */
function errorOf({ error, status_msg }: Report): TaskError {
  return error ?? { type: 'ReportedFailure', message: status_msg || 'its worker reported FAILED, and gave no reason' };
}
