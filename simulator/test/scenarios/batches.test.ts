import { runSimulation } from '../../run/simulation';
import { settingsOf } from '../../scenarios/scenarios';
import { Prng } from '../../world/prng';

test('a batch whose second task outlives its time repeats neither neighbour', async () => {
  let recorded = 0;
  for (let seed = 1; seed <= 10; seed += 1) {
    const { observer, checker, violations: found } = await runSimulation(seed, settingsOf('batch-outlives-its-time', new Prng(seed)));
    const neighbours = observer.states().filter(({ data }) => !data!.includes('outlives its time'));

    expect(found).toEqual([]);
    expect(neighbours.map(({ item, runs, claims }) => [item!.status, runs, claims])).toEqual(Array(2).fill(['COMPLETED', 1, 1]));
    recorded += checker!.timeOuts.recorded;
  }
  expect(recorded).toBeGreaterThan(0);
});

test('what a crowded batch has no time for, goes back without an attempt', async () => {
  let unclaimed = 0;
  for (let seed = 1; seed <= 10; seed += 1) {
    const { observer, checker, violations: found } = await runSimulation(seed, settingsOf('crowded-batches', new Prng(seed)));
    unclaimed += checker!.batches.unclaimed;
    expect(found).toEqual([]);
    expect(observer.states().map(({ item }) => [item!.status, item!.attempt])).toEqual(Array(6).fill(['COMPLETED', 1]));
  }
  expect(unclaimed).toBeGreaterThan(0);
});

