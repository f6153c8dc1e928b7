import { runSimulation } from '../../run/simulation';
import { settingsOf } from '../../scenarios/scenarios';
import { Prng } from '../../world/prng';

test.each([1, 2, 3, 4, 5])('a firing that is repeated, and late, makes one task (seed %d)', async (seed) => {
  const { observer, faults, violations } = await runSimulation(seed, settingsOf('repeated-firing', new Prng(seed)));
  expect(violations).toEqual([]);
  expect(faults.counts).toMatchObject({ 'firing repeated': 2 });
  expect(observer.states()).toHaveLength(2);
});

