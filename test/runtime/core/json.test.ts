import { toJson } from '../../../runtime/core/json';

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
