import { table } from '../../../scripts/support/table';

test('a table\'s columns are as wide as their widest cells', () => {
  expect(table(['', 'load'], [['api', '32.1 ms'], ['worker', '9 ms']])).toBe([
    '             load',
    '  api     32.1 ms',
    '  worker     9 ms',
  ].join('\n'));
});
