import type { TaskHandlerFunction } from '../../../sdk/typescript/handler';
import { alteredStore, throttled } from '../../support/altered-store';
import { LossyStore } from '../../support/lossy-store';
import { TestWorker } from '../../support/test-worker';

let worker: TestWorker;
beforeEach(() => {
  worker = new TestWorker();
});

describe('when the table fails', () => {
  beforeEach(() => worker.hurryClaims());

  test('a claim whose answer is lost is recognised: the handler runs, once', async () => {
    const record = await worker.create();
    const claims = new LossyStore(worker.ports.store);
    claims.loseNextAnswer('given up');
    expect(await worker.work(worker.notes, record, { claims })).toBe('deleted');
    expect(worker.handled).toEqual([record.id]);
    expect(await worker.stored(record)).toMatchObject({ status: 'COMPLETED', attempt: 1 });
    expect(worker.metrics.names().filter((name) => name === 'Started')).toHaveLength(1);
  });

  test('a claim that fails is tried again', async () => {
    const record = await worker.create();
    let calls = 0;
    const { store } = worker.ports;
    const claims = alteredStore(store, { update: async (input) => ((calls += 1) <= 3 ? throttled() : store.update(input)) });
    expect(await worker.work(worker.notes, record, { claims })).toBe('deleted');
    expect(worker.handled).toEqual([record.id]);
  });

  test('a message whose task cannot be claimed for long is returned', async () => {
    const record = await worker.create();
    expect(await worker.work(worker.notes, record, { claims: alteredStore(worker.ports.store, { update: throttled }) })).toBe('returned');
    expect(worker.handled).toEqual([]);
    expect(await worker.stored(record)).toEqual(record);
    expect(worker.logger.lines).toMatchObject([{ level: 'ERROR', message: 'message returned: the table could not be read or written', task_id: record.id, error: { name: 'ThrottlingException' } }]);
  });

  test.each<[string, unknown, TaskHandlerFunction, 'get' | 'update' | 'put', number]>([
    ['data cannot be read', 'd'.repeat(5000), (task, context) => worker.notes(task, context), 'get', 0],
    ['outcome cannot be written', 'd', (task, context) => worker.notes(task, context), 'update', 1],
    ['result cannot be written', 'd', (task) => { worker.handled.push(task.id); return 'r'.repeat(5000); }, 'put', 1],
  ])('a message whose task\'s %s is returned', async (_what, data, handler, operation, runs) => {
    const record = await worker.create(data);
    expect(await worker.work(handler, record, { ports: { ...worker.ports, store: alteredStore(worker.ports.store, { [operation]: throttled }) } })).toBe('returned');
    expect(worker.handled).toHaveLength(runs);
    expect((await worker.stored(record)).status).toBe('IN_PROGRESS');
  });
});
