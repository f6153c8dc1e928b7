import { asStored } from '../../../../runtime/core/record/progress';
import { MAX_TEXT_BYTES } from '../../../../src/contract';

test.each([
  [33.333333, 33.33],
  [1E-131, 0],
  [99.999, 100],
  [100, 100],
])('%d percent are kept as %d', (percent, kept) => {
  expect(asStored({ percent })).toEqual({ percent: kept });
});

test('a message is cut to what a record has room for', () => {
  expect(asStored({ message: 'x'.repeat(MAX_TEXT_BYTES + 1) })).toEqual({ message: 'x'.repeat(MAX_TEXT_BYTES) });
});

test('what is not said is not kept', () => {
  expect(asStored({})).toEqual({});
});
