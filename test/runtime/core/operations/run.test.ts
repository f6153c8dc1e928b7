import { cancelTask } from '../../../../runtime/core/operations/cancel';
import { retryTask } from '../../../../runtime/core/operations/retry';
import type { RunFailure } from '../../../../runtime/core/operations/run';
import { completeRun, failRun, mayStart, NoTimeLeft, progressRun, releaseRun } from '../../../../runtime/core/operations/run';
import type { Item, Ports } from '../../../../runtime/core/ports';
import type { TaskProgress, TaskRecord } from '../../../../runtime/core/record/task-record';
import type { TransitionOutcome } from '../../../../runtime/core/transitions/transition';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { INLINE_PAYLOAD_BYTES, LEAST_RUN_MS, MAX_TEXT_BYTES } from '../../../../src/contract';
import { LossyStore } from '../../../support/lossy-store';
import type { ClaimOptions } from '../../../support/tasks';
import {
  altered, applied, beforeNextWrite, claim, claimed, created, FAILURE, HOUR_MS, LEASE_MS, lost, MINUTE_MS, nowSeconds, passLease, RUN,
  stored, TASK_POLICY, WORKER_POLICY,
} from '../../../support/tasks';

/** The token of a second run. */
const NEXT_RUN = 'message-1:run-2';
const LARGE = JSON.stringify('ü'.repeat(INLINE_PAYLOAD_BYTES));

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts();
});

const complete = async (record: TaskRecord, more: { result?: string; status_msg?: string } = {}): Promise<TransitionOutcome> => (
  completeRun(ports, record, { claim: record.claim!, result: '1', ...more })
);
const fail = async (record: TaskRecord, more: Partial<RunFailure> = {}): Promise<TransitionOutcome> => (
  failRun(ports, WORKER_POLICY, record, { claim: record.claim!, error: FAILURE, retryable: true, ...more })
);
const failFinally = async (record: TaskRecord): Promise<TransitionOutcome> => fail(record, { retryable: false });
/** A run of which a client has asked that it stop. */
const toBeCancelled = async (): Promise<TaskRecord> => {
  const record = await claimed(ports);
  await cancelTask(ports, record);
  return record;
};

describe('a claim', () => {
  test('takes the task and returns its record', async () => {
    const { not_before, ...record } = await created(ports);
    ports.clock.advance(2000);
    const running = await claimed(ports, record.id);
    expect(running).toEqual({
      ...record,
      status: 'IN_PROGRESS',
      transition: 'claim',
      revision: expect.not.stringMatching(record.revision),
      updated_time: nowSeconds(ports),
      claim: RUN,
      attempt: 1,
      max_attempts: 3,
      attempt_limit: 3,
      lease_until: ports.clock.now() + LEASE_MS,
    });
    expect(await stored(ports, record.id)).toEqual(running);
  });

  test('is not made with too little time left for a run', async () => {
    const record = await created(ports);
    await expect(claim(ports, record.id, { leaseUntil: () => ports.clock.now() + LEAST_RUN_MS - 1 })).rejects.toThrow(NoTimeLeft);
    expect(await stored(ports, record.id)).toEqual(record);
    expect(await claimed(ports, record.id, { leaseUntil: () => ports.clock.now() + LEAST_RUN_MS })).toMatchObject({ attempt: 1 });
  });

  test('is not made with less time than its runs take', async () => {
    const record = await created(ports);
    await expect(claim(ports, record.id, { leastTime: LEASE_MS + 1 })).rejects.toThrow(NoTimeLeft);
    expect(await stored(ports, record.id)).toEqual(record);
    expect(await claimed(ports, record.id, { leastTime: LEASE_MS })).toMatchObject({ attempt: 1 });
  });

  test('that has to move the watch entry looks again at the time that is left', async () => {
    const { id } = await created(ports);
    const record = await altered(ports, id, { idle_dispatches: 1 });
    const left = [LEAST_RUN_MS, LEAST_RUN_MS - 1];
    await expect(claim(ports, id, { leaseUntil: () => ports.clock.now() + left.shift()! })).rejects.toThrow(NoTimeLeft);
    expect(await stored(ports, id)).toEqual(record);
  });

  test('keeps the policy that the record already has', async () => {
    const { id } = await created(ports, { max_attempts: 7 });
    await altered(ports, id, { attempt_limit: 9, at_most_once: true });
    expect(await claimed(ports, id)).toMatchObject({ max_attempts: 7, attempt_limit: 9, at_most_once: true });
  });

  test('of a worker that runs a task at most once says so', async () => {
    expect(await claimed(ports, undefined, { policy: { atMostOnce: true } })).toMatchObject({ at_most_once: true });
  });

  test('removes what was said of the attempt before, but not how it failed', async () => {
    const { id } = await created(ports);
    await altered(ports, id, { status: 'RETRYING', attempt: 1, not_before: 0, status_msg: 'm', progress: { percent: 5 }, error: FAILURE });
    const record = await claimed(ports, id);
    expect(record).toMatchObject({ attempt: 2, error: FAILURE });
    for (const name of ['status_msg', 'progress']) expect(record).not.toHaveProperty(name);
  });

  test('leaves a watch entry alone that comes after its lease: one write unit', async () => {
    const { id, watch_time } = await created(ports, { data: JSON.stringify('x'.repeat(298)) });
    const consumed = ports.store.startCounting();
    expect(await claimed(ports, id)).toMatchObject({ watch_time });
    expect(consumed.writeUnits).toBe(1);
  });

  test('moves a watch entry that would fall into its lease', async () => {
    const { id, watch_time } = await created(ports);
    ports.clock.set(watch_time! - LEASE_MS + 1);
    expect(await claimed(ports, id)).toMatchObject({ watch_time: ports.clock.now() + LEASE_MS });
  });

  test('brings a watch entry near that is far off after dispatches in vain', async () => {
    const { id } = await created(ports);
    await altered(ports, id, { idle_dispatches: 2, watch_time: ports.clock.now() + 24 * HOUR_MS });
    expect(await claimed(ports, id)).toMatchObject({ idle_dispatches: 0, watch_time: ports.clock.now() + LEASE_MS });
  });

  test('is refused by a settled, a scheduled and a foreign task, and says what is there', async () => {
    const { id } = await created(ports);
    const alterations: Item[] = [{ status: 'COMPLETED' }, { status: 'FAILED' }, { status: 'CANCELLED' }, { status: 'SCHEDULED' }, { status: 'CREATED', task_type: 'other' }];
    for (const alteration of alterations) {
      const record = await altered(ports, id, alteration);
      expect(await claim(ports, id)).toEqual({ applied: false, record });
      expect(await stored(ports, id)).toEqual(record);
    }
  });

  test('of a task that is gone, or has expired, says that there is none', async () => {
    const { id } = await created(ports, { ttl: nowSeconds(ports) + 1 });
    ports.clock.advance(1000);
    expect(await claim(ports, id)).toEqual({ applied: false, record: undefined });
    ports.store.expire(id);
    expect(await claim(ports, id)).toEqual({ applied: false, record: undefined });
    expect(ports.store.items()).toEqual([]);
  });

  test('of a held task is refused while the lease is live, and five seconds longer', async () => {
    const record = await claimed(ports);
    for (const wait of [0, LEASE_MS, 5000]) {
      ports.clock.advance(wait);
      expect(await claim(ports, record.id, { claim: NEXT_RUN })).toEqual({ applied: false, record });
    }
    ports.clock.advance(1);
    expect(await claimed(ports, record.id, { claim: NEXT_RUN })).toMatchObject({ claim: NEXT_RUN, attempt: 2 });
  });

  test('takes over as often as there are attempts', async () => {
    const { id } = await created(ports);
    for (const attempt of [1, 2, 3]) {
      const record = await claimed(ports, id, { claim: `run-${attempt}` });
      expect(record).toMatchObject({ attempt });
      passLease(ports, record);
    }
    expect(await claim(ports, id, { claim: 'run-4' })).toMatchObject({ applied: false, record: { attempt: 3, claim: 'run-3' } });
  });

  test('does not take over what runs at most once', async () => {
    const record = await lost(ports, { policy: { atMostOnce: true } });
    expect(await claim(ports, record.id, { claim: NEXT_RUN, policy: { atMostOnce: true } })).toEqual({ applied: false, record });
  });

  test('of one of two workers wins', async () => {
    const { id } = await created(ports);
    const outcomes = await Promise.all(['run-1', 'run-2'].map(async (token) => claim(ports, id, { claim: token })));
    expect(outcomes.filter((outcome) => outcome.applied)).toHaveLength(1);
    expect(await stored(ports, id)).toMatchObject({ attempt: 1 });
  });
});

describe('a claim whose request fails', () => {
  /** A clock for which waiting takes no time of ours. */
  const hurried = (): Ports => ({
    ...ports, clock: { now: () => ports.clock.now(), sleep: async (milliseconds) => ports.clock.advance(milliseconds) },
  });
  /** Lets so many updates fail, before or after they take effect. */
  const failUpdates = (count: number, isLost: boolean): { lease_until: unknown; revision: unknown }[] => {
    const { update } = ports.store;
    const sent: { lease_until: unknown; revision: unknown }[] = [];
    ports.store.update = async (input) => {
      const values = input.ExpressionAttributeValues!;
      sent.push({ lease_until: values[':lease_until'], revision: values[':revision'] });
      if (sent.length > count) return update.call(ports.store, input);
      if (isLost) await update.call(ports.store, input);
      throw new Error('the table is slow');
    };
    return sent;
  };
  const claimHurriedly = async (id: string, more?: ClaimOptions): Promise<TransitionOutcome> => claim(hurried(), id, more);

  test.each([[1, 50], [2, 250], [3, 1050]])('%d times is sent again with fresh times', async (count, waited) => {
    const { id } = await created(ports);
    const begun = ports.clock.now();
    const sent = failUpdates(count, false);
    const record = applied(await claimHurriedly(id));
    expect(record).toMatchObject({ attempt: 1, claim: RUN, lease_until: begun + waited + LEASE_MS });
    expect(sent.map(({ lease_until }) => lease_until)).toEqual([0, 50, 250, 1050].slice(0, count + 1).map((wait) => begun + wait + LEASE_MS));
    expect(new Set(sent.map(({ revision }) => revision)).size).toBe(count + 1);
  });

  test('four times is given up', async () => {
    const record = await created(ports);
    failUpdates(4, false);
    await expect(claimHurriedly(record.id)).rejects.toThrow('the table is slow');
    expect(await stored(ports, record.id)).toEqual(record);
  });

  test('after it took effect is recognised, and keeps the lease that it has', async () => {
    const { id } = await created(ports);
    const begun = ports.clock.now();
    failUpdates(1, true);
    expect(await claimHurriedly(id)).toMatchObject({ applied: true, record: { attempt: 1, lease_until: begun + LEASE_MS } });
  });

  test('is refused by what has become true meanwhile', async () => {
    const { id, deadline } = await created(ports);
    ports.clock.set(deadline - 40);
    failUpdates(1, false);
    expect(await claimHurriedly(id)).toMatchObject({ applied: false, record: { status: 'CREATED' } });
  });

  test('after it took effect and was given up does not pass for held', async () => {
    const { id } = await created(ports);
    const sent = failUpdates(1, true);
    // The run was lost before its worker knew of it, and the task cancelled.
    beforeNextWriteButOne(ports, async () => altered(ports, id, { status: 'CANCELLED', revision: 'other' }));
    expect(await claimHurriedly(id)).toMatchObject({ applied: false, record: { status: 'CANCELLED', claim: RUN } });
    expect(sent).toHaveLength(2);
  });
});

/** Lets something happen after the next update, and before the one that follows. */
function beforeNextWriteButOne(one: MemoryPorts, happen: () => Promise<unknown>): void {
  const { update } = one.store;
  one.store.update = async (input) => {
    one.store.update = update;
    beforeNextWrite(one, happen);
    return update.call(one.store, input);
  };
}

describe('a handler may start', () => {
  test.each<[string, (record: TaskRecord) => number, boolean]>([
    ['while its lease is live', ({ lease_until }) => lease_until! - 1, true],
    ['when its lease is over, by its own clock', ({ lease_until }) => lease_until!, false],
  ])('%s', async (_, time, expected) => {
    const record = await claimed(ports);
    ports.clock.set(time(record));
    expect(mayStart(ports, record)).toBe(expected);
  });

  test('not at its task’s deadline', async () => {
    const { id } = await created(ports, {}, { ...TASK_POLICY, deadline: 1000 });
    const record = await claimed(ports, id);
    ports.clock.set(record.deadline - 1);
    expect(mayStart(ports, record)).toBe(true);
    ports.clock.advance(1);
    expect(mayStart(ports, record)).toBe(false);
  });

  test('not when its task has expired', async () => {
    const ttl = Math.ceil(ports.clock.now() / 1000) + 10;
    const { id } = await created(ports, { ttl });
    const record = await claimed(ports, id);
    ports.clock.set(ttl * 1000 - 1);
    expect(mayStart(ports, record)).toBe(true);
    ports.clock.advance(1);
    expect(mayStart(ports, record)).toBe(false);
  });
});

describe('progress', () => {
  const progress = async (record: TaskRecord, said?: TaskProgress): Promise<TransitionOutcome> => (
    progressRun(ports, record, { claim: record.claim!, progress: said })
  );

  test('says how far the run is, and leaves its lease and its watch entry as they are: one write unit', async () => {
    const record = await claimed(ports);
    ports.clock.advance(5000);
    const consumed = ports.store.startCounting();
    expect(await progress(record, { percent: 50, message: 'half' })).toEqual({
      applied: true,
      record: { ...record, revision: expect.not.stringMatching(record.revision), transition: 'progress', updated_time: nowSeconds(ports), progress: { percent: 50, message: 'half' } },
    });
    expect(consumed).toMatchObject({ writeUnits: 1, byOperation: { update: { calls: 1 } } });
  });

  test('that says nothing leaves what was said last', async () => {
    const record = await claimed(ports);
    await progress(record, { percent: 50 });
    expect(applied(await progress(record))).toMatchObject({ transition: 'progress', progress: { percent: 50 } });
  });

  test('tells that the run was asked to stop', async () => {
    expect(applied(await progress(await toBeCancelled()))).toMatchObject({ cancel_requested: true });
  });

  test.each<[string, (record: TaskRecord) => Promise<unknown>]>([
    ['was taken over', async (record) => altered(ports, record.id, { claim: NEXT_RUN })],
    ['has ended', async (record) => complete(record)],
    ['is past its task’s deadline', async ({ deadline }) => ports.clock.set(deadline)],
  ])('of a run that %s is refused', async (_, happen) => {
    const record = await claimed(ports);
    await happen(record);
    const before = await stored(ports, record.id);
    expect(await progress(record, { percent: 50 })).toEqual({ applied: false, record: before });
    expect(await stored(ports, record.id)).toEqual(before);
  });
});

describe('complete', () => {
  test('settles the task with its result', async () => {
    const running = await claimed(ports);
    ports.clock.advance(5000);
    const { lease_until, watch_key, watch_time, ...kept } = running;
    const record = applied(await complete(running, { result: '{"url":"x"}', status_msg: 'done' }));
    expect(record).toEqual({
      ...kept,
      status: 'COMPLETED',
      transition: 'complete',
      status_msg: 'done',
      revision: expect.not.stringMatching(running.revision),
      updated_time: nowSeconds(ports),
      result: '{"url":"x"}',
      ttl: nowSeconds(ports) + 3600,
    });
    expect(await stored(ports, record.id)).toEqual(record);
  });

  test('costs two write units: the record and its watch entry', async () => {
    const running = await claimed(ports, (await created(ports, { data: JSON.stringify('x'.repeat(298)) })).id);
    const consumed = ports.store.startCounting();
    await complete(running);
    expect(consumed.writeUnits).toBe(2);
  });

  test('cuts the status_msg', async () => {
    expect(await complete(await claimed(ports), { status_msg: 'x'.repeat(2000) })).toMatchObject({ record: { status_msg: 'x'.repeat(MAX_TEXT_BYTES) } });
  });

  test('a larger result is an item of its own, as long as the record', async () => {
    const record = applied(await complete(await claimed(ports), { result: LARGE }));
    expect(record).not.toHaveProperty('result');
    expect(record.result_ref).toMatch(new RegExp(`^${record.id}#result#[0-9a-f]{16}$`));
    expect(await stored(ports, record.result_ref!)).toEqual({ id: record.result_ref, payload: LARGE, ttl: record.ttl });
  });

  test('a larger result is there before the transition that names it', async () => {
    const running = await claimed(ports);
    let items = 0;
    beforeNextWrite(ports, async () => {
      items = ports.store.items().length;
    });
    await complete(running, { result: LARGE });
    expect(items).toBe(2);
  });

  test('removes how earlier attempts failed, and a cancellation that came too late', async () => {
    const { id } = await toBeCancelled();
    const running = await altered(ports, id, { error: FAILURE, progress: { percent: 50 }, not_before: 0 });
    const record = applied(await complete(running));
    for (const name of ['error', 'progress', 'not_before', 'cancel_requested']) expect(record).not.toHaveProperty(name);
  });

  test('still works when the lease is over and nobody took the task', async () => {
    expect(await complete(await lost(ports))).toMatchObject({ applied: true });
  });
});

describe('fail, for good', () => {
  test('settles the task with the error, among the failed ones', async () => {
    const running = await claimed(ports);
    ports.clock.advance(5000);
    const { lease_until, ...kept } = running;
    const record = applied(await failFinally(running));
    expect(record).toEqual({
      ...kept,
      status: 'FAILED',
      transition: 'fail',
      revision: expect.not.stringMatching(running.revision),
      updated_time: nowSeconds(ports),
      error: FAILURE,
      ttl: nowSeconds(ports) + 3600,
      watch_key: running.watch_key!.replace('open', 'failed'),
      watch_time: ports.clock.now(),
    });
    expect(await stored(ports, record.id)).toEqual(record);
  });

  test('cuts the error and the status_msg', async () => {
    const record = applied(await fail(await claimed(ports), { retryable: false, error: { type: 'E', message: 'x'.repeat(2000) }, status_msg: 'y'.repeat(2000) }));
    expect(record).toMatchObject({ error: { message: 'x'.repeat(MAX_TEXT_BYTES) }, status_msg: 'y'.repeat(MAX_TEXT_BYTES) });
  });

  test.each<[string, (id: string) => Promise<TaskRecord>]>([
    ['the last attempt', async (id) => claimed(ports, id, { policy: { maxAttempts: 1 } })],
    ['a run that must not be repeated', async (id) => claimed(ports, id, { policy: { atMostOnce: true } })],
  ])('is the end of %s, however promising another one is', async (_, begin) => {
    const running = await begin((await created(ports)).id);
    expect(await fail(running)).toMatchObject({ applied: true, record: { status: 'FAILED', error: FAILURE } });
  });
});

describe('fail, to be tried again', () => {
  test('waits for the next attempt', async () => {
    const { id } = await claimed(ports);
    const running = await altered(ports, id, { progress: { percent: 5 } });
    ports.clock.advance(5000);
    const { lease_until, progress, ...kept } = running;
    const record = applied(await fail(running, { status_msg: 'tomorrow' }));
    expect(record).toEqual({
      ...kept,
      status: 'RETRYING',
      transition: 'fail-attempt',
      status_msg: 'tomorrow',
      revision: expect.not.stringMatching(running.revision),
      updated_time: nowSeconds(ports),
      error: FAILURE,
      not_before: expect.any(Number),
      watch_time: record.not_before! + 15 * MINUTE_MS,
    });
    expect(record.not_before! - ports.clock.now()).toBeGreaterThan(0);
    expect(record.not_before! - ports.clock.now()).toBeLessThan(WORKER_POLICY.retryDelay);
    expect(await stored(ports, id)).toEqual(record);
  });

  test('cuts the error', async () => {
    const record = applied(await fail(await claimed(ports), { error: { type: 'E', message: 'x'.repeat(2000) } }));
    expect(record.error!.message).toHaveLength(MAX_TEXT_BYTES);
  });

  describe('after a wait', () => {
    /** Half of the bound, as good as. */
    const half = (): Ports => ({ ...ports, random: { bytes: (count) => new Uint8Array(count).fill(128) } });
    const failWithin = async (retryDelay: number, running: TaskRecord): Promise<TaskRecord> => applied(
      await failRun(half(), { retryDelay, maxRetryDelay: 24 * HOUR_MS }, running, { claim: RUN, error: FAILURE, retryable: true }),
    );

    test('of up to five minutes the message is back, and the watchdog looks whether it was', async () => {
      const record = await failWithin(9.9 * MINUTE_MS, await claimed(ports));
      expect(record.not_before! - ports.clock.now()).toBeGreaterThan(4.9 * MINUTE_MS);
      expect(record.watch_time).toBe(record.not_before! + 15 * MINUTE_MS);
    });

    test('of more than five minutes the watchdog dispatches', async () => {
      const record = await failWithin(10.1 * MINUTE_MS, await claimed(ports));
      expect(record.watch_time).toBe(record.not_before);
    });

    test.each([9.9 * MINUTE_MS, HOUR_MS])('the watchdog does not look after the deadline only: %d', async (retryDelay) => {
      const running = await claimed(ports);
      const shortly = await altered(ports, running.id, { deadline: ports.clock.now() + MINUTE_MS });
      expect(await failWithin(retryDelay, shortly)).toMatchObject({ watch_time: shortly.deadline });
    });
  });

  test('is claimed when it is due, not before', async () => {
    const { id, not_before } = applied(await fail(await claimed(ports)));
    ports.clock.set(not_before! - 1);
    expect(await claim(ports, id, { claim: NEXT_RUN })).toMatchObject({ applied: false });
    ports.clock.advance(1);
    expect(await claimed(ports, id, { claim: NEXT_RUN })).toMatchObject({ attempt: 2, error: FAILURE });
  });

  test('goes on until there are no attempts left, also after a client’s retry', async () => {
    const runToItsEnd = async (id: string): Promise<TaskRecord> => {
      for (;;) {
        const running = await claimed(ports, id, { claim: `run at ${ports.clock.now()}` });
        const ended = applied(await fail(running));
        if (ended.status === 'FAILED') return ended;
        ports.clock.set(ended.not_before!);
      }
    };
    const ended = await runToItsEnd((await created(ports)).id);
    expect(ended).toMatchObject({ attempt: 3 });
    const retried = applied(await retryTask(ports, TASK_POLICY, ended));
    expect(await runToItsEnd(retried.id)).toMatchObject({ attempt: 6 });
  });
});

describe('a run that was asked to stop', () => {
  test.each([true, false])('and fails (retryable: %s) ends cancelled', async (retryable) => {
    const { id } = await toBeCancelled();
    const running = (await stored(ports, id))!;
    ports.clock.advance(2000);
    const { lease_until, watch_key, watch_time, cancel_requested, ...kept } = running;
    const record = applied(await fail(running, { retryable, status_msg: 'stopped' }));
    expect(record).toEqual({
      ...kept,
      status: 'CANCELLED',
      transition: 'confirm-cancel',
      status_msg: 'stopped',
      revision: expect.not.stringMatching(running.revision),
      updated_time: nowSeconds(ports),
      error: FAILURE,
      ttl: nowSeconds(ports) + 3600,
    });
    expect(await stored(ports, id)).toEqual(record);
  });

  test('ends cancelled although it has not heard of it', async () => {
    expect(await fail(await toBeCancelled())).toMatchObject({ applied: true, record: { status: 'CANCELLED' } });
  });

  test('and was taken over cannot end it', async () => {
    const running = await toBeCancelled();
    const record = await altered(ports, running.id, { claim: NEXT_RUN });
    expect(await fail(running)).toMatchObject({ applied: false, record });
  });
});

describe.each<[string, (record: TaskRecord) => Promise<TransitionOutcome>, (record: TaskRecord) => Promise<TransitionOutcome>]>([
  ['complete', complete, failFinally],
  ['fail', failFinally, complete],
])('the outcome %s', (_, settle, otherwise) => {
  test('keeps the ttl that the client asked for', async () => {
    const ttl = nowSeconds(ports) + 86_400;
    const { id } = await created(ports, { ttl });
    expect(await settle(await claimed(ports, id))).toMatchObject({ record: { ttl, client_ttl: ttl } });
  });

  test('of a task that has expired is refused', async () => {
    const { id } = await created(ports, { ttl: nowSeconds(ports) + 1 });
    const running = await claimed(ports, id);
    ports.clock.advance(1000);
    expect(await settle(running)).toEqual({ applied: false, record: undefined });
  });

  test('of a run that was taken over is refused', async () => {
    const late = await lost(ports);
    const record = await claimed(ports, late.id, { claim: NEXT_RUN });
    expect(await settle(late)).toEqual({ applied: false, record });
    expect(await stored(ports, late.id)).toEqual(record);
  });

  test('of a run that was taken over is refused when the other run has settled alike', async () => {
    const late = await lost(ports);
    const record = applied(await settle(await claimed(ports, late.id, { claim: NEXT_RUN })));
    expect(await settle(late)).toEqual({ applied: false, record });
  });

  test('of a run before a client’s retry is refused, though nobody has claimed the task since', async () => {
    const late = await lost(ports);
    const failed = await altered(ports, late.id, { status: 'FAILED' });
    const record = applied(await retryTask(ports, TASK_POLICY, failed));
    expect(await settle(late)).toEqual({ applied: false, record });
  });

  test('reported again by the same claim succeeds and changes nothing', async () => {
    const running = await claimed(ports);
    const record = applied(await settle(running));
    ports.clock.advance(5000);
    expect(await settle(running)).toEqual({ applied: true, record });
    expect(await stored(ports, record.id)).toEqual(record);
  });

  test('is final: the other one is refused, and another claim', async () => {
    const running = await claimed(ports);
    const record = applied(await settle(running));
    expect(await otherwise(running)).toEqual({ applied: false, record });
    expect(await claim(ports, record.id, { claim: NEXT_RUN })).toEqual({ applied: false, record });
    expect(await stored(ports, record.id)).toEqual(record);
  });

  test('of a task that is gone is refused', async () => {
    const running = await claimed(ports);
    ports.store.expire(running.id);
    expect(await settle(running)).toEqual({ applied: false, record: undefined });
    expect(await stored(ports, running.id)).toBeUndefined();
  });
});

describe.each<[string, (through: Ports, record: TaskRecord) => Promise<TransitionOutcome>]>([
  ['complete', async (through, record) => completeRun(through, record, { claim: RUN, result: '1' })],
  ['fail', async (through, record) => failRun(through, WORKER_POLICY, record, { claim: RUN, error: FAILURE, retryable: false })],
  ['fail, to be tried again', async (through, record) => failRun(through, WORKER_POLICY, record, { claim: RUN, error: FAILURE, retryable: true })],
])('an answer to %s that was lost', (_, settle) => {
  test.each(['repeated', 'given up'] as const)('is recognised when its request is %s, and takes effect once', async (loss) => {
    const store = new LossyStore(ports.store);
    const running = await claimed(ports);
    store.loseNextAnswer(loss);
    const first = settle({ ...ports, store }, running);
    if (loss === 'given up') await expect(first).rejects.toThrow('the connection was closed');
    const record = applied(await (loss === 'given up' ? settle({ ...ports, store }, running) : first));
    expect(record.attempt).toBe(1);
    expect(await stored(ports, record.id)).toEqual(record);
  });
});

describe('a run that did not begin', () => {
  const release = async (record: TaskRecord): Promise<TransitionOutcome> => (
    releaseRun(ports, WORKER_POLICY, record, { claim: record.claim!, error: FAILURE })
  );

  test('gives its task back, with an attempt more', async () => {
    const running = await claimed(ports);
    const { lease_until, ...kept } = running;
    const record = applied(await release(running));
    expect(record).toEqual({
      ...kept,
      status: 'RETRYING',
      transition: 'release',
      revision: expect.not.stringMatching(running.revision),
      error: FAILURE,
      attempt: 1,
      attempt_limit: 4,
      not_before: expect.any(Number),
      watch_time: record.not_before! + 15 * MINUTE_MS,
    });
    expect(await stored(ports, record.id)).toEqual(record);
  });

  test.each([[{}], [{ policy: { atMostOnce: true, maxAttempts: 1 } }]])('leaves all attempts to those that do, however often: %j', async (more) => {
    let { id } = await created(ports);
    for (let time = 1; time <= 5; time += 1) {
      const released = applied(await release(await claimed(ports, id, { ...more, claim: `run-${time}` })));
      // Its wait does not grow with what it did not begin.
      expect(released.not_before! - ports.clock.now()).toBeLessThan(WORKER_POLICY.retryDelay);
      ports.clock.set(released.not_before!);
      ({ id } = released);
    }
    expect(await claimed(ports, id, { claim: 'run-6' })).toMatchObject({ attempt: 6, attempt_limit: 5 + ('policy' in more ? 1 : 3) });
  });

  test('is given back once, however often its worker says so', async () => {
    const running = await claimed(ports);
    const store = new LossyStore(ports.store);
    store.loseNextAnswer('repeated');
    const released = applied(await releaseRun({ ...ports, store }, WORKER_POLICY, running, { claim: RUN, error: FAILURE }));
    expect(released).toMatchObject({ attempt_limit: 4 });
    expect(await release(running)).toMatchObject({ applied: true, record: { attempt_limit: 4 } });
  });

  test('and was asked to stop, has stopped', async () => {
    expect(await release(await toBeCancelled())).toMatchObject({ applied: true, record: { status: 'CANCELLED' } });
  });

  test('and lost its task meanwhile, changes nothing', async () => {
    const running = await claimed(ports);
    const record = await altered(ports, running.id, { claim: NEXT_RUN });
    expect(await release(running)).toEqual({ applied: false, record });
  });
});
