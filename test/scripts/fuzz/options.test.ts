import { parseOptions } from '../../../scripts/fuzz/options';

test('every option is read', () => {
  expect(parseOptions(['--seed', '0', '--max-examples=12'])).toEqual({ seed: 0, maxExamples: 12 });
  expect(parseOptions([])).toEqual({});
});

test.each([
  [['--sed', '1'], 'Unknown option \'--sed\'. Use it as `npm run fuzz -- [--seed N] [--max-examples N]`.'],
  [['all'], 'Unexpected argument \'all\''],
  [['--seed', 'x'], '--seed takes a whole number from 0 on, of at most 9 digits, and not \'x\'.'],
  [['--seed=-1'], '--seed takes a whole number'],
  [['--seed', '1234567890'], '--seed takes a whole number'],
  [['--max-examples', '0'], '--max-examples takes a whole number from 1 on'],
  [['--max-examples', '1.5'], '--max-examples takes a whole number'],
])('%j is refused', (args, sentence) => {
  expect(() => parseOptions(args)).toThrow(sentence);
});
