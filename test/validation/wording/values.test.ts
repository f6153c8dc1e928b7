import { cut, MAX_SHOWN, nameOf, quote, show } from '../../../validation/wording/values';

test.each<[unknown, string]>([
  [null, 'null'], [[], 'an array'], [{}, 'an object'], ['', 'a string'], [0, 'a number'], [true, 'a boolean'],
])('%j is %s', (value, name) => {
  expect(nameOf(value)).toBe(name);
});

test('a rejected value is shown as it came, an array or an object by its kind', () => {
  expect([show('a'), show(true), show(null), show([1]), show({ a: 1 })]).toEqual(['"a"', 'true', 'null', 'an array', 'an object']);
});

test('quotes a value, cut to what a sentence can hold', () => {
  expect([quote('a"b'), quote(1.5), quote('x'.repeat(78)), quote('x'.repeat(79))]).toEqual(['"a\\"b"', '1.5', `"${'x'.repeat(78)}"`, `"${'x'.repeat(78)}…`]);
});

test('a number is shown as it is, also beyond a double', () => {
  expect([quote(1e21), quote(-0), quote(Infinity)]).toEqual(['1e+21', '0', 'Infinity']);
});

test('a text of the limit is whole', () => {
  expect(cut('x'.repeat(MAX_SHOWN))).toHaveLength(MAX_SHOWN);
  expect(cut('x'.repeat(MAX_SHOWN + 1))).toBe(`${'x'.repeat(MAX_SHOWN - 1)}…`);
});
