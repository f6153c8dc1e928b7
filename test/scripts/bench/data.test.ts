import { dataOf } from '../../../scripts/bench/data';
import { DATA_SIZES } from '../../../scripts/bench/results';

test.each(Object.values(DATA_SIZES))('data of %d bytes has just so many as JSON', (bytes) => {
  expect(Buffer.byteLength(JSON.stringify(dataOf(bytes)))).toBe(bytes);
});

test('data cannot be smaller than what is in it', () => {
  expect(() => dataOf(20)).toThrow('too small');
});
