import type { Item } from '../../../../runtime/core/ports';
import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import type { Lapse } from '../../../../runtime/core/transitions/lapse';
import { lapseOf, lostRun, applyLapse } from '../../../../runtime/core/transitions/lapse';
import type { TransitionOutcome } from '../../../../runtime/core/transitions/transition';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { MAX_TEXT_BYTES } from '../../../../src/contract';
import { LossyStore } from '../../../support/lossy-store';
import { altered, applied, claimed, created, FAILURE, lost, nowSeconds, stored, touched } from '../../../support/tasks';

const NO_REPORT = 'ended without a report: its worker crashed, was stopped or ran out of time';

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts();
});

/** A task whose run is lost, but for what is said here. */
const taskWith = async (attributes: Item): Promise<TaskRecord> => altered(ports, (await lost(ports)).id, attributes);
const lapsing = (record: TaskRecord): Lapse | undefined => lapseOf(record, ports.clock.now());
const messageOf = (record: TaskRecord): string | undefined => {
  const lapse = lapsing(record);
  return lapse?.to === 'FAILED' ? lapse.error.message : undefined;
};
const lapse = async (record: TaskRecord): Promise<TransitionOutcome> => applyLapse(ports, record, lapsing(record)!);

test('a lost run that may be repeated is no reason', async () => {
  expect(lapsing(await lost(ports))).toBeUndefined();
});

describe.each(['SCHEDULED', 'CREATED', 'RETRYING', 'IN_PROGRESS'])('a task that is %s', (status) => {
  test('is cancelled when that was asked for, also past its deadline', async () => {
    expect(lapsing(await taskWith({ status, cancel_requested: true, deadline: 0 }))).toEqual({ to: 'CANCELLED' });
  });

  test('fails at its deadline, not before', async () => {
    const record = await taskWith({ status, deadline: Date.UTC(2026, 0, 16, 9, 30) });
    ports.clock.set(record.deadline - 1);
    expect(lapsing(record)).toBeUndefined();
    ports.clock.set(record.deadline);
    expect(lapsing(record)).toEqual({
      to: 'FAILED', error: { type: 'DeadlineExceeded', message: `the task was ${status} at its deadline, 2026-01-16T09:30:00.000Z, after 1 attempts` },
    });
  });
});

test.each<[string, Item, string]>([
  ['that had the last attempt', { attempt: 3 }, `attempt 3 ${NO_REPORT}. It was the last attempt`],
  ['that runs at most once', { at_most_once: true }, `attempt 1 ${NO_REPORT}. It may have done its work, and the task runs at most once`],
  ['that gave no token', { claim: '-' }, `attempt 1 ${NO_REPORT}. It gave no claim token, by which another worker could take over safely`],
])('a lost run %s is the end', async (_, attributes, message) => {
  expect(lapsing(await taskWith(attributes))).toEqual({ to: 'FAILED', error: { type: 'LeaseExpired', message } });
});

test.each<[string, Item]>([['runs at most once', { at_most_once: true }], ['gave no token before', { claim: '-' }]])('a task that nobody runs and that %s goes on', async (_, attributes) => {
  expect(lapsing(await taskWith({ status: 'RETRYING', ...attributes }))).toBeUndefined();
});

test('what went wrong before is said, too', async () => {
  expect(messageOf(await taskWith({ attempt: 3, error: FAILURE }))).toBe(`attempt 3 ${NO_REPORT}. It was the last attempt; before that: TypeError: no image`);
  expect(messageOf(await taskWith({ deadline: 0, error: FAILURE }))).toMatch(/after 1 attempts; before that: TypeError: no image$/);
});

test.each<[string, Item]>([
  ['asked to stop', { cancel_requested: true }],
  ['past its deadline', { deadline: 0 }],
  ['at its last attempt', { attempt: 3 }],
  ['not to be repeated', { at_most_once: true }],
  ['bare', { claim: '-' }],
])('a run that is live and %s goes on, until five seconds after its lease', async (_, attributes) => {
  const record = await altered(ports, (await claimed(ports)).id, attributes);
  ports.clock.set(record.lease_until! + 5000);
  expect(lapsing(record)).toBeUndefined();
  ports.clock.advance(1);
  expect(lapsing(record)).toBeDefined();
});

test.each(['COMPLETED', 'FAILED', 'CANCELLED'])('a task that is %s does not lapse', async (status) => {
  expect(lapsing(await taskWith({ status, deadline: 0, cancel_requested: true }))).toBeUndefined();
});

test('of a lost run it is said what is known', () => {
  expect(lostRun({ attempt: 2 } as TaskRecord)).toEqual({ type: 'LeaseExpired', message: `attempt 2 ${NO_REPORT}` });
});

describe('to take it', () => {
  test('fails the task, among the failed ones', async () => {
    const { lease_until, claim, status_msg, ...kept } = await taskWith({ attempt: 3, status_msg: 'm' });
    const record = applied(await lapse((await stored(ports, kept.id))!));
    expect(record).toEqual({
      ...kept,
      status: 'FAILED',
      transition: 'lapse',
      revision: expect.not.stringMatching(kept.revision),
      updated_time: nowSeconds(ports),
      error: { type: 'LeaseExpired', message: expect.stringContaining('the last attempt') },
      ttl: nowSeconds(ports) + 3600,
      watch_key: kept.watch_key!.replace('open', 'failed'),
      watch_time: ports.clock.now(),
    });
    expect(await stored(ports, kept.id)).toEqual(record);
  });

  test('cancels the task, and takes it out of the watch index', async () => {
    const { lease_until, claim, watch_key, watch_time, cancel_requested, ...kept } = await taskWith({ cancel_requested: true });
    const record = applied(await lapse((await stored(ports, kept.id))!));
    expect(record).toEqual({
      ...kept,
      status: 'CANCELLED',
      transition: 'lapse',
      revision: expect.not.stringMatching(kept.revision),
      updated_time: nowSeconds(ports),
      ttl: nowSeconds(ports) + 3600,
    });
    expect(await stored(ports, kept.id)).toEqual(record);
  });

  test.each<[string, Item]>([['FAILED', { attempt: 3 }], ['CANCELLED', { cancel_requested: true }]])('keeps the client’s ttl: %s', async (_, attributes) => {
    const ttl = nowSeconds(ports) + 9999;
    expect(await lapse(await taskWith({ ttl, client_ttl: ttl, ...attributes }))).toMatchObject({ applied: true, record: { ttl } });
  });

  test('cuts what is said', async () => {
    const record = applied(await lapse(await taskWith({ attempt: 3, error: { type: 'E', message: 'x'.repeat(1000) } })));
    expect(record.error!.message).toHaveLength(MAX_TEXT_BYTES);
  });

  test.each<[string, Item]>([['FAILED', { attempt: 3 }], ['CANCELLED', { cancel_requested: true }]])('leaves a record alone that has changed: %s', async (_, attributes) => {
    const record = await taskWith(attributes);
    const changed = await touched(ports, record);
    expect(await lapse(record)).toEqual({ applied: false, record: changed });
    expect(await stored(ports, record.id)).toEqual(changed);
  });

  test('recognises its own write', async () => {
    const record = await taskWith({ attempt: 3 });
    const store = new LossyStore(ports.store);
    store.loseNextAnswer('repeated');
    expect(await applyLapse({ ...ports, store }, record, lapsing(record)!)).toMatchObject({ applied: true, record: { status: 'FAILED' } });
  });
});

test('a task that nobody has begun lapses at its deadline only', async () => {
  const record = await created(ports);
  ports.clock.set(record.deadline - 1);
  expect(lapsing(record)).toBeUndefined();
  ports.clock.advance(1);
  expect(messageOf(record)).toContain('was CREATED at its deadline');
});
