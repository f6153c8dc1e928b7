import { runChosen } from '../../run/choice';
import { settingsOf } from '../../scenarios/scenarios';

test('a run with too few faults is chosen anew', async () => {
  let choices = 0;
  const { faults } = await runChosen(1, (prng) => {
    choices += 1;
    return { ...settingsOf(choices < 3 ? 'calm' : 'storm', prng), leastFaults: 1 };
  });

  expect(choices).toBe(3);
  expect(faults.total).toBeGreaterThanOrEqual(1);
});

test('a run that never has enough faults fails', async () => {
  await expect(runChosen(1, (prng) => ({ ...settingsOf('calm', prng), leastFaults: 5 }))).rejects.toThrow('too little goes wrong');
});
