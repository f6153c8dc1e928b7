import { isKnown, isMatched, textTag } from '../../../runtime/http/etag';

test.each<[string | undefined, boolean]>([
  [undefined, false],
  ['', false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b"', false],
  ['"b", "a"', true],
  ['"b",W/"a"', true],
  ['*', true],
  ['a', false],
])('by %j, "a" is known: %s', (header, expected) => {
  expect(isKnown(header, '"a"')).toBe(expected);
});

test('a text\'s tag changes with it, and is one that headers can have', () => {
  expect(textTag('a')).toBe(textTag('a'));
  expect(textTag('a')).not.toBe(textTag('b'));
  expect(textTag('…')).toMatch(/^"[\w-]{22}"$/);
});

test.each<[string, boolean]>([['"a"', true], ['"b", "a"', true], ['*', true], ['W/"a"', false], ['"b"', false], ['', false], ['a', false]])(
  'by %j, "a" is matched: %s', (header, expected) => {
    expect(isMatched(header, '"a"')).toBe(expected);
  },
);
