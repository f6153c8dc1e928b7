import { placePayload, readPayload } from '../../../runtime/core/payload';
import { memoryPorts } from '../../support/ports';

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

test('an item that is gone is an error that names it', async () => {
  await expect(readPayload(memoryPorts(), { ref: 'id#data#0' })).rejects.toThrow('the payload id#data#0 is not in the table');
});
