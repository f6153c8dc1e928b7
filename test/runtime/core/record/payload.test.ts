import { asAttributes, extendPayload, placePayload, readData, readPayload } from '../../../../runtime/core/record/payload';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { created, stored } from '../../../support/tasks';

const LARGE = 'x'.repeat(1025);

test('a text in the record costs no read', async () => {
  const ports = memoryPorts();
  expect(await readPayload(ports, { text: '1' })).toBe('1');
  expect(await readPayload(ports, {})).toBeUndefined();
  expect(ports.store.consumed.readUnits).toBe(0);
});

test('the size is counted in bytes', async () => {
  const ports = memoryPorts();
  expect(await placePayload(ports, 'id', 'data', 'ü'.repeat(512), 1)).toEqual({ text: 'ü'.repeat(512) });
  expect(await placePayload(ports, 'id', 'data', 'ü'.repeat(513), 1)).toEqual({ ref: expect.stringMatching(/^id#data#/) });
});

test('data and result of the same text are two items, the same text placed twice is one', async () => {
  const ports = memoryPorts();
  await placePayload(ports, 'id', 'data', LARGE, 1);
  await placePayload(ports, 'id', 'result', LARGE, 2);
  await placePayload(ports, 'id', 'result', LARGE, 3);
  expect(ports.store.items().map(({ id, ttl }) => [id.split('#')[1], ttl])).toEqual([['data', 1], ['result', 3]]);
});

test('an item that is there already never disappears sooner', async () => {
  const ports = memoryPorts();
  const place = await placePayload(ports, 'id', 'data', LARGE, 3);
  expect(await placePayload(ports, 'id', 'data', LARGE, 2)).toEqual(place);
  expect(ports.store.items()).toMatchObject([{ ttl: 3 }]);
});

test('an item that cannot be written is an error', async () => {
  await expect(placePayload({ ...memoryPorts(), table: 'no-table' }, 'id', 'data', LARGE, 1)).rejects.toThrow('Requested resource not found');
});

test('an item that is gone is an error that names it', async () => {
  await expect(readPayload(memoryPorts(), { ref: 'id#data#0' })).rejects.toThrow('the payload id#data#0 is not in the table');
});

test('a record has a text, or names its item', () => {
  expect(asAttributes('data', { text: '1' })).toEqual({ data: '1' });
  expect(asAttributes('result', { ref: 'id#result#0' })).toEqual({ result_ref: 'id#result#0' });
});

test.each([['in the record', '1'], ['in an item of its own', JSON.stringify(LARGE)]])('a task’s data is read wherever it is: %s', async (_, data) => {
  const ports = memoryPorts();
  expect(await readData(ports, await created(ports, { data }))).toBe(data);
});

test('an item is kept longer, and nothing else of it changes', async () => {
  const ports = memoryPorts();
  const { data_ref } = await created(ports, { data: JSON.stringify(LARGE) });
  const item = await stored(ports, data_ref!);
  await extendPayload(ports, data_ref!, 4_000_000_000);
  expect(await stored(ports, data_ref!)).toEqual({ ...item, ttl: 4_000_000_000 });
});

test('an item that is gone cannot be kept longer, and does not come back', async () => {
  const ports = memoryPorts();
  await expect(extendPayload(ports, 'id#data#0', 1)).rejects.toMatchObject({ name: 'PayloadMissing' });
  expect(ports.store.items()).toEqual([]);
});

test('what else goes wrong is not taken for a payload that is gone', async () => {
  await expect(extendPayload({ ...memoryPorts(), table: 'no-table' }, 'id#data#0', 1)).rejects.toThrow('Requested resource not found');
});
