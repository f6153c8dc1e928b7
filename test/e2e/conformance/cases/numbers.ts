import type { ConformanceCase, Expected } from '../case';

const completed = (result: unknown): Expected => ({ status: 'COMPLETED', attempt: 1, result });

/** A number that no double holds, in a result: no later attempt would return another. */
const refused: Expected = { status: 'FAILED', attempt: 1, error: { type: /TypeError/, message: /the result is not JSON: .*/ } };

const notIn = { 'function-node': 'the function\'s runtime makes null of it' };

/** Python's runtime writes what JSON has no word for. */
const but = { 'function-python': { error: { type: /ResultNotJson/, message: /what the function answered is not JSON: .*/ } } };

/** Numbers are doubles, whatever the handler's language calls them. */
export const numberCases: readonly ConformanceCase[] = [
  {
    name: 'echo',
    variant: 'numbers',
    input: '[1e308,5e-324,9007199254740993,-9007199254740992,1,1.0,-1.50,0.30000000000000004,1E2,1e21,123456789012345678901234567890]',
    expected: completed([1e308, 5e-324, 2 ** 53, -(2 ** 53), 1, 1, -1.5, 0.1 + 0.2, 100, 1e21, 123456789012345678901234567890]),
  },
  { name: 'echo', variant: 'negative zero', input: '[-0,-0.0,0]', expected: completed([0, 0, 0]) },
  { name: 'made-numbers', expected: completed([1e308, 5e-324, 0, 2 ** 53, -(2 ** 53), 0.1 + 0.2, 1, 1, 1e21, 1e-7, 1 / 3]) },
  { name: 'infinite', expected: refused, but, notIn },
  { name: 'minus-infinite', expected: refused, but, notIn },
  { name: 'not-a-number', expected: refused, but, notIn },
  { name: 'too-large-number', expected: refused, notIn },
];
