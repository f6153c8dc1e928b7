import { setImmediate as turn } from 'node:timers/promises';
import { resultOf, runnerOf } from './results';
import { ordered, runAll } from '../../campaign/runner';

test('several runners share the runs, and the results come in the order of the runs', async () => {
  const ran: number[] = [];
  const seeds: number[] = [];
  const runner = () => runnerOf(async (options) => {
    // The first one takes longer than all the others.
    while (options.seed === 0 && ran.length < 3) await turn();
    ran.push(options.seed);
    return resultOf(options);
  });
  await runAll([0, 1, 2, 3].map((seed) => ({ scenario: 'calm', seed })), [runner(), runner()], ({ seed }) => seeds.push(seed));
  expect(ran.at(-1)).toBe(0);
  expect(seeds).toEqual([0, 1, 2, 3]);
});

test('a runner that fails ends the work', async () => {
  const failing = runnerOf(() => {
    throw new Error('its process ended');
  });
  await expect(runAll([{ scenario: 'calm', seed: 0 }], [failing], () => {})).rejects.toThrow('its process ended');
});

test('values are held back until those before them are there', () => {
  const handedOn: string[] = [];
  const inOrder = ordered<string>((value) => handedOn.push(value));
  inOrder(1, 'b');
  expect(handedOn).toEqual([]);
  inOrder(0, 'a');
  inOrder(2, 'c');
  expect(handedOn).toEqual(['a', 'b', 'c']);
});
