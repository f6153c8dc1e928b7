import { resultOf, runnerOf, violating } from './results';
import { tryMutants, verdictText, type Verdict } from '../../campaign/mutant-campaign';
import type { Simulators } from '../../campaign/simulators';
import { MUTANTS } from '../../mutants/mutants';

describe('the rules taken out one at a time', () => {
  const search = { seed: 1, runs: 10 };
  const [mutant, other] = [{ ...MUTANTS[0], together: undefined }, { ...MUTANTS[1], scenarios: ['late-writer'] as const }];

  async function verdictsOf(simulators: Simulators): Promise<Verdict[]> {
    const verdicts: Verdict[] = [];
    await tryMutants([mutant, other], search, simulators, (verdict) => verdicts.push(verdict));
    return verdicts;
  }

  test('are caught by the storm, or else where they show', async () => {
    const verdicts = await verdictsOf(violating(({ scenario, seed }, rule) => {
      if (rule === undefined) return false;
      return rule === mutant.rule ? scenario === 'storm' && seed >= 4 : scenario === 'late-writer' && seed >= 2;
    }));
    expect(verdicts.map(verdictText)).toEqual([
      `caught ${mutant.rule} seed 4 (storm, one claim settles)`,
      `caught ${other.rule} seed 2 (late-writer, one claim settles)`,
    ]);
    expect(verdicts.map(({ caught }) => caught?.byStorm)).toEqual([true, false]);
  });

  test('are missed, or fail', async () => {
    const verdicts = await verdictsOf({
      prepare: async (changed) => {
        if (changed === mutant) throw new Error('it no longer applies');
        return () => runnerOf((options) => resultOf(options));
      },
    });
    expect(verdicts.map(verdictText)).toEqual([`failed ${mutant.rule}: it no longer applies`, `missed ${other.rule}`]);
  });

  test('are not caught by what the shipped sources violate as well', async () => {
    const verdicts = await verdictsOf(violating(({ seed }, rule) => seed === 2 || (rule !== undefined && seed === 5)));
    expect(verdicts.map(({ caught }) => caught?.result.seed)).toEqual([5, 5]);
  });
});
