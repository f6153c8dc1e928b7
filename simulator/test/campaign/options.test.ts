import { parseOptions } from '../../campaign/options';

test('every option is read', () => {
  expect(parseOptions(['--seed', '0', '--runs', '12', '--scenario', 'storm', '--without', 'expiry', '--trace', '--json', 'out.json']))
    .toEqual({ seed: 0, runs: 12, scenario: 'storm', without: 'expiry', mutants: false, trace: true, json: 'out.json' });
  expect(parseOptions(['--mutants', '--seed=3'])).toMatchObject({ mutants: true, seed: 3 });
  expect(parseOptions([])).toEqual({ mutants: false, trace: false });
});

test.each([
  [['--sed', '1'], 'Unknown option \'--sed\'. Use it as `npm run simulate -- [--seed N]'],
  [['storm'], 'Unexpected argument \'storm\''],
  [['--seed', 'x'], '--seed takes a whole number from 0 on, of at most 15 digits, and not \'x\'.'],
  [['--seed=-1'], '--seed takes a whole number'],
  [['--runs', '0'], '--runs takes a whole number from 1 on'],
  [['--runs', '1.5'], '--runs takes a whole number'],
  [['--scenario', 'gale'], 'There is no scenario \'gale\': choose one of storm, calm,'],
  [['--without', 'luck'], 'There is no rule \'luck\': choose one of '],
  [['--scenario', 'recipe', '--without', 'expiry'], 'The recipe has none of the rules: leave out --without'],
  [['--mutants', '--scenario', 'storm', '--trace'], '--mutants decides by itself what it runs: leave out --scenario and --trace.'],
])('%j is refused', (args, sentence) => {
  expect(() => parseOptions(args)).toThrow(sentence);
});
