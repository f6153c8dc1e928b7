import { readRecord, readTask } from '../../../../runtime/core/record/read';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { created, nowSeconds } from '../../../support/tasks';

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts();
});

test('a task is its whole record', async () => {
  const record = await created(ports);
  expect(await readTask(ports, record.id)).toEqual(record);
});

test('a record whose ttl is past reads as absent, though it is there', async () => {
  const ttl = nowSeconds(ports) + 2;
  const { id } = await created(ports, { ttl });
  ports.clock.set(ttl * 1000 - 1);
  expect(await readTask(ports, id)).toMatchObject({ id });
  ports.clock.advance(1);
  expect(await readTask(ports, id)).toBeUndefined();
  expect(await readRecord(ports, id)).toMatchObject({ id });
});

test('there is no such task', async () => {
  expect(await readTask(ports, '01890000-0000-7000-8000-000000000000')).toBeUndefined();
});

test.each([
  ['what is no id', 'nobody'],
  ['nothing', ''],
  ['a text that is too long for a key', 'x'.repeat(3000)],
])('%s is no task’s, and costs no read', async (_, id) => {
  expect(await readTask(ports, id)).toBeUndefined();
  expect(ports.store.consumed.readUnits).toBe(0);
});

test('a payload is no task', async () => {
  const { data_ref } = await created(ports, { data: JSON.stringify('x'.repeat(2000)) });
  expect(await readTask(ports, data_ref!)).toBeUndefined();
  expect(await readRecord(ports, data_ref!)).toBeUndefined();
});

test('is consistent', async () => {
  const { id } = await created(ports);
  await readTask(ports, id);
  expect(ports.store.consumed.readUnits).toBe(1);
});
