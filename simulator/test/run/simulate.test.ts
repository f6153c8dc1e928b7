import { simulate } from '../../run/simulate';
import { SCENARIO_NAMES } from '../../scenarios/scenarios';

/** What a trace of a run in which something happened has at least. */
const SOME_LINES = 10;

/** A run of a backlog takes too long to be repeated here. */
const SHORT = SCENARIO_NAMES.filter((name) => !name.includes('backlog'));

test.each(SHORT)('%s is the same twice, whatever ran before', async (scenario) => {
  const first = await simulate({ scenario, seed: 7, trace: true });
  await simulate({ scenario: 'storm', seed: 8 });
  const second = await simulate({ scenario, seed: 7, trace: true });

  expect(first.trace!.split('\n').length).toBeGreaterThan(SOME_LINES);
  expect(second).toEqual(first);
});

test('another seed is another run', async () => {
  const one = await simulate({ scenario: 'storm', seed: 1, trace: true });
  const other = await simulate({ scenario: 'storm', seed: 2, trace: true });

  expect(one.trace).not.toEqual(other.trace);
});

test('a storm has three tasks or more, and at least five faults', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const { tasks, faults } = await simulate({ scenario: 'storm', seed });

    expect(tasks).toBeGreaterThanOrEqual(3);
    expect(Object.values(faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(5);
  }
});

test('when it is calm, nothing goes wrong, and each task takes one message and one run', async () => {
  const { faults, handlerRuns, dispatches, messages, stuck, ranTwice, violations } = await simulate({ scenario: 'calm', seed: 3 });

  expect({ faults, stuck, ranTwice, violations }).toEqual({ faults: {}, stuck: 0, ranTwice: 0, violations: [] });
  expect([...handlerRuns, ...dispatches, ...messages].every((count) => count === 1)).toBe(true);
});

test('messages and what is allowed of them come task by task', async () => {
  const { tasks, messages, messageBounds, dispatches } = await simulate({ scenario: 'storm', seed: 1 });

  expect([messages.length, messageBounds.length, dispatches.length]).toEqual([tasks, tasks, tasks]);
  expect(messageBounds).toEqual(dispatches.map((count) => 64 * count));
});
