import { createHash } from 'node:crypto';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { listAttributes } from './list';
import { DEFAULT_LANE, DISPATCH_WAITS_MS, RECORD_VERSION, SCHEDULE_AHEAD_MS, TABLE_KEY, TTL_ATTRIBUTE } from '../../../src/contract';
import type { TaskPolicy } from '../policy';
import type { Ports } from '../ports';
import { ConditionFailed } from '../ports';
import { asAttributes, placePayload } from '../record/payload';
import type { TaskRecord } from '../record/task-record';
import { seconds } from '../record/task-record';
import { watchAttributes } from '../record/watch-entry';
import { newRevision } from '../transitions/transition';

/** What a client asks for. */
export interface NewTask {
  readonly scope: string;
  readonly task_type: string;
  /** JSON text. */
  readonly data: string;
  /** When the task may disappear, in epoch seconds. */
  readonly ttl?: number;
  /** When the task may begin, in epoch seconds; at once when that is past. */
  readonly run_at?: number;
  readonly max_attempts?: number;
  readonly lane?: string;
  /** The task that creates this one, if one does. */
  readonly parent?: Pick<TaskRecord, 'id' | 'created_time' | 'depth' | 'lane'>;
  /**
   * By which a request that comes again is recognised, within its scope, or among those of its parent, and for as long as
   * its task's record lives.
   */
  readonly idempotency_key?: string;
  /** Which of the tasks it is that were asked for with the same key at once. */
  readonly idempotency_place?: number;
}

export interface Creation {
  readonly record: TaskRecord;
  /** Whether the task was there before, by an earlier request with the same key. */
  readonly isRepeated: boolean;
}

/** An idempotency key came again with another request. */
export class KeyReused extends Error {
  /**
   * @param record the task of the request that came with the key first
   */
  public constructor(public readonly record: TaskRecord) {
    super(`the idempotency key belongs to the task ${record.id}`);
    this.name = 'KeyReused';
  }
}

/** Creates a task: from here on it is accepted. Throws {@link KeyReused}. */
export async function createTask(ports: Ports, policy: TaskPolicy, task: NewTask): Promise<Creation> {
  const now = ports.clock.now();
  const id = task.idempotency_key === undefined
    ? uuidv7({ msecs: now, random: ports.random.bytes(16) })
    : derivedId(task, task.idempotency_key);
  const start = Math.max((task.run_at ?? 0) * 1000, now);
  const isScheduled = start - now > SCHEDULE_AHEAD_MS;
  const deadline = start + policy.deadline;
  const max_attempts = task.max_attempts ?? policy.maxAttempts;

  const record: TaskRecord = {
    id,
    record_version: RECORD_VERSION,
    scope: task.scope,
    task_type: task.task_type,
    lane: task.lane ?? policy.lane ?? DEFAULT_LANE,
    status: isScheduled ? 'SCHEDULED' : 'CREATED',
    ...asAttributes('data', await placePayload(ports, id, 'data', task.data, lastMoment(policy, deadline, task.ttl))),
    created_time: seconds(now),
    ...(task.idempotency_key !== undefined && { request_hash: hashOf(task) }),
    revision: newRevision(ports),
    transition: isScheduled ? 'schedule' : 'create',
    attempt: 0,
    ...(max_attempts !== undefined && { max_attempts, attempt_limit: max_attempts }),
    dispatch: isScheduled ? 0 : 1,
    idle_dispatches: 0,
    ...(start > now && { not_before: start }),
    deadline,
    retention: policy.retention,
    ...(task.ttl !== undefined && { ttl: task.ttl, client_ttl: task.ttl }),
    ...(task.parent && { parent_id: task.parent.id, depth: depthBelow(task.parent) }),
    ...listAttributes(task.scope, id, now, policy.listBuckets),
    ...watchAttributes(id, policy.watchBuckets, isScheduled ? start - SCHEDULE_AHEAD_MS : start + DISPATCH_WAITS_MS[0], deadline),
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
    const old = error instanceof ConditionFailed ? error.old as TaskRecord | undefined : undefined;
    // The SDK repeats a write whose answer was lost: then our own record refuses it.
    if (old?.revision === record.revision) return { record, isRepeated: false };
    if (!old || record.request_hash === undefined) throw error;
    if (old.request_hash !== record.request_hash) throw new KeyReused(old);
    return { record: old, isRepeated: true };
  }
  return { record, isRepeated: false };
}

/** How many tasks are above one that a task creates. */
export function depthBelow({ depth = 0 }: Pick<TaskRecord, 'depth'>): number {
  return depth + 1;
}

/**
 * The id that a key stands for: a UUIDv8, so that a conditional put of the one record settles who was first. A parent may
 * have expired and been created anew, by the same key: then it is another.
 */
function derivedId({ scope, idempotency_place: place, parent }: NewTask, key: string): string {
  const parts = [scope, key, place, ...(parent ? [parent.id, parent.created_time] : [])];
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  const [time, mid, high, ...rest] = uuidv4({ random: hash.subarray(0, 16) }).split('-');
  return [time, mid, high.replace(/^4/, '8'), ...rest].join('-');
}

/** What a request asks for. Members that it does not have leave no trace, so that further ones change no older hash. */
function hashOf({ task_type, data, ttl, run_at, max_attempts, lane }: NewTask): string {
  return createHash('sha256').update(JSON.stringify({ task_type, data, ttl, run_at, max_attempts, lane })).digest('base64url').slice(0, 22);
}

/** The last moment at which a task's record can exist, in epoch seconds. */
export function lastMoment(policy: Pick<TaskPolicy, 'retention'>, deadline: number, ttl: number | undefined): number {
  return ttl ?? seconds(deadline) + policy.retention;
}
