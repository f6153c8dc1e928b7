import { v7 as uuidv7 } from 'uuid';
import { listAttributes } from './list';
import type { PayloadPlace } from './payload';
import { placePayload } from './payload';
import type { Ports } from './ports';
import { ConditionFailed } from './ports';
import type { Step, StepOutcome } from './step';
import { newRev, take } from './step';
import { CLAIM, COMPLETE, EXTERNAL_CLAIM, EXTERNAL_COMPLETE, EXTERNAL_FAIL, FAIL } from './steps';
import type { TaskError, TaskRecord } from './task-record';
import { isExpired, seconds } from './task-record';
import { cutText } from './text';
import type { ReportableStatus } from '../../src/contract';
import {
  BARE_CLAIM, DEFAULT_DEADLINE_MS, DEFAULT_LANE, DEFAULT_MAX_ATTEMPTS, EXTERNAL_LEASE_MS, LEASE_GRACE_MS, RECORD_VERSION,
  STEP_ATTRIBUTE, TABLE_KEY, TTL_ATTRIBUTE,
} from '../../src/contract';

/** What a client asks for. */
export interface NewTask {
  readonly scope: string;
  readonly task_type: string;
  /** JSON text. */
  readonly data: string;
  /** When the task may disappear, in epoch seconds. */
  readonly ttl?: number;
}

/** What an API decides for all its tasks. */
export interface TaskPolicy {
  /** How many seconds a settled task is kept. */
  readonly retention: number;
  /** How many buckets the list index has; 0 when there is none. */
  readonly listBuckets: number;
}

/** Creates a task: from here on it is accepted. */
export async function createTask(ports: Ports, policy: TaskPolicy, task: NewTask): Promise<TaskRecord> {
  const now = ports.clock.now();
  const id = uuidv7({ msecs: now, random: ports.random.bytes(16) });
  const deadline = now + DEFAULT_DEADLINE_MS;
  const lastMoment = task.ttl ?? seconds(deadline) + policy.retention;

  const record: TaskRecord = {
    id,
    v: RECORD_VERSION,
    scope: task.scope,
    task_type: task.task_type,
    lane: DEFAULT_LANE,
    status: 'CREATED',
    ...asAttributes('data', await placePayload(ports, id, 'data', task.data, lastMoment)),
    created_time: seconds(now),
    rev: newRev(ports),
    step: 'create',
    attempt: 0,
    dispatch: 1,
    waits: 0,
    deadline,
    retention: policy.retention,
    ...(task.ttl !== undefined && { ttl: task.ttl, client_ttl: task.ttl }),
    ...listAttributes(task.scope, id, now, policy.listBuckets),
  };

  try {
    await ports.store.put({
      TableName: ports.table,
      Item: record,
      ConditionExpression: 'attribute_not_exists(#id) OR #ttl <= :now_seconds',
      ExpressionAttributeNames: { '#id': TABLE_KEY, '#ttl': TTL_ATTRIBUTE },
      ExpressionAttributeValues: { ':now_seconds': seconds(now) },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  } catch (error) {
    // The SDK repeats a write whose answer was lost: then our own record refuses it.
    if (!(error instanceof ConditionFailed) || error.old?.rev !== record.rev) throw error;
  }
  return record;
}

/** What every task's id looks like; ids of payloads do not, nor does what is too long for a key. */
const TASK_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads a task; nothing when there is none, or none any more, or when the item by that id is somebody else's. */
export async function readTask(ports: Ports, id: string): Promise<TaskRecord | undefined> {
  if (!TASK_ID.test(id)) return undefined;
  const item = await ports.store.get({ TableName: ports.table, Key: { [TABLE_KEY]: id }, ConsistentRead: true });
  if (item?.[STEP_ATTRIBUTE] === undefined) return undefined;
  const record = item as TaskRecord;
  return isExpired(record, ports.clock.now()) ? undefined : record;
}

export interface ClaimRequest {
  readonly id: string;
  readonly taskType: string;
  /** The token that fences every later report of this run. */
  readonly claim: string;
  /** Until when the run holds the task, in epoch milliseconds. */
  readonly leaseUntil: number;
}

/** Takes a task for a worker, or says what stands in the way. */
export async function claimTask(ports: Ports, request: ClaimRequest): Promise<StepOutcome> {
  return take(ports, CLAIM, request.id, {
    task_type: request.taskType,
    claim: request.claim,
    lease_until: request.leaseUntil,
    over: ports.clock.now() - LEASE_GRACE_MS,
    max_attempts: DEFAULT_MAX_ATTEMPTS,
  });
}

/** Settles a claimed task with its result, a JSON text. */
export async function completeTask(ports: Ports, record: TaskRecord, result: string): Promise<StepOutcome> {
  const ttl = settledTtl(ports, record);
  const place = await placePayload(ports, record.id, 'result', result, ttl);
  return take(ports, COMPLETE, record.id, { claim: record.claim, ttl, ...asAttributes('result', place) });
}

/** Settles a claimed task with the error that ended its run. */
export async function failTask(ports: Ports, record: TaskRecord, error: TaskError): Promise<StepOutcome> {
  return take(ports, FAIL, record.id, {
    claim: record.claim,
    ttl: settledTtl(ports, record),
    error: { type: cutText(error.type), message: cutText(error.message) },
  });
}

/** What a worker says over HTTP. */
export interface Report {
  readonly status: ReportableStatus;
  readonly status_msg: string;
}

/** Takes the step that a worker reports over HTTP. Its claims are bare: they carry no token. */
export async function reportTask(ports: Ports, record: TaskRecord, report: Report): Promise<StepOutcome> {
  return take(ports, reportedStep(record, report.status), record.id, {
    claim: BARE_CLAIM,
    status_msg: cutText(report.status_msg),
    lease_until: ports.clock.now() + EXTERNAL_LEASE_MS,
    max_attempts: DEFAULT_MAX_ATTEMPTS,
    ttl: settledTtl(ports, record),
  });
}

function reportedStep(record: TaskRecord, status: ReportableStatus): Step {
  if (status === 'IN_PROGRESS') return EXTERNAL_CLAIM;
  if (record.status === 'CREATED') return status === 'COMPLETED' ? EXTERNAL_COMPLETE : EXTERNAL_FAIL;
  return status === 'COMPLETED' ? COMPLETE : FAIL;
}

/** When a task that settles now may disappear: when its client said, else after its retention. */
function settledTtl(ports: Ports, record: TaskRecord): number {
  return record.client_ttl ?? seconds(ports.clock.now()) + record.retention;
}

function asAttributes(kind: 'data' | 'result', place: PayloadPlace): Record<string, string> {
  return 'ref' in place ? { [`${kind}_ref`]: place.ref } : { [kind]: place.text };
}
