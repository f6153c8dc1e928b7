import { batchEvent, createBatches } from '../../../../runtime/core/operations/create-batches';
import { MAX_BATCH_BODY_BYTES, MAX_CREATES } from '../../../../src/contract';

const requests = (count: number, text: string) => Array.from({ length: count }, (_, place) => ({ request: JSON.stringify({ place, text }) }));

test('a batch has as many requests as an invocation takes, in their order', () => {
  const all = requests(2 * MAX_CREATES + 1, '');
  const batches = createBatches(all);
  expect(batches.map(({ length }) => length)).toEqual([MAX_CREATES, MAX_CREATES, 1]);
  expect(batches.flat()).toEqual(all);
});

test('a batch is no larger than an event may be, in bytes', () => {
  const all = requests(40, '✓'.repeat(90_000));
  const batches = createBatches(all);
  for (const batch of batches) {
    expect(Buffer.byteLength(batchEvent(batch))).toBeLessThanOrEqual(MAX_BATCH_BODY_BYTES + 1);
    expect(JSON.parse(batchEvent(batch))).toHaveLength(batch.length);
  }
  expect([batches.length, batches.flat()]).toEqual([3, all]);
});

test('a request that is too large goes alone, and nothing is made of nothing', () => {
  const large = { request: JSON.stringify('x'.repeat(MAX_BATCH_BODY_BYTES)) };
  const [small] = requests(1, '');
  expect(createBatches([small, large, small])).toEqual([[small], [large], [small]]);
  expect(createBatches([])).toEqual([]);
});
