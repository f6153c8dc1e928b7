import type { Inspection } from '../../../../runtime/core/operations/inspect';
import { dueEntries, inspectTask, WATCH_PAGE_SIZE } from '../../../../runtime/core/operations/inspect';
import { retryTask } from '../../../../runtime/core/operations/retry';
import { failRun } from '../../../../runtime/core/operations/run';
import type { Item } from '../../../../runtime/core/ports';
import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import { TABLE } from '../../../../simulator/aws/dynamodb/task-table';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { LEASE_GRACE_MS, SCHEDULE_AHEAD_MS } from '../../../../src/contract';
import { LossyStore } from '../../../support/lossy-store';
import {
  altered, applied, beforeNextWrite, claim, claimed, created, DAY_MS, externallyClaimed, FAILURE, HOUR_MS, LEASE_MS, lost, MINUTE_MS, nowSeconds, RUN,
  stored, TASK_POLICY, touched,
} from '../../../support/tasks';

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts();
});

/** Inspects a task when it is due. */
const look = async ({ id }: { id: string }): Promise<Inspection> => {
  const watchTime = (await stored(ports, id))?.watch_time ?? 0;
  ports.clock.set(Math.max(ports.clock.now(), watchTime));
  return inspectTask(ports, id);
};
/** The task after it has been looked after. */
const looked = async (record: { id: string }, action: Inspection['action']): Promise<TaskRecord> => {
  const inspection = await look(record);
  expect(inspection.action).toBe(action);
  return (inspection as { record: TaskRecord }).record;
};
/** What changes of a record whatever the watchdog does. */
const rewritten = (record: TaskRecord, transition: string): Item => ({
  transition, revision: expect.not.stringMatching(record.revision), updated_time: nowSeconds(ports),
});

describe('due entries', () => {
  const entries = async (after?: Item): Promise<Item[]> => dueEntries(ports, 0, after);
  const put = async (id: string, more: Item): Promise<void> => ports.store.put({ TableName: TABLE, Item: { id, watch_key: 'open#0', watch_time: 0, ...more } });

  test('are those of the bucket’s open tasks whose time has come, five seconds ago, the oldest first', async () => {
    const now = ports.clock.now();
    await put('just', { watch_time: now - LEASE_GRACE_MS });
    await put('old', { watch_time: now - HOUR_MS });
    await put('not yet', { watch_time: now - LEASE_GRACE_MS + 1 });
    await put('other bucket', { watch_key: 'open#1' });
    await put('failed', { watch_key: 'failed#0' });
    expect((await entries()).map(({ id }) => id)).toEqual(['old', 'just']);
  });

  test('come in pages, each read unit by read unit', async () => {
    for (let count = 0; count < WATCH_PAGE_SIZE + 1; count += 1) await put(`task ${count}`, { watch_time: count });
    const page = await entries();
    expect(page).toHaveLength(WATCH_PAGE_SIZE);
    expect((await entries(page[WATCH_PAGE_SIZE - 1])).map(({ id }) => id)).toEqual([`task ${WATCH_PAGE_SIZE}`]);
  });

  test('are cheap to look for when there are none', async () => {
    const consumed = ports.store.startCounting();
    expect(await entries()).toEqual([]);
    expect(consumed.readUnits).toBeLessThanOrEqual(1);
  });
});

describe('an entry that is behind the table does nothing', () => {
  test.each<[string, () => Promise<{ id: string }>]>([
    ['of a task that is gone', async () => ({ id: 'nobody' })],
    ['of a task that has settled', async () => altered(ports, (await created(ports)).id, { status: 'FAILED', deadline: 0, watch_time: 0 })],
    ['of a task that has moved on', async () => altered(ports, (await created(ports)).id, { deadline: 0, watch_time: ports.clock.now() + 1 })],
    ['of what is no task', async () => {
      await ports.store.put({ TableName: TABLE, Item: { id: 'payload', payload: '1' } });
      return { id: 'payload' };
    }],
  ])('%s', async (_, prepare) => {
    const { id } = await prepare();
    const items = ports.store.items();
    expect(await inspectTask(ports, id)).toEqual({ action: 'none' });
    expect(ports.store.items()).toEqual(items);
  });
});

describe('a task that somebody runs', () => {
  test('is left, until the end of the lease', async () => {
    const running = await altered(ports, (await claimed(ports)).id, { watch_time: ports.clock.now() });
    const record = await looked(running, 'postponed');
    expect(record).toEqual({ ...running, ...rewritten(running, 'watch'), watch_time: running.lease_until });
    expect(await stored(ports, running.id)).toEqual(record);
  });

  test('is left beyond its deadline, until the end of the lease', async () => {
    const { id, lease_until } = await altered(ports, (await claimed(ports)).id, { deadline: ports.clock.now(), watch_time: ports.clock.now() });
    expect(await looked({ id }, 'postponed')).toMatchObject({ status: 'IN_PROGRESS', watch_time: lease_until });
  });

  test('is left while its lease may not be over by another clock', async () => {
    const running = await claimed(ports);
    await altered(ports, running.id, { watch_time: running.lease_until });
    ports.clock.set(running.lease_until! + LEASE_GRACE_MS);
    expect(await looked(running, 'postponed')).toMatchObject({ status: 'IN_PROGRESS' });
    ports.clock.advance(1);
    expect(await looked(running, 'recovered')).toMatchObject({ status: 'RETRYING' });
  });
});

describe('a task whose run is lost', () => {
  test('is taken back and dispatched, due at once, and says why', async () => {
    const { id } = await lost(ports);
    const { lease_until, claim: _given, progress, status_msg, ...kept } = await altered(ports, id, { progress: { percent: 5 }, status_msg: 'm' });
    const record = await looked(kept, 'recovered');
    expect(record).toEqual({
      ...kept,
      ...rewritten(kept, 'dispatch'),
      status: 'RETRYING',
      dispatch: 2,
      error: { type: 'LeaseExpired', message: 'attempt 1 ended without a report: its worker crashed, was stopped or ran out of time' },
      watch_time: ports.clock.now() + 15 * MINUTE_MS,
    });
    expect(await stored(ports, id)).toEqual(record);
    expect(await claimed(ports, id, { claim: 'message-2:run-2' })).toMatchObject({ attempt: 2 });
  });

  test('is not watched after its deadline only', async () => {
    const record = await lost(ports);
    ports.clock.set(record.deadline - MINUTE_MS);
    expect(await looked(record, 'recovered')).toMatchObject({ watch_time: record.deadline });
  });

  test('lapses where nobody may run it again', async () => {
    const record = await lost(ports, { policy: { atMostOnce: true } });
    expect(await looked(record, 'lapsed')).toMatchObject({ status: 'FAILED', transition: 'lapse', error: { type: 'LeaseExpired' } });
  });

  test('lapses when its worker gave no token', async () => {
    const { id, lease_until } = await externallyClaimed(ports);
    ports.clock.set(lease_until! + LEASE_GRACE_MS + 1);
    expect(await looked({ id }, 'lapsed')).toMatchObject({ status: 'FAILED' });
  });

  test('is cancelled when that was asked for', async () => {
    const { id } = await lost(ports);
    await altered(ports, id, { cancel_requested: true });
    expect(await looked({ id }, 'lapsed')).toMatchObject({ status: 'CANCELLED' });
  });

  test('is given up: what it reports later is refused', async () => {
    const late = await lost(ports);
    const record = await looked(late, 'recovered');
    const failed = await failRun(ports, TASK_RETRY, late, { claim: RUN, error: FAILURE, retryable: false });
    expect(failed).toEqual({ applied: false, record });
  });
});

const TASK_RETRY = { retryDelay: 1000, maxRetryDelay: 1000 };

describe('a task that is scheduled', () => {
  const scheduled = async (): Promise<TaskRecord> => {
    ports.clock.set(nowSeconds(ports) * 1000);
    return created(ports, { run_at: nowSeconds(ports) + 3600 });
  };

  test('is dispatched three minutes ahead, and not due until its time', async () => {
    const before = await scheduled();
    const record = await looked(before, 'started');
    expect(ports.clock.now()).toBe(before.not_before! - SCHEDULE_AHEAD_MS);
    expect(record).toEqual({
      ...before,
      ...rewritten(before, 'dispatch'),
      status: 'CREATED',
      dispatch: 1,
      watch_time: before.not_before! + 15 * MINUTE_MS,
    });
    expect(await claim(ports, record.id)).toMatchObject({ applied: false });
    ports.clock.set(before.not_before!);
    expect(await claim(ports, record.id)).toMatchObject({ applied: true });
  });

  test('is dispatched late when nobody looked in time, and watched from then on', async () => {
    const { id } = await scheduled();
    ports.clock.advance(DAY_MS);
    expect(await looked({ id }, 'started')).toMatchObject({ status: 'CREATED', watch_time: ports.clock.now() + 15 * MINUTE_MS });
  });

  test('is left when it is looked at too early', async () => {
    const { id, not_before } = await scheduled();
    await altered(ports, id, { watch_time: 0 });
    expect(await looked({ id }, 'postponed')).toMatchObject({ status: 'SCHEDULED', dispatch: 0, watch_time: not_before! - SCHEDULE_AHEAD_MS });
  });

  test('is not watched after its deadline only', async () => {
    const { id, not_before } = await scheduled();
    await altered(ports, id, { deadline: not_before! + MINUTE_MS });
    expect(await looked({ id }, 'started')).toMatchObject({ watch_time: not_before! + MINUTE_MS });
  });
});

describe('a task that nobody has begun', () => {
  test('is dispatched again, and again, after waits that grow', async () => {
    const before = await created(ports);
    const waits: number[] = [];
    for (let count = 1; count <= 4; count += 1) {
      const record = await looked(before, 'dispatched');
      expect(record).toEqual({ ...before, ...rewritten(before, 'dispatch'), dispatch: 1 + count, idle_dispatches: count, watch_time: record.watch_time });
      waits.push(record.watch_time! - ports.clock.now());
    }
    expect(waits).toEqual([4 * HOUR_MS, DAY_MS, DAY_MS, DAY_MS]);
  });

  test('fails at its deadline, not before', async () => {
    const { id, deadline } = await created(ports);
    let inspection: Inspection;
    do inspection = await look({ id }); while (inspection.action === 'dispatched');
    expect(ports.clock.now()).toBe(deadline);
    expect(inspection).toMatchObject({ action: 'lapsed', record: { status: 'FAILED', error: { type: 'DeadlineExceeded' } } });
  });

  test('begins with short waits again after a client’s retry', async () => {
    const { id } = await altered(ports, (await created(ports)).id, { status: 'FAILED', idle_dispatches: 5 });
    const record = applied(await retryTask(ports, TASK_POLICY, (await stored(ports, id))!));
    expect(await looked(record, 'dispatched')).toMatchObject({ idle_dispatches: 1, watch_time: ports.clock.now() + 4 * HOUR_MS });
  });
});

describe('a task that is to be tried again', () => {
  const retrying = async (retryDelay: number): Promise<TaskRecord> => {
    const half = { ...ports, random: { bytes: (count: number) => new Uint8Array(count).fill(128) } };
    return applied(await failRun(half, { retryDelay, maxRetryDelay: DAY_MS }, await claimed(ports), { claim: RUN, error: FAILURE, retryable: true }));
  };

  test('is dispatched when a long backoff ends: it has not waited in vain', async () => {
    const before = await retrying(HOUR_MS);
    const record = await looked(before, 'dispatched');
    expect(ports.clock.now()).toBe(before.not_before);
    expect(record).toEqual({ ...before, ...rewritten(before, 'dispatch'), dispatch: 2, idle_dispatches: 0, watch_time: ports.clock.now() + 15 * MINUTE_MS });
    expect(await looked(record, 'dispatched')).toMatchObject({ dispatch: 3, idle_dispatches: 1, watch_time: ports.clock.now() + 4 * HOUR_MS });
  });

  test('is dispatched when its message did not come back after a short backoff', async () => {
    const before = await retrying(MINUTE_MS);
    expect(await looked(before, 'dispatched')).toMatchObject({ dispatch: 2, idle_dispatches: 1, watch_time: ports.clock.now() + 4 * HOUR_MS });
    expect(ports.clock.now()).toBe(before.not_before! + 15 * MINUTE_MS);
  });

  test('is left until it is due', async () => {
    const before = await retrying(HOUR_MS);
    await altered(ports, before.id, { watch_time: 0 });
    expect(await looked(before, 'postponed')).toMatchObject({ status: 'RETRYING', dispatch: 1, watch_time: before.not_before });
  });

  test('and not due before its deadline is watched until then', async () => {
    const { id, not_before } = await retrying(HOUR_MS);
    await altered(ports, id, { watch_time: 0, deadline: not_before! - 1 });
    expect(await looked({ id }, 'postponed')).toMatchObject({ watch_time: not_before! - 1 });
    expect(await looked({ id }, 'lapsed')).toMatchObject({ status: 'FAILED', error: { type: 'DeadlineExceeded' } });
  });
});

describe('an expired record', () => {
  test.each<[string, Item]>([['that is open', {}], ['past its deadline', { deadline: 0 }]])('%s is removed', async (_, attributes) => {
    const { id } = await created(ports, { ttl: nowSeconds(ports) + 60 });
    const record = await altered(ports, id, attributes);
    expect(await look({ id })).toEqual({ action: 'removed', record });
    expect(ports.store.items()).toEqual([]);
  });

  test('that has changed since it was read is left alone', async () => {
    const record = await created(ports, { ttl: nowSeconds(ports) + 60 });
    beforeNextWrite(ports, async () => touched(ports, record));
    expect(await look(record)).toEqual({ action: 'none' });
    expect(await stored(ports, record.id)).toBeDefined();
  });

  test('that two watchdogs see is removed once', async () => {
    const record = await created(ports, { ttl: nowSeconds(ports) + 60 });
    beforeNextWrite(ports, async () => look(record));
    expect(await look(record)).toEqual({ action: 'none' });
  });

  test('that cannot be removed is an error', async () => {
    const record = await created(ports, { ttl: nowSeconds(ports) + 60 });
    ports.store.delete = async () => {
      throw new Error('the table is slow');
    };
    await expect(look(record)).rejects.toThrow('the table is slow');
  });
});

const DECISIONS: [string, () => Promise<TaskRecord>][] = [
  ['dispatched', async () => created(ports)],
  ['started', async () => created(ports, { run_at: nowSeconds(ports) + 3600 })],
  ['recovered', async () => lost(ports)],
  ['lapsed', async () => altered(ports, (await created(ports)).id, { deadline: ports.clock.now() })],
  ['postponed', async () => altered(ports, (await claimed(ports)).id, { watch_time: ports.clock.now() })],
];

describe.each(DECISIONS)('what is to be %s', (action, prepare) => {
  test('is left alone when it has changed since it was read', async () => {
    const record = await prepare();
    let changed: TaskRecord | undefined;
    beforeNextWrite(ports, async () => {
      changed = await touched(ports, record);
    });
    expect(await look(record)).toEqual({ action: 'none' });
    expect(await stored(ports, record.id)).toEqual(changed);
  });

  test('is that once by two watchdogs', async () => {
    const record = await prepare();
    let first: Inspection | undefined;
    beforeNextWrite(ports, async () => {
      first = await look(record);
    });
    expect(await look(record)).toEqual({ action: 'none' });
    expect(first).toMatchObject({ action, record: await stored(ports, record.id) });
  });

  test('is that although the answer was lost and the SDK repeated the request', async () => {
    const record = await prepare();
    ports.clock.set(Math.max(ports.clock.now(), record.watch_time!));
    const store = new LossyStore(ports.store);
    store.loseNextAnswer('repeated');
    expect(await inspectTask({ ...ports, store }, record.id)).toMatchObject({ action });
  });
});

test('a worker that claims between the watchdog’s read and its write keeps the task', async () => {
  const before = await created(ports);
  beforeNextWrite(ports, async () => claim(ports, before.id));
  expect(await look(before)).toEqual({ action: 'none' });
  expect(await stored(ports, before.id)).toMatchObject({ status: 'IN_PROGRESS', dispatch: 1, watch_time: ports.clock.now() + LEASE_MS });
});

test('a cancellation between the watchdog’s read and its write is not forgotten', async () => {
  const { id } = await lost(ports);
  beforeNextWrite(ports, async () => altered(ports, id, { cancel_requested: true, revision: 'cancelling' }));
  expect(await look({ id })).toEqual({ action: 'none' });
  expect(await looked({ id }, 'lapsed')).toMatchObject({ status: 'CANCELLED' });
});
