import { runSimulation } from '../../run/simulation';
import { settingsOf } from '../../scenarios/scenarios';
import { UNKNOWN_LANE } from '../../scenarios/task-types';
import { Prng } from '../../world/prng';

test('a lane that the worker does not know strands no task', async () => {
  const { observer, violations } = await runSimulation(1, settingsOf('unknown-lane', new Prng(1)));
  expect(violations).toEqual([]);
  expect(observer.states().map(({ item }) => [item!.lane, item!.status])).toEqual(Array(3).fill([UNKNOWN_LANE, 'COMPLETED']));
});
