import { median, rounded } from '../../../scripts/bench/statistics';

describe('median', () => {
  test('is the value in the middle, whatever the order', () => {
    expect(median([30, 1, 2])).toBe(2);
  });

  test('lies between the two in the middle', () => {
    expect(median([4, 1, 100, 2])).toBe(3);
  });

  test('leaves the values as they are', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  test('does not exist without values', () => {
    expect(() => median([])).toThrow('there is no median of no values');
  });
});

test('a rounded figure has only the digits asked for', () => {
  expect(rounded(1.2549)).toBe(1.25);
  expect(rounded(407.96, 1)).toBe(408);
});
