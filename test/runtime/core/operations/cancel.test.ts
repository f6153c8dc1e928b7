import { cancelTask } from '../../../../runtime/core/operations/cancel';
import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { LossyStore } from '../../../support/lossy-store';
import { altered, applied, beforeNextWrite, claim, claimed, created, FAILURE, lost, nowSeconds, stored } from '../../../support/tasks';

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts();
});

const cancelled = async (record: TaskRecord): Promise<TaskRecord> => applied(await cancelTask(ports, record));

test.each(['SCHEDULED', 'CREATED', 'RETRYING'] as const)('a task that is %s is cancelled at once', async (status) => {
  const { id } = await created(ports);
  const { watch_key, watch_time, not_before, ...kept } = await altered(ports, id, { status, not_before: ports.clock.now() + 1, error: FAILURE });
  const record = await cancelled((await stored(ports, id))!);
  expect(record).toEqual({
    ...kept,
    status: 'CANCELLED',
    transition: 'cancel',
    revision: expect.not.stringMatching(kept.revision),
    updated_time: nowSeconds(ports),
    ttl: nowSeconds(ports) + 3600,
  });
  expect(await stored(ports, id)).toEqual(record);
});

test.each([['that runs', claimed], ['whose run is lost', lost]])('of a task %s it is asked that it stop; nothing else changes', async (_, begin) => {
  const running = await begin(ports);
  const record = await cancelled(running);
  expect(record).toEqual({ ...running, transition: 'request-cancel', revision: expect.not.stringMatching(running.revision), updated_time: nowSeconds(ports), cancel_requested: true });
  expect(await stored(ports, running.id)).toEqual(record);
});

test('the ttl that the client asked for stays', async () => {
  const ttl = nowSeconds(ports) + 60;
  expect(await cancelled(await created(ports, { ttl }))).toMatchObject({ ttl });
});

test.each([['at once', created], ['while it runs', claimed]])('to cancel again what was cancelled %s changes nothing, and costs no write', async (_, begin) => {
  const record = await cancelled(await begin(ports));
  const consumed = ports.store.startCounting();
  expect(await cancelTask(ports, record)).toEqual({ applied: true, record });
  expect(consumed.writeUnits).toBe(0);
});

test.each([['at once', created], ['while it runs', claimed]])('to cancel again, by who has not read of it, what was cancelled %s has the same answer', async (_, begin) => {
  const before = await begin(ports);
  const record = await cancelled(before);
  const again = await cancelled(before);
  expect({ ...again, revision: record.revision }).toEqual(record);
});

test.each(['COMPLETED', 'FAILED'])('a task that is %s cannot be cancelled: that costs no write', async (status) => {
  const { id } = await created(ports);
  const record = await altered(ports, id, { status });
  const consumed = ports.store.startCounting();
  expect(await cancelTask(ports, record)).toEqual({ applied: false, record });
  expect(consumed.writeUnits).toBe(0);
});

test.each(['CREATED', 'IN_PROGRESS'])('a task that was %s and has expired is none', async (status) => {
  const { id } = await created(ports);
  const record = await altered(ports, id, { status, ttl: nowSeconds(ports) });
  expect(await cancelTask(ports, record)).toEqual({ applied: false, record: undefined });
  expect(await stored(ports, id)).toEqual(record);
});

describe('meanwhile', () => {
  test('a worker has claimed the task: it is asked to stop', async () => {
    const record = await created(ports);
    beforeNextWrite(ports, async () => claim(ports, record.id));
    expect(await cancelled(record)).toMatchObject({ status: 'IN_PROGRESS', cancel_requested: true });
  });

  test('the run has failed, to be tried again: the task is cancelled at once', async () => {
    const record = await claimed(ports);
    beforeNextWrite(ports, async () => altered(ports, record.id, { status: 'RETRYING' }));
    expect(await cancelled(record)).toMatchObject({ status: 'CANCELLED' });
  });

  test('the run has completed: it is too late', async () => {
    const record = await claimed(ports);
    beforeNextWrite(ports, async () => altered(ports, record.id, { status: 'COMPLETED' }));
    expect(await cancelTask(ports, record)).toMatchObject({ applied: false, record: { status: 'COMPLETED' } });
  });

  test('the task passes from hand to hand without end: that is said', async () => {
    const record = await created(ports);
    let writes = 0;
    const { update } = ports.store;
    ports.store.update = async (input) => {
      await altered(ports, record.id, { status: writes % 2 ? 'CREATED' : 'IN_PROGRESS' });
      writes += 1;
      return update.call(ports.store, input);
    };
    expect(await cancelTask(ports, record)).toMatchObject({ applied: false, record: { status: 'CREATED' } });
    expect(writes).toBe(4);
  });
});

test.each([['at once', created, 'CANCELLED'], ['while it runs', claimed, 'IN_PROGRESS']] as const)('an answer that was lost, when cancelled %s, does not matter', async (_, begin, status) => {
  for (const loss of ['repeated', 'given up'] as const) {
    const record = await begin(ports);
    const store = new LossyStore(ports.store);
    store.loseNextAnswer(loss);
    const first = cancelTask({ ...ports, store }, record);
    if (loss === 'given up') await expect(first).rejects.toThrow('the connection was closed');
    expect(applied(await (loss === 'given up' ? cancelTask({ ...ports, store }, record) : first))).toMatchObject({ status });
  }
});
