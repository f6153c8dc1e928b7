import { removeTask } from '../../../../runtime/core/operations/remove';
import { completeRun } from '../../../../runtime/core/operations/run';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { LossyStore } from '../../../support/lossy-store';
import { altered, applied, claimed, created, nowSeconds, RUN, stored } from '../../../support/tasks';

const LARGE = JSON.stringify('x'.repeat(2000));

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts();
});

test('a settled task goes, with its data and its result', async () => {
  const { id } = await created(ports, { data: LARGE });
  const record = applied(await completeRun(ports, await claimed(ports, id), { claim: RUN, result: LARGE }));
  expect(ports.store.items()).toHaveLength(3);
  expect(await removeTask(ports, record)).toEqual({ applied: true, record });
  expect(ports.store.items()).toEqual([]);
});

test.each(['SCHEDULED', 'CREATED', 'IN_PROGRESS', 'RETRYING'])('one that is %s stays, and costs no write', async (status) => {
  const record = await altered(ports, (await created(ports)).id, { status });
  const consumed = ports.store.startCounting();
  expect(await removeTask(ports, record)).toEqual({ applied: false, record });
  expect(consumed.writeUnits).toBe(0);
});

test('one that has changed since it was read stays as it is', async () => {
  const { id } = await created(ports, { data: LARGE });
  const read = await altered(ports, id, { status: 'FAILED' });
  const now = await altered(ports, id, { status: 'CREATED', revision: 'retried' });
  expect(await removeTask(ports, read)).toEqual({ applied: false, record: now });
  expect(await stored(ports, id)).toEqual(now);
  expect(ports.store.items()).toHaveLength(2);
});

test.each(['repeated', 'given up'] as const)('a deletion whose answer was lost is one: the request is %s', async (loss) => {
  const record = await altered(ports, (await created(ports, { data: LARGE })).id, { status: 'FAILED' });
  const store = new LossyStore(ports.store);
  store.loseNextAnswer(loss);
  if (loss === 'given up') await expect(removeTask({ ...ports, store }, record)).rejects.toThrow('the connection was closed');
  expect(await removeTask({ ...ports, store }, record)).toMatchObject({ applied: true });
  expect(ports.store.items()).toEqual([]);
});

test('one that has expired is as good as deleted', async () => {
  const { id } = await created(ports);
  const read = await altered(ports, id, { status: 'FAILED', revision: 'older' });
  await altered(ports, id, { revision: 'newer', ttl: nowSeconds(ports) });
  expect(await removeTask(ports, read)).toMatchObject({ applied: true });
});
