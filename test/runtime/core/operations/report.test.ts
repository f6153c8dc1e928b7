import { cancelTask } from '../../../../runtime/core/operations/cancel';
import type { Report } from '../../../../runtime/core/operations/report';
import { reportTask } from '../../../../runtime/core/operations/report';
import { completeRun, failRun } from '../../../../runtime/core/operations/run';
import type { Ports } from '../../../../runtime/core/ports';
import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import type { TransitionOutcome } from '../../../../runtime/core/transitions/transition';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { INLINE_PAYLOAD_BYTES, MAX_TEXT_BYTES } from '../../../../src/contract';
import { LossyStore } from '../../../support/lossy-store';
import {
  altered, applied, beforeNextWrite, claim, claimed, created, externallyClaimed, FAILURE, HOUR_MS, lost, MINUTE_MS, nowSeconds, passLease, RUN,
  stored, TASK_POLICY, WORKER_POLICY,
} from '../../../support/tasks';

/** A token of an external worker's own choice. */
const TOKEN = 'my-run-1';
const LARGE = JSON.stringify('ü'.repeat(INLINE_PAYLOAD_BYTES));
const STATUSES = ['IN_PROGRESS', 'COMPLETED', 'FAILED'] as const;

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts();
});

const report = async (record: TaskRecord, status: Report['status'], more: Partial<Report> = {}, through: Ports = ports): Promise<TransitionOutcome> => (
  reportTask(through, TASK_POLICY, record, { status, ...more })
);
/** The report has been refused by the record, and has changed nothing. */
const expectRefusal = async (outcome: Promise<TransitionOutcome>, record: TaskRecord): Promise<void> => {
  expect(await outcome).toEqual({ applied: false, record });
  expect(await stored(ports, record.id)).toEqual(record);
};

describe.each([['a bare report', undefined, '-'], ['a report with a token', TOKEN, TOKEN]])('%s', (_, token, asStored) => {
  test('of IN_PROGRESS begins the task', async () => {
    const record = await created(ports);
    const running = applied(await report(record, 'IN_PROGRESS', { claim: token, status_msg: 'started', progress: { percent: 1 } }));
    expect(running).toEqual({
      ...record,
      status: 'IN_PROGRESS',
      transition: 'claim',
      revision: expect.not.stringMatching(record.revision),
      updated_time: nowSeconds(ports),
      status_msg: 'started',
      progress: { percent: 1 },
      claim: asStored,
      attempt: 1,
      max_attempts: 3,
      attempt_limit: 3,
      lease_until: ports.clock.now() + HOUR_MS,
      watch_time: ports.clock.now() + HOUR_MS,
    });
    expect(await stored(ports, record.id)).toEqual(running);
  });

  test('of IN_PROGRESS begins the next attempt when it is due', async () => {
    const { id } = await created(ports);
    const record = await altered(ports, id, { status: 'RETRYING', attempt: 1, attempt_limit: 2, not_before: ports.clock.now() });
    const running = applied(await report(record, 'IN_PROGRESS', { claim: token }));
    expect(running).toMatchObject({ status: 'IN_PROGRESS', attempt: 2, claim: asStored });
  });

  test('of progress extends the lease and takes the watch entry along, in one write', async () => {
    const record = await externallyClaimed(ports, { claim: token });
    ports.clock.advance(HOUR_MS - 1);
    const consumed = ports.store.startCounting();
    const outcome = await report(record, 'IN_PROGRESS', { claim: token, progress: { percent: 50, message: 'half' } });
    const until = ports.clock.now() + HOUR_MS;
    expect(outcome).toEqual({
      applied: true,
      record: {
        ...record,
        transition: 'progress',
        revision: expect.not.stringMatching(record.revision),
        updated_time: nowSeconds(ports),
        progress: { percent: 50, message: 'half' },
        lease_until: until,
        watch_time: until,
      },
    });
    expect(consumed.byOperation.update.calls).toBe(1);
  });

  test('of progress tells that a cancellation was asked for', async () => {
    const record = await externallyClaimed(ports, { claim: token });
    await cancelTask(ports, record);
    expect(await report(record, 'IN_PROGRESS', { claim: token, progress: {} })).toMatchObject({ applied: true, record: { cancel_requested: true } });
  });

  test('of progress is refused at the deadline', async () => {
    const { id, deadline } = await externallyClaimed(ports, { claim: token });
    ports.clock.set(deadline);
    await expectRefusal(report((await stored(ports, id))!, 'IN_PROGRESS', { claim: token, progress: {} }), (await stored(ports, id))!);
  });

  test('cuts its texts', async () => {
    const long = 'x'.repeat(2000);
    const cut = 'x'.repeat(MAX_TEXT_BYTES);
    const record = await created(ports);
    for (const transition of ['claim', 'progress']) {
      expect(await report((await stored(ports, record.id))!, 'IN_PROGRESS', { claim: token, status_msg: long, progress: { percent: 1, message: long } }))
        .toMatchObject({ record: { transition, status_msg: cut, progress: { percent: 1, message: cut } } });
    }
    const failed = await report((await stored(ports, record.id))!, 'FAILED', { claim: token, status_msg: long, error: { type: 'E', message: long } });
    expect(failed).toMatchObject({ record: { status_msg: cut, error: { type: 'E', message: cut } } });
  });

  test('of COMPLETED ends the task with its result', async () => {
    const { lease_until, watch_key, watch_time, progress, ...kept } = await externallyClaimed(ports, { claim: token, progress: { percent: 9 } });
    const record = await stored(ports, kept.id);
    expect(await report(record!, 'COMPLETED', { claim: token, status_msg: 'done', result: '{"a":1}' })).toEqual({
      applied: true,
      record: {
        ...kept,
        status: 'COMPLETED',
        transition: 'complete',
        status_msg: 'done',
        result: '{"a":1}',
        revision: expect.not.stringMatching(kept.revision),
        updated_time: nowSeconds(ports),
        ttl: nowSeconds(ports) + 3600,
      },
    });
  });

  test('of FAILED ends the task with its error', async () => {
    const { lease_until, ...kept } = await externallyClaimed(ports, { claim: token });
    expect(await report((await stored(ports, kept.id))!, 'FAILED', { claim: token, status_msg: 'no', error: FAILURE })).toEqual({
      applied: true,
      record: {
        ...kept,
        status: 'FAILED',
        transition: 'fail',
        status_msg: 'no',
        error: FAILURE,
        revision: expect.not.stringMatching(kept.revision),
        updated_time: nowSeconds(ports),
        ttl: nowSeconds(ports) + 3600,
        watch_key: kept.watch_key!.replace('open', 'failed'),
        watch_time: ports.clock.now(),
      },
    });
  });

  test('of FAILED that may be tried again leads to another attempt', async () => {
    const record = await externallyClaimed(ports, { claim: token });
    const failed = applied(await report(record, 'FAILED', { claim: token, error: { ...FAILURE, retryable: true } }));
    expect(failed).toMatchObject({ status: 'RETRYING', error: FAILURE, claim: asStored, attempt: 1 });
    expect(failed.error).not.toHaveProperty('retryable');
    expect(failed.not_before! - ports.clock.now()).toBeLessThan(10_000);
  });

  test('of FAILED is the end when no attempt is left', async () => {
    const { id } = await created(ports, { max_attempts: 1 });
    const record = applied(await report((await stored(ports, id))!, 'IN_PROGRESS', { claim: token }));
    expect(await report(record, 'FAILED', { claim: token, error: { ...FAILURE, retryable: true } })).toMatchObject({ record: { status: 'FAILED' } });
  });

  test('of FAILED says why even if the worker does not', async () => {
    const record = await externallyClaimed(ports, { claim: token });
    expect(await report(record, 'FAILED', { claim: token }))
      .toMatchObject({ record: { error: { type: 'ReportedFailure', message: 'its worker reported FAILED, and gave no reason' } } });
  });

  test('of FAILED with a status_msg has that for its reason', async () => {
    const record = await externallyClaimed(ports, { claim: token });
    expect(await report(record, 'FAILED', { claim: token, status_msg: 'disk full' })).toMatchObject({ record: { error: { message: 'disk full' } } });
  });

  test('of FAILED ends a task CANCELLED whose worker was asked to stop', async () => {
    const record = await externallyClaimed(ports, { claim: token });
    await cancelTask(ports, record);
    expect(await report(record, 'FAILED', { claim: token })).toMatchObject({ applied: true, record: { status: 'CANCELLED' } });
  });

  test('ends a task whose lease is over while nobody has given it up', async () => {
    const record = await externallyClaimed(ports, { claim: token });
    passLease(ports, record);
    expect(await report(record, 'COMPLETED', { claim: token })).toMatchObject({ applied: true });
  });

  test.each(STATUSES)('of %s is refused against a worker’s claim, also for who read the record before', async (status) => {
    const before = await created(ports);
    const record = await claimed(ports, before.id);
    await expectRefusal(report(record, status, { claim: token, progress: status === 'IN_PROGRESS' ? {} : undefined }), record);
    await expectRefusal(report(before, status, { claim: token }), record);
  });

  test.each(['COMPLETED', 'FAILED'] as const)('of %s is refused when a worker has settled the task alike', async (status) => {
    const running = await claimed(ports);
    const record = applied(status === 'COMPLETED'
      ? await completeRun(ports, running, { claim: RUN })
      : await failRun(ports, WORKER_POLICY, running, { claim: RUN, error: FAILURE, retryable: false }));
    await expectRefusal(report(record, status, { claim: token }), record);
  });

  test.each([['COMPLETED', 'FAILED'], ['FAILED', 'COMPLETED']] as const)('of %s said again succeeds and changes nothing, any other is refused', async (status, other) => {
    const record = applied(await report(await externallyClaimed(ports, { claim: token }), status, { claim: token }));
    ports.clock.advance(5000);
    expect(await report(record, status, { claim: token, status_msg: 'again' })).toEqual({ applied: true, record });
    await expectRefusal(report(record, other, { claim: token }), record);
    await expectRefusal(report(record, 'IN_PROGRESS', { claim: token, progress: {} }), record);
  });

  test.each(STATUSES)('of %s about an expired task says that there is none', async (status) => {
    const record = await created(ports, { ttl: nowSeconds(ports) + 1 });
    ports.clock.advance(2000);
    expect(await report(record, status, { claim: token })).toEqual({ applied: false, record: undefined });
  });

  test.each(STATUSES)('of %s about a task that is scheduled is refused, retryable or not', async (status) => {
    const record = await created(ports, { run_at: nowSeconds(ports) + 3600 });
    await expectRefusal(report(record, status, { claim: token, ...(status === 'FAILED' && { error: { ...FAILURE, retryable: true } }) }), record);
  });
});

describe('a bare report', () => {
  test.each(['COMPLETED', 'FAILED'] as const)('of %s ends a task that nobody begun: it counts as an attempt', async (status) => {
    const { watch_key, watch_time, ...kept } = await created(ports);
    const record = (await stored(ports, kept.id))!;
    const settled = {
      ...kept,
      status,
      status_msg: 'done',
      revision: expect.not.stringMatching(kept.revision),
      updated_time: nowSeconds(ports),
      ttl: nowSeconds(ports) + 3600,
      claim: '-',
      attempt: 1,
      max_attempts: 3,
      attempt_limit: 3,
    };
    expect(await report(record, status, { status_msg: 'done', ...(status === 'COMPLETED' && { result: '1' }) })).toEqual({
      applied: true,
      record: status === 'COMPLETED'
        ? { ...settled, transition: 'complete', result: '1' }
        : { ...settled, transition: 'fail', error: { type: 'ReportedFailure', message: 'done' }, watch_key: watch_key!.replace('open', 'failed'), watch_time: ports.clock.now() },
    });
  });

  test('with a large result ends a task that nobody begun', async () => {
    const record = applied(await report(await created(ports), 'COMPLETED', { result: LARGE }));
    expect(await stored(ports, record.result_ref!)).toEqual({ id: record.result_ref, payload: LARGE, ttl: record.ttl });
  });

  test('of a failure that may be tried again leads to the next attempt of a task that nobody begun', async () => {
    const record = await created(ports);
    expect(await report(record, 'FAILED', { error: { ...FAILURE, retryable: true } }))
      .toMatchObject({ applied: true, record: { status: 'RETRYING', attempt: 1, error: FAILURE } });
  });

  test('of a failure that may be tried again is the end of a task with one attempt that nobody begun', async () => {
    const record = await created(ports, { max_attempts: 1 });
    expect(await report(record, 'FAILED', { error: { ...FAILURE, retryable: true } })).toMatchObject({ applied: true, record: { status: 'FAILED', attempt: 1 } });
  });

  test('of IN_PROGRESS without progress is refused the second time, also for who read the record before', async () => {
    const before = await created(ports);
    const record = applied(await report(before, 'IN_PROGRESS'));
    await expectRefusal(report(record, 'IN_PROGRESS'), record);
    await expectRefusal(report(before, 'IN_PROGRESS'), record);
  });

  test.each(STATUSES)('of %s is refused by a run that has a token', async (status) => {
    const record = await externallyClaimed(ports, { claim: TOKEN });
    await expectRefusal(report(record, status, { ...(status === 'IN_PROGRESS' && { progress: {} }) }), record);
  });

  test.each<[string, (record: TaskRecord) => Record<string, unknown>]>([
    ['past its deadline', () => ({ deadline: ports.clock.now() })],
    ['out of attempts', () => ({ attempt: 3, attempt_limit: 3 })],
    ['not due', () => ({ not_before: ports.clock.now() + 1 })],
    ['not due again', () => ({ status: 'RETRYING', not_before: ports.clock.now() + 1 })],
  ])('cannot begin or end a task that is %s', async (_, attributes) => {
    const { id } = await created(ports);
    const record = await altered(ports, id, attributes((await stored(ports, id))!));
    for (const status of STATUSES) await expectRefusal(report(record, status), record);
    await expectRefusal(report(record, 'FAILED', { error: { ...FAILURE, retryable: true } }), record);
  });

  test('of its end finds that the task was begun bare meanwhile', async () => {
    const before = await created(ports);
    beforeNextWrite(ports, async () => report(before, 'IN_PROGRESS'));
    expect(await report(before, 'COMPLETED')).toMatchObject({ applied: true, record: { status: 'COMPLETED', attempt: 1 } });
  });

  test('of its end finds that the run was given up meanwhile: it claims and ends', async () => {
    const before = await externallyClaimed(ports);
    beforeNextWrite(ports, async () => altered(ports, before.id, { status: 'RETRYING', lease_until: undefined }));
    expect(await report(before, 'COMPLETED')).toMatchObject({ applied: true, record: { status: 'COMPLETED', attempt: 2 } });
  });
});

describe('a report with a token', () => {
  test('of IN_PROGRESS again, with the same token, is a heartbeat', async () => {
    const record = await externallyClaimed(ports, { claim: TOKEN });
    ports.clock.advance(MINUTE_MS);
    expect(await report(record, 'IN_PROGRESS', { claim: TOKEN })).toMatchObject({
      applied: true, record: { transition: 'progress', attempt: 1, lease_until: ports.clock.now() + HOUR_MS, watch_time: ports.clock.now() + HOUR_MS },
    });
  });

  test('of IN_PROGRESS by who read the record before it began is the same claim', async () => {
    const before = await created(ports);
    const record = applied(await report(before, 'IN_PROGRESS', { claim: TOKEN }));
    expect(await report(before, 'IN_PROGRESS', { claim: TOKEN })).toEqual({ applied: true, record });
  });

  test('of IN_PROGRESS with another one is refused', async () => {
    const record = await externallyClaimed(ports, { claim: TOKEN });
    await expectRefusal(report(record, 'IN_PROGRESS', { claim: 'my-run-2', progress: {} }), record);
  });

  test.each(['COMPLETED', 'FAILED'] as const)('of %s is refused by a task that nobody has begun: it ends what it began', async (status) => {
    const record = await created(ports);
    await expectRefusal(report(record, status, { claim: TOKEN }), record);
    await expectRefusal(report(record, status, { claim: TOKEN, ...(status === 'FAILED' && { error: { ...FAILURE, retryable: true } }) }), record);
  });

  test.each(['COMPLETED', 'FAILED'] as const)('of %s is refused when its run was given up', async (status) => {
    const { id } = await externallyClaimed(ports, { claim: TOKEN });
    const record = await altered(ports, id, { status: 'RETRYING', lease_until: undefined });
    await expectRefusal(report(record, status, { claim: TOKEN }), record);
  });

  test('is fenced by a worker that took over', async () => {
    const late = await externallyClaimed(ports, { claim: TOKEN });
    passLease(ports, late);
    const record = await claimed(ports, late.id);
    for (const status of STATUSES) await expectRefusal(report(late, status, { claim: TOKEN }), record);
  });

  test('of progress finds that its run was given up meanwhile: it claims the next attempt', async () => {
    const before = await externallyClaimed(ports, { claim: TOKEN });
    beforeNextWrite(ports, async () => altered(ports, before.id, { status: 'RETRYING', lease_until: undefined }));
    expect(await report(before, 'IN_PROGRESS', { claim: TOKEN })).toMatchObject({ applied: true, record: { transition: 'claim', attempt: 2 } });
  });
});

test('never takes over from a run that is lost: that is the watchdog’s and the workers’', async () => {
  const record = await lost(ports);
  await expectRefusal(report(record, 'IN_PROGRESS', { claim: TOKEN }), record);
});

test('a worker never takes over a bare claim', async () => {
  const record = await externallyClaimed(ports);
  passLease(ports, record);
  expect(await claim(ports, record.id)).toEqual({ applied: false, record });
});

describe('an answer that was lost', () => {
  type Prepare = () => Promise<(through: Ports) => Promise<TransitionOutcome>>;
  const prepare = (begin: () => Promise<TaskRecord>, status: Report['status'], more: Partial<Report> = {}): Prepare => async () => {
    const record = await begin();
    return async (through) => report(record, status, more, through);
  };
  const cases: [string, Prepare][] = [
    ['bare claim', prepare(async () => created(ports), 'IN_PROGRESS')],
    ['bare end without a claim', prepare(async () => created(ports), 'COMPLETED')],
    ['bare end', prepare(async () => externallyClaimed(ports), 'FAILED')],
    ['claim', prepare(async () => created(ports), 'IN_PROGRESS', { claim: TOKEN })],
    ['end', prepare(async () => externallyClaimed(ports, { claim: TOKEN }), 'COMPLETED', { claim: TOKEN })],
  ];

  test.each(cases)('%s: what the SDK repeats is recognised, and takes effect once', async (_, begin) => {
    const store = new LossyStore(ports.store);
    const send = await begin();
    store.loseNextAnswer('repeated');
    const record = applied(await send({ ...ports, store }));
    expect(record.attempt).toBe(1);
    expect(await stored(ports, record.id)).toEqual(record);
  });

  test.each(cases.slice(1))('%s: what the caller repeats is recognised by its claim', async (_, begin) => {
    const store = new LossyStore(ports.store);
    const send = await begin();
    store.loseNextAnswer('given up');
    await expect(send({ ...ports, store })).rejects.toThrow('the connection was closed');
    ports.clock.advance(1000);
    const record = applied(await send({ ...ports, store }));
    expect(record).toMatchObject({ attempt: 1, updated_time: nowSeconds(ports) - 1 });
    expect(await stored(ports, record.id)).toEqual(record);
  });

  test('bare claim: what the caller repeats is refused, as it has no token', async () => {
    const store = new LossyStore(ports.store);
    const record = await created(ports);
    store.loseNextAnswer('given up');
    await expect(report(record, 'IN_PROGRESS', {}, { ...ports, store })).rejects.toThrow('the connection was closed');
    expect(await report(record, 'IN_PROGRESS')).toMatchObject({ applied: false, record: { status: 'IN_PROGRESS', claim: '-' } });
  });
});

describe('what a report says', () => {
  test('takes the place of what the one before said, also where it says nothing', async () => {
    const record = await externallyClaimed(ports, { status_msg: 'began' });
    expect(applied(await report(record, 'COMPLETED')).status_msg).toBe('');
  });

  test('does not outlive its attempt', async () => {
    const record = await created(ports);
    await report(record, 'FAILED', { status_msg: 'no luck', error: { type: 'Error', message: 'no luck', retryable: true } });
    ports.clock.advance(HOUR_MS);
    expect(applied(await report((await stored(ports, record.id))!, 'IN_PROGRESS')).status_msg).toBe('');
  });

  test('stays where a heartbeat says nothing', async () => {
    const record = await externallyClaimed(ports, { status_msg: 'began', progress: { percent: 1 } });
    const later = applied(await report(record, 'IN_PROGRESS', { progress: { percent: 2 } }));
    expect(later).toMatchObject({ status_msg: 'began', progress: { percent: 2 } });
    expect(applied(await report(later, 'IN_PROGRESS', { status_msg: 'half', progress: {} }))).toMatchObject({ status_msg: 'half', progress: {} });
  });
});

describe('a run that was asked to stop', () => {
  const STOPPED = { claim: TOKEN, status_msg: 'stopped' };

  test.each([true, false])('may say twice that it did (retryable: %s)', async (retryable) => {
    const running = await externallyClaimed(ports, { claim: TOKEN });
    const asked = applied(await cancelTask(ports, running));
    const said = { ...STOPPED, error: { type: 'Error', message: 'stopped', retryable } };
    const record = applied(await report(asked, 'FAILED', said));
    expect(record.status).toBe('CANCELLED');
    expect(await report(record, 'FAILED', said)).toEqual({ applied: true, record });
  });

  test('cannot say it for another', async () => {
    const asked = applied(await cancelTask(ports, await externallyClaimed(ports, { claim: TOKEN })));
    const record = applied(await report(asked, 'FAILED', STOPPED));
    await expectRefusal(report(record, 'FAILED', { ...STOPPED, claim: 'another-token' }), record);
  });

  test('cannot say it of a task that was cancelled when it held it no more', async () => {
    const running = await externallyClaimed(ports, { claim: TOKEN });
    const waiting = applied(await report(running, 'FAILED', { claim: TOKEN, error: { type: 'Error', message: 'again', retryable: true } }));
    const record = applied(await cancelTask(ports, waiting));
    await expectRefusal(report(record, 'FAILED', STOPPED), record);
  });
});
