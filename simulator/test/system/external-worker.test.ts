import { runSimulation } from '../../run/simulation';
import { settingsOf } from '../../scenarios/scenarios';
import { Prng } from '../../world/prng';
import { DAY } from '../../world/time';

test.each([1, 2, 3, 4, 5, 6])('what a worker does over HTTP is a run, however it reports (seed %d)', async (seed) => {
  const settings = settingsOf('external-workers', new Prng(seed));
  const tasks = settings.tasks.map((task) => ({ ...task, actions: [] }));
  const { observer } = await runSimulation(seed, { ...settings, tasks, rates: {} });

  expect(observer.states().map(({ runs, ranTwice }) => [runs, ranTwice])).toEqual([[1, false], [1, false], [1, false]]);
});

test('a run that fails is followed by another that is no accident', async () => {
  const settings = settingsOf('external-workers', new Prng(1));
  const tasks = settings.tasks.map((task) => ({ ...task, actions: [], maxAttempts: 3 }));
  const { observer } = await runSimulation(1, { ...settings, deadline: DAY, tasks, rates: { 'handler failed': 1 } });

  expect(observer.states().some(({ runs }) => runs > 1)).toBe(true);
  expect(observer.states().some(({ ranTwice }) => ranTwice)).toBe(false);
});
