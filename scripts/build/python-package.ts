import { cpSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CLAIM_WAITS_MS } from '../../runtime/core/operations/run';
import type { Transition } from '../../runtime/core/transitions/transition';
import { assignmentsOf, TRANSITION_CONSTANTS } from '../../runtime/core/transitions/transition';
import type { LeaseTransition } from '../../runtime/core/transitions/transitions';
import { CLAIM, COMPLETE, CONFIRM_CANCEL, FAIL, FAIL_ATTEMPT, LAPSE, LAPSE_CANCELLED, PROGRESS, RELEASE } from '../../runtime/core/transitions/transitions';
import {
  BARE_CLAIM, CANCELLATION_POLL_MS, DISPATCH_WAITS_MS, ENV, INLINE_PAYLOAD_BYTES, LEASE_GRACE_MS, LEAST_RUN_MS, MAX_BATCH_BODY_BYTES, MAX_CREATES,
  MAX_HIDE_MS, MAX_JSON_DEPTH, MAX_PAYLOAD_BYTES, MAX_TEXT_BYTES, MESSAGE_ATTRIBUTE, METRIC_DIMENSION, METRIC_NAMESPACE, METRIC_UNIT,
  PROGRESS_INTERVAL_MS, TABLE_KEY, TERMINAL_STATUSES, TIMEOUT_GRACE_MS, TIMEOUT_SIGNAL_MS, TTL_ATTRIBUTE, WATCH_PREFIX,
} from '../../src/contract';
import { REPOSITORY } from '../support/folders';

/** The module of the package `async-tasks`. */
const PYTHON_MODULE = join(REPOSITORY, 'sdk', 'python', 'src', 'async_tasks');

/** Git ignores it. */
export const PYTHON_CONTRACT = join(PYTHON_MODULE, 'contract.json');

/** Writes what the Python worker has in common with everything else: it fills the core's steps with values, and restates none. */
export function writePythonContract(): void {
  writeFileSync(PYTHON_CONTRACT, `${JSON.stringify(pythonContract(), null, 1)}\n`);
}

/** The package's source, as the construct lays it beside a user's Python code. */
export function copyPythonPackage(folder: string): void {
  cpSync(PYTHON_MODULE, join(folder, basename(PYTHON_MODULE)), { recursive: true, filter: (path) => basename(path) !== '__pycache__' });
}

function pythonContract(): object {
  return {
    environment: ENV,
    table: { key: TABLE_KEY, ttl: TTL_ATTRIBUTE, watch_prefix: WATCH_PREFIX },
    terminal_statuses: TERMINAL_STATUSES,
    bare_claim: BARE_CLAIM,
    message_attribute: MESSAGE_ATTRIBUTE,
    metrics: { namespace: METRIC_NAMESPACE, dimension: METRIC_DIMENSION, unit: METRIC_UNIT },
    limits: {
      CANCELLATION_POLL_MS,
      CLAIM_WAITS_MS,
      DISPATCH_WAITS_MS,
      INLINE_PAYLOAD_BYTES,
      LEASE_GRACE_MS,
      LEAST_RUN_MS,
      MAX_BATCH_BODY_BYTES,
      MAX_CREATES,
      MAX_HIDE_MS,
      MAX_JSON_DEPTH,
      MAX_PAYLOAD_BYTES,
      MAX_TEXT_BYTES,
      PROGRESS_INTERVAL_MS,
      TIMEOUT_GRACE_MS,
      TIMEOUT_SIGNAL_MS,
    },
    step_constants: TRANSITION_CONSTANTS,
    steps: {
      CLAIM: leaseStep(CLAIM),
      PROGRESS: leaseStep(PROGRESS),
      COMPLETE: plainStep(COMPLETE),
      FAIL: plainStep(FAIL),
      FAIL_ATTEMPT: plainStep(FAIL_ATTEMPT),
      RELEASE: plainStep(RELEASE),
      CONFIRM_CANCEL: plainStep(CONFIRM_CANCEL),
      LAPSE: plainStep(LAPSE),
      LAPSE_CANCELLED: plainStep(LAPSE_CANCELLED),
    },
  };
}

function leaseStep({ covered, moved }: LeaseTransition): object {
  return { covered: plainStep(covered), moved: plainStep(moved) };
}

/** A step with everything that it sets. */
function plainStep(step: Transition): object {
  return { name: step.name, to: step.to, condition: step.condition, set: assignmentsOf(step), remove: step.remove ?? [] };
}
