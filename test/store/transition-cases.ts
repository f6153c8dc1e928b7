import type { World } from './store-under-test';
import { applied, create, POLICY, TASK } from './store-under-test';
import { cancelTask } from '../../runtime/core/operations/cancel';
import { noteDeadLetter } from '../../runtime/core/operations/dead-letter';
import { inspectTask } from '../../runtime/core/operations/inspect';
import { reportTask } from '../../runtime/core/operations/report';
import { retryTask } from '../../runtime/core/operations/retry';
import { claimTask, completeRun, failRun, releaseRun } from '../../runtime/core/operations/run';
import type { TaskRecord } from '../../runtime/core/record/task-record';
import { lapseOf, applyLapse } from '../../runtime/core/transitions/lapse';
import type { TransitionOutcome } from '../../runtime/core/transitions/transition';
import type { TransitionName } from '../../src/contract';
import { DISPATCH_WAITS_MS, LEASE_GRACE_MS, SCHEDULE_AHEAD_MS } from '../../src/contract';

/** A transition of the life cycle on its way through a store. */
export interface TransitionCase {
  readonly title: string;
  /** Makes the task that the transition is applied to. */
  readonly prepare: (world: World) => Promise<TaskRecord>;
  readonly apply: (world: World, record: TaskRecord) => Promise<TransitionOutcome>;
  /** The transition that the record says wrote it. */
  readonly transition: TransitionName;
  /** Attributes of the record afterwards; `undefined` is for those that must be gone. */
  readonly becomes: (world: World, before: TaskRecord) => Partial<TaskRecord>;
  /** The watch entry afterwards: in the bucket of open or failed tasks, or nowhere. */
  readonly watched?: 'open' | 'failed';
  /** Whether the same caller may apply the transition again with nothing changed: it reported the same before. */
  readonly isRepeatable?: boolean;
  /** By AWS's rules: a unit a KB begun, of the table and of each index that changes; refused writes count. */
  readonly writeUnits: number;
}

export const LEASE_MS = 30_000;
const LONG_LEASE_MS = DISPATCH_WAITS_MS[0] + 1000;
const WORKER = { maxAttempts: 3, atMostOnce: false, retryDelay: 10_000, maxRetryDelay: 3_600_000 };
const ERROR = { type: 'TypeError', message: 'no image' };

export async function claim(
  world: World, { id }: Pick<TaskRecord, 'id'>, more: { claim?: string; lease?: number; atMostOnce?: boolean; maxAttempts?: number } = {},
): Promise<TransitionOutcome> {
  const { claim: token = 'run-1', lease = LEASE_MS, ...policy } = more;
  return claimTask(world, {
    id, taskType: TASK.task_type, claim: token, leaseUntil: () => world.clock.now() + lease, policy: { ...WORKER, ...policy },
  });
}

export async function complete(world: World, record: TaskRecord, result = '{"url":"x"}'): Promise<TransitionOutcome> {
  return completeRun(world, record, { claim: record.claim!, result });
}

export async function fail(world: World, record: TaskRecord, retryable = false): Promise<TransitionOutcome> {
  return failRun(world, WORKER, record, { claim: record.claim!, error: ERROR, retryable });
}

async function claimed(world: World, more?: Parameters<typeof claim>[2]): Promise<TaskRecord> {
  return applied(await claim(world, await create(world), more));
}

async function failed(world: World, more: { ttl?: number; data?: string } = {}): Promise<TaskRecord> {
  return applied(await fail(world, applied(await claim(world, await create(world, more)))));
}

async function retrying(world: World): Promise<TaskRecord> {
  return applied(await fail(world, await claimed(world), true));
}

/** A run whose lease is over, and of which nobody has heard anything. */
async function lost(world: World, more: { cancelled?: boolean } & Parameters<typeof claim>[2] = {}): Promise<TaskRecord> {
  const { cancelled, ...options } = more;
  const running = await claimed(world, options);
  const record = cancelled ? applied(await cancelTask(world, running)) : running;
  world.clock.set(record.watch_time! + LEASE_GRACE_MS + 1);
  return record;
}

/** What the watchdog finds when the task is due in its index. */
async function watchdog(world: World, { id }: TaskRecord): Promise<TransitionOutcome> {
  const inspection = await inspectTask(world, id);
  if (inspection.action === 'none' || inspection.action === 'removed') throw new Error(`the watchdog did ${inspection.action}`);
  return { applied: true, record: inspection.record };
}

/** Nobody has begun the task after its first dispatch, so that there was another, after which a long wait begins. */
async function dispatchedInVain(world: World): Promise<TaskRecord> {
  const record = await create(world);
  return applied(await watchdog(world, await at(world, record.watch_time!, record)));
}

async function at(world: World, time: number, record: TaskRecord): Promise<TaskRecord> {
  world.clock.set(time);
  return record;
}

const DEAD_LETTER_RECEIVES = 10;
const LARGE = JSON.stringify('x'.repeat(10_000));
const [FIRST_WAIT, SECOND_WAIT] = DISPATCH_WAITS_MS;
const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
const kept = ({ clock }: World): number => seconds(clock.now()) + POLICY.retention;

export const TRANSITION_CASES: readonly TransitionCase[] = [
  {
    title: 'claim',
    prepare: create,
    apply: claim,
    transition: 'claim',
    becomes: ({ clock }, before) => ({
      status: 'IN_PROGRESS', claim: 'run-1', attempt: 1, max_attempts: 3, attempt_limit: 3, lease_until: clock.now() + LEASE_MS, watch_time: before.watch_time, once: undefined,
    }),
    watched: 'open',
    isRepeatable: true,
    writeUnits: 1,
  },
  {
    title: 'claim whose lease outlasts the watch entry',
    prepare: create,
    apply: (world, record) => claim(world, record, { lease: LONG_LEASE_MS }),
    transition: 'claim',
    becomes: ({ clock }) => ({ status: 'IN_PROGRESS', attempt: 1, lease_until: clock.now() + LONG_LEASE_MS, watch_time: clock.now() + LONG_LEASE_MS }),
    watched: 'open',
    isRepeatable: true,
    writeUnits: 4,
  },
  {
    title: 'claim after a dispatch in vain, whose long wait ends with it',
    prepare: dispatchedInVain,
    apply: claim,
    transition: 'claim',
    becomes: ({ clock }) => ({ status: 'IN_PROGRESS', attempt: 1, dispatch: 2, idle_dispatches: 0, watch_time: clock.now() + LEASE_MS }),
    watched: 'open',
    isRepeatable: true,
    writeUnits: 4,
  },
  {
    title: 'claim at most once',
    prepare: create,
    apply: (world, record) => claim(world, record, { atMostOnce: true }),
    transition: 'claim',
    becomes: () => ({ status: 'IN_PROGRESS', at_most_once: true }),
    watched: 'open',
    writeUnits: 1,
  },
  {
    title: 'claim of a task that waits for its next attempt, when it is due',
    prepare: async (world) => {
      const record = await retrying(world);
      return at(world, record.not_before!, record);
    },
    apply: (world, record) => claim(world, record, { claim: 'run-2' }),
    transition: 'claim',
    becomes: (_, before) => ({ status: 'IN_PROGRESS', claim: 'run-2', attempt: 2, not_before: before.not_before, error: ERROR }),
    watched: 'open',
    isRepeatable: true,
    writeUnits: 1,
  },
  {
    title: 'claim over a lease that is over',
    prepare: async (world) => {
      const record = await claimed(world);
      return at(world, record.lease_until! + LEASE_GRACE_MS + 1, record);
    },
    apply: (world, record) => claim(world, record, { claim: 'run-2' }),
    transition: 'claim',
    becomes: () => ({ status: 'IN_PROGRESS', claim: 'run-2', attempt: 2, max_attempts: 3 }),
    watched: 'open',
    isRepeatable: true,
    writeUnits: 1,
  },
  {
    title: 'external claim with a token',
    prepare: create,
    apply: (world, record) => reportTask(world, POLICY, record, { status: 'IN_PROGRESS', claim: 'external-1' }),
    transition: 'claim',
    becomes: ({ clock }) => ({ status: 'IN_PROGRESS', claim: 'external-1', attempt: 1, lease_until: clock.now() + POLICY.externalLease }),
    watched: 'open',
    isRepeatable: true,
    writeUnits: 1,
  },
  {
    title: 'bare claim',
    prepare: create,
    apply: (world, record) => reportTask(world, POLICY, record, { status: 'IN_PROGRESS', status_msg: 'started' }),
    transition: 'claim',
    becomes: () => ({ status: 'IN_PROGRESS', claim: '-', attempt: 1, status_msg: 'started' }),
    watched: 'open',
    writeUnits: 1,
  },
  {
    title: 'bare end without a claim',
    prepare: create,
    apply: (world, record) => reportTask(world, POLICY, record, { status: 'COMPLETED', status_msg: 'done' }),
    transition: 'complete',
    becomes: (world) => ({ status: 'COMPLETED', claim: '-', attempt: 1, status_msg: 'done', ttl: kept(world) }),
    isRepeatable: true,
    writeUnits: 2,
  },
  {
    title: 'bare failure without a claim',
    prepare: create,
    apply: (world, record) => reportTask(world, POLICY, record, { status: 'FAILED', status_msg: 'no image' }),
    transition: 'fail',
    becomes: (world) => ({ status: 'FAILED', claim: '-', attempt: 1, error: { type: 'ReportedFailure', message: 'no image' }, ttl: kept(world) }),
    watched: 'failed',
    isRepeatable: true,
    writeUnits: 3,
  },
  {
    title: 'progress',
    prepare: async (world) => applied(await reportTask(world, POLICY, await create(world), { status: 'IN_PROGRESS', claim: 'external-1' })),
    apply: async (world, record) => {
      world.clock.advance(1000);
      return reportTask(world, POLICY, record, { status: 'IN_PROGRESS', claim: 'external-1', progress: { percent: 10, message: 'loading' } });
    },
    transition: 'progress',
    becomes: ({ clock }, before) => ({
      status: 'IN_PROGRESS', progress: { percent: 10, message: 'loading' }, lease_until: clock.now() + POLICY.externalLease, watch_time: before.watch_time,
    }),
    watched: 'open',
    isRepeatable: true,
    writeUnits: 1,
  },
  {
    title: 'progress whose lease outlasts the watch entry',
    prepare: async (world) => {
      const record = applied(await reportTask(world, POLICY, await create(world), { status: 'IN_PROGRESS', claim: 'external-1' }));
      return at(world, record.lease_until! - 1000, record);
    },
    apply: (world, record) => reportTask(world, POLICY, record, { status: 'IN_PROGRESS', claim: 'external-1', progress: { percent: 50 } }),
    transition: 'progress',
    becomes: ({ clock }) => ({ lease_until: clock.now() + POLICY.externalLease, watch_time: clock.now() + POLICY.externalLease }),
    watched: 'open',
    isRepeatable: true,
    writeUnits: 3,
  },
  {
    title: 'complete',
    prepare: claimed,
    apply: complete,
    transition: 'complete',
    becomes: (world) => ({ status: 'COMPLETED', result: '{"url":"x"}', ttl: kept(world), lease_until: undefined, error: undefined }),
    isRepeatable: true,
    writeUnits: 2,
  },
  {
    title: 'complete with a large result',
    prepare: claimed,
    apply: (world, record) => complete(world, record, LARGE),
    transition: 'complete',
    becomes: () => ({ status: 'COMPLETED', result: undefined }),
    isRepeatable: true,
    writeUnits: 12,
  },
  {
    title: 'complete although its cancellation was asked for',
    prepare: async (world) => applied(await cancelTask(world, await claimed(world))),
    apply: complete,
    transition: 'complete',
    becomes: () => ({ status: 'COMPLETED', cancel_requested: undefined }),
    isRepeatable: true,
    writeUnits: 2,
  },
  {
    title: 'fail',
    prepare: claimed,
    apply: fail,
    transition: 'fail',
    becomes: (world) => ({ status: 'FAILED', error: ERROR, ttl: kept(world), lease_until: undefined, watch_time: world.clock.now() }),
    watched: 'failed',
    isRepeatable: true,
    writeUnits: 3,
  },
  {
    title: 'fail-attempt',
    prepare: claimed,
    apply: (world, record) => fail(world, record, true),
    transition: 'fail-attempt',
    becomes: () => ({ status: 'RETRYING', error: ERROR, attempt: 1, lease_until: undefined, ttl: undefined }),
    watched: 'open',
    isRepeatable: true,
    writeUnits: 3,
  },
  {
    title: 'a run that did not begin is given back',
    prepare: (world) => claimed(world, { atMostOnce: true, maxAttempts: 1 }),
    apply: (world, record) => releaseRun(world, WORKER, record, { claim: record.claim!, error: ERROR }),
    transition: 'release',
    becomes: () => ({ status: 'RETRYING', error: ERROR, attempt: 1, max_attempts: 1, attempt_limit: 2, at_most_once: true, lease_until: undefined }),
    watched: 'open',
    isRepeatable: true,
    writeUnits: 3,
  },
  {
    title: 'the last attempt fails',
    prepare: (world) => claimed(world, { maxAttempts: 1 }),
    apply: (world, record) => fail(world, record, true),
    transition: 'fail',
    becomes: () => ({ status: 'FAILED', error: ERROR }),
    watched: 'failed',
    isRepeatable: true,
    writeUnits: 3,
  },
  {
    title: 'cancel',
    prepare: create,
    apply: cancelTask,
    transition: 'cancel',
    becomes: (world) => ({ status: 'CANCELLED', ttl: kept(world) }),
    isRepeatable: true,
    writeUnits: 2,
  },
  {
    title: 'cancel before the next attempt',
    prepare: retrying,
    apply: cancelTask,
    transition: 'cancel',
    becomes: () => ({ status: 'CANCELLED', not_before: undefined, error: ERROR }),
    isRepeatable: true,
    writeUnits: 2,
  },
  {
    title: 'request-cancel',
    prepare: claimed,
    apply: cancelTask,
    transition: 'request-cancel',
    becomes: (_, before) => ({ status: 'IN_PROGRESS', cancel_requested: true, lease_until: before.lease_until }),
    watched: 'open',
    isRepeatable: true,
    writeUnits: 1,
  },
  {
    title: 'request-cancel between what was read and what is',
    prepare: async (world) => {
      const record = await create(world);
      await claim(world, record);
      return record;
    },
    apply: cancelTask,
    transition: 'request-cancel',
    becomes: () => ({ status: 'IN_PROGRESS', cancel_requested: true }),
    watched: 'open',
    writeUnits: 2,
  },
  {
    title: 'confirm-cancel',
    prepare: async (world) => applied(await cancelTask(world, await claimed(world))),
    apply: (world, record) => fail(world, record, true),
    transition: 'confirm-cancel',
    becomes: (world) => ({ status: 'CANCELLED', cancel_requested: undefined, ttl: kept(world) }),
    // The run's first word, RETRYING, is refused: that it was to stop, it learns from the answer.
    writeUnits: 3,
  },
  {
    title: 'retry of a failed task',
    prepare: failed,
    apply: (world, record) => retryTask(world, POLICY, record),
    transition: 'retry',
    becomes: ({ clock }) => ({
      status: 'CREATED', attempt: 1, attempt_limit: 4, dispatch: 2, idle_dispatches: 0, deadline: clock.now() + POLICY.deadline, claim: undefined, error: undefined, ttl: undefined,
    }),
    watched: 'open',
    writeUnits: 3,
  },
  {
    title: 'retry of a cancelled task',
    prepare: async (world) => applied(await cancelTask(world, await create(world))),
    apply: (world, record) => retryTask(world, POLICY, record),
    transition: 'retry',
    becomes: () => ({ status: 'CREATED', attempt: 0, attempt_limit: undefined, dispatch: 2, ttl: undefined }),
    watched: 'open',
    writeUnits: 2,
  },
  {
    title: 'retry of a task whose client has said its ttl',
    prepare: (world) => failed(world, { ttl: seconds(world.clock.now()) + 7200 }),
    apply: (world, record) => retryTask(world, POLICY, record),
    transition: 'retry',
    becomes: (_, before) => ({ status: 'CREATED', ttl: before.client_ttl }),
    watched: 'open',
    writeUnits: 3,
  },
  {
    title: 'retry with large data, which is kept longer',
    prepare: (world) => failed(world, { data: LARGE }),
    apply: (world, record) => retryTask(world, POLICY, record),
    transition: 'retry',
    becomes: (_, before) => ({ status: 'CREATED', data_ref: before.data_ref }),
    watched: 'open',
    writeUnits: 13,
  },
  {
    title: 'dispatch of a task that nobody has begun',
    prepare: async (world) => {
      const record = await create(world);
      return at(world, record.watch_time! + LEASE_GRACE_MS, record);
    },
    apply: watchdog,
    transition: 'dispatch',
    becomes: ({ clock }) => ({ status: 'CREATED', dispatch: 2, idle_dispatches: 1, watch_time: clock.now() + SECOND_WAIT }),
    watched: 'open',
    writeUnits: 3,
  },
  {
    title: 'dispatch of a scheduled task',
    prepare: async (world) => {
      const record = await create(world, { run_at: seconds(world.clock.now()) + 3600 });
      return at(world, record.not_before! - SCHEDULE_AHEAD_MS + LEASE_GRACE_MS, record);
    },
    apply: watchdog,
    transition: 'dispatch',
    becomes: (_, before) => ({ status: 'CREATED', dispatch: 1, not_before: before.not_before, watch_time: before.not_before! + FIRST_WAIT }),
    watched: 'open',
    writeUnits: 3,
  },
  {
    title: 'dispatch of a task whose run is lost',
    prepare: lost,
    apply: watchdog,
    transition: 'dispatch',
    becomes: ({ clock }) => ({
      status: 'RETRYING', dispatch: 2, attempt: 1, lease_until: undefined, error: { type: 'LeaseExpired', message: expect.any(String) }, watch_time: clock.now() + FIRST_WAIT,
    }),
    watched: 'open',
    writeUnits: 3,
  },
  {
    title: 'watch of a task that is in good hands',
    prepare: async (world) => {
      const record = applied(await claim(world, await create(world), { lease: FIRST_WAIT - 1 }));
      return at(world, record.watch_time!, record);
    },
    apply: watchdog,
    transition: 'watch',
    becomes: (_, before) => ({ status: 'IN_PROGRESS', watch_time: before.lease_until, lease_until: before.lease_until }),
    watched: 'open',
    writeUnits: 3,
  },
  {
    title: 'lapse at the deadline',
    prepare: async (world) => {
      const record = await create(world);
      return at(world, record.deadline, record);
    },
    apply: watchdog,
    transition: 'lapse',
    becomes: (world) => ({ status: 'FAILED', error: { type: 'DeadlineExceeded', message: expect.any(String) }, ttl: kept(world), watch_time: world.clock.now() }),
    watched: 'failed',
    writeUnits: 3,
  },
  {
    title: 'lapse of a run that is lost and may not be repeated',
    prepare: (world) => lost(world, { atMostOnce: true }),
    apply: watchdog,
    transition: 'lapse',
    becomes: () => ({ status: 'FAILED', error: { type: 'LeaseExpired', message: expect.stringContaining('at most once') }, lease_until: undefined }),
    watched: 'failed',
    writeUnits: 3,
  },
  {
    title: 'lapse of a run that is lost and was asked to stop',
    prepare: (world) => lost(world, { cancelled: true }),
    apply: async (world, record) => applyLapse(world, record, lapseOf(record, world.clock.now())!),
    transition: 'lapse',
    becomes: (world) => ({ status: 'CANCELLED', ttl: kept(world), cancel_requested: undefined }),
    writeUnits: 2,
  },
  {
    title: 'dead-letter',
    prepare: dispatchedInVain,
    apply: async (world, record) => {
      const letter = { id: record.id, createdTime: record.created_time, dispatch: record.dispatch, receives: DEAD_LETTER_RECEIVES };
      return await noteDeadLetter(world, letter) ?? { applied: false };
    },
    transition: 'dead-letter',
    becomes: ({ clock }) => ({ status: 'CREATED', error: { type: 'NotStarted', message: expect.stringContaining('received 10 times') }, watch_time: clock.now() + 2 * FIRST_WAIT }),
    watched: 'open',
    writeUnits: 3,
  },
];
