import { isDeeperThan, toJson } from '../../../../runtime/core/record/json';

test.each<[string, unknown, string]>([
  ['a document', { a: [1, 'x', null] }, '{"a":[1,"x",null]}'],
  ['nothing', undefined, 'null'],
  ['a function, which is nothing in JSON', () => 1, 'null'],
  ['zero', 0, '0'],
])('%s', (_, value, expected) => {
  expect(toJson('it', value)).toBe(expected);
});

test.each<[string, unknown, string]>([
  ['NaN', NaN, 'the result is not JSON: it is NaN'],
  ['an infinity within', { sizes: { width: Infinity } }, 'the result is not JSON: its member "width" is Infinity'],
])('%s is refused', (_, value, message) => {
  expect(() => toJson('the result', value)).toThrow(message);
});

test('a circle is refused', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  expect(() => toJson('the result', circle)).toThrow('circular');
});

test.each<[string, unknown, number, boolean]>([
  ['no document that nests', 7, 0, false],
  ['an empty list', [], 0, true],
  ['an empty list, which is a level', [], 1, false],
  ['lists and objects', [{ a: [] }, null], 2, true],
  ['as many levels', [{ a: [] }, null], 3, false],
])('%s: %j is deeper than %d levels: %p', (_what, value, levels, expected) => {
  expect(isDeeperThan(value, levels)).toBe(expected);
});
