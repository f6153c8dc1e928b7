import type { TaskHandlerFunction } from '../../../sdk/typescript/handler';
import { alteredStore, throttled } from '../../support/altered-store';
import { dispatchMessage, messageOf, withAttributes } from '../../support/messages';
import { fails, TestWorker } from '../../support/test-worker';

let worker: TestWorker;
beforeEach(() => {
  worker = new TestWorker();
});

describe('a batch', () => {
  /** Handlers that wait until they are told to end, by their tasks. */
  const running = new Map<string, () => void>();
  const waits: TaskHandlerFunction = async ({ id }) => {
    await new Promise<void>((resolve) => running.set(id, resolve));
    running.delete(id);
  };
  beforeEach(() => running.clear());

  test('runs its tasks one after the other, each claimed when its turn has come', async () => {
    const records = await worker.createSeveral(3);
    const done = worker.receive(waits, records.map((record) => dispatchMessage(record)));
    for (const record of records) {
      await worker.pass(0);
      expect([...running.keys()]).toEqual([record.id]);
      expect((await worker.stored(record)).attempt).toBe(1);
      running.get(record.id)!();
    }
    expect(await done).toEqual([]);
    expect(await worker.statuses(records)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
  });

  test('runs as many at once as it is told to', async () => {
    const records = await worker.createSeveral(4);
    const done = worker.receive(waits, records.map((record) => dispatchMessage(record)), { parallelism: 2 });
    await worker.pass(0);
    expect([...running.keys()]).toEqual(records.slice(0, 2).map(({ id }) => id));
    expect(await worker.statuses(records)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'CREATED', 'CREATED']);
    running.get(records[1].id)!();
    await worker.pass(0);
    expect([...running.keys()]).toEqual([records[0].id, records[2].id]);
    for (const { id } of [records[0], records[2]]) running.get(id)!();
    await worker.pass(0);
    running.get(records[3].id)!();
    expect(await done).toEqual([]);
  });

  test('gives each of its messages its own verdict, in whatever order they end', async () => {
    const [good, failing, late] = await worker.createSeveral(3);
    await worker.alter(late, { not_before: worker.ports.clock.now() + 60_000 });
    const handler: TaskHandlerFunction = async (task, context) => (task.id === failing.id ? fails(task, context) : waits(task, context));
    const done = worker.receive(handler, [good, failing, late].map((record) => dispatchMessage(record)), { parallelism: 10 });
    await worker.pass(0);
    expect((await worker.stored(failing)).status).toBe('RETRYING');
    running.get(good.id)!();
    expect(await done).toEqual([failing, late].map(messageOf));
    expect(await worker.statuses([good, failing, late])).toEqual(['COMPLETED', 'RETRYING', 'CREATED']);
  });

  test('of which a task has two messages runs it once', async () => {
    const record = await worker.create();
    const done = worker.receive(waits, [dispatchMessage(record, 'm-1'), dispatchMessage(record, 'm-2')], { parallelism: 2 });
    await worker.pass(0);
    running.get(record.id)!();
    expect(await done).toEqual([]);
    expect((await worker.stored(record)).attempt).toBe(1);
  });

  test('gives back what cannot begin in the time that is left: it costs no attempt', async () => {
    const records = await worker.createSeveral(3);
    const slow = worker.withHandler(() => worker.ports.clock.advance(15_000));
    const { batchItemFailures } = await slow.work({ Records: records.map((record) => dispatchMessage(record)) }, worker.countdown());
    expect(batchItemFailures).toEqual([{ itemIdentifier: messageOf(records[2]) }]);
    expect(await worker.stored(records[2])).toEqual(records[2]);
  });
});

test('what is wrong with a message is nothing to its neighbours in a batch', async () => {
  worker.hurryClaims();
  const { store, clock } = worker.ports;
  const [good, notDue, stuck, last] = await worker.createSeveral(4);
  const failing = await worker.create('fail');
  await worker.alter(notDue, { not_before: clock.now() + 60_000 });
  const claims = alteredStore(store, { update: async (input) => (input.Key!.id === stuck.id ? throttled() : store.update(input)) });
  const malformed = withAttributes(dispatchMessage(good, 'malformed'), { TaskId: undefined });

  const messages = [malformed, ...[good, failing, notDue, stuck, last].map((record) => dispatchMessage(record))];
  const returned = await worker.receive((task, context) => (task.data === 'fail' ? fails(task, context) : 'ok'), messages, { claims });
  expect(returned).toEqual([failing, notDue, stuck].map(messageOf));
  expect(await worker.statuses([good, failing, notDue, stuck, last])).toEqual(['COMPLETED', 'RETRYING', 'CREATED', 'CREATED', 'COMPLETED']);
});
