import { findDuplicate } from '../../../validation/checker/duplicates';

test.each<[unknown[], [number, number] | undefined]>([
  [[], undefined],
  [[1, '1', true, 'true', null, 'null', [], {}, [[]]], undefined],
  [[1, 2, 1], [0, 2]],
  [[{ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }], [0, 1]],
  [[{ a: 1 }, { a: 1, b: 2 }, { a: 2 }], undefined],
  [[[1, 2], [2, 1]], undefined],
  [[0, -0], [0, 1]],
  [JSON.parse('[{"__proto__": 1}, {}]'), undefined],
  [JSON.parse('[{"__proto__": 1}, {"__proto__": 1}]'), [0, 1]],
])('%j has equal items: %j', (items, expected) => {
  expect(findDuplicate(items)).toEqual(expected);
});
