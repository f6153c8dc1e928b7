import { MAX_DEPTH } from '../../../src/contract';
import { runSimulation } from '../../run/simulation';
import { settingsOf } from '../../scenarios/scenarios';
import { Prng } from '../../world/prng';
import { DAY } from '../../world/time';

test.each([1, 2, 3, 4, 5])('a task that runs again creates no second child (seed %d)', async (seed) => {
  const settings = settingsOf('rerun-with-children', new Prng(seed));
  const rates = { 'handler failed': 1, 'invocation answer lost': 0.5 };
  const { observer, violations } = await runSimulation(seed, { ...settings, rates, deadline: 14 * DAY });
  const [parent, ...children] = observer.states();

  expect(violations).toEqual([]);
  expect(parent.runs).toBeGreaterThan(1);
  expect(children).toHaveLength(settings.tasks[0].data.children!.length);
  expect(children.every(({ item }) => item!.parent_id === parent.id && item!.depth === 1)).toBe(true);
});

test('an endless loop ends', async () => {
  const { observer, violations } = await runSimulation(1, { ...settingsOf('endless-children', new Prng(1)), rates: {} });
  const depths = observer.states().map(({ item }) => item!.depth ?? 0);
  const last = observer.states().at(-1)!.item!;

  expect(violations).toEqual([]);
  expect(depths).toEqual(Array.from({ length: MAX_DEPTH + 1 }, (_, depth) => depth));
  expect([last.status, last.error.type]).toEqual(['FAILED', 'TaskRefused']);
});

