import { count, either, plural, range } from '../../../validation/wording/phrases';

test.each([[0, '0 items'], [1, '1 item'], [2, '2 items']])('%d of a noun is %j', (number, text) => {
  expect(count(number, 'item')).toBe(text);
  expect(text).toContain(plural('item', number));
});

test.each<[number | undefined, number | undefined, string]>([
  [1, 9, '1 to 9'], [0, 1, '0 to 1'], [0, undefined, 'at least 0'], [undefined, 0, 'at most 0'],
])('from %j to %j is %j', (least, most, text) => {
  expect(range(least, most)).toBe(text);
});

test.each([[['a'], 'a'], [['a', 'b'], 'a or b'], [['a, b', 'c', 'd'], 'a, b, c or d']])('one of %j is %j', (names, text) => {
  expect(either(names)).toBe(text);
});
