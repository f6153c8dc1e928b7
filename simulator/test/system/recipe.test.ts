import type { Observed } from '../../run/simulation';
import { runSimulation } from '../../run/simulation';
import { settingsOf } from '../../scenarios/scenarios';
import type { Settings } from '../../scenarios/settings';
import type { FaultRates } from '../../world/faults';
import { Prng } from '../../world/prng';
import { HOUR, MINUTE } from '../../world/time';

/** Three tasks, with nothing but these faults, for two hours. */
async function run(rates: FaultRates, given: Partial<Settings> = {}): Promise<Observed> {
  const { worker, ...settings } = settingsOf('recipe', new Prng(1));
  return runSimulation(1, {
    ...settings, worker: { ...worker, maxAttempts: 3 }, rates, faultsFor: 2 * HOUR, outages: [], mappingDisabled: undefined, ...given,
  });
}

function shown({ observer }: Observed) {
  const states = observer.states();
  return {
    stuck: observer.countStuck(),
    statuses: states.map(({ item }) => item!.status),
    runs: states.map(({ runs }) => runs),
    messages: states.map(({ messages }) => messages),
    ranTwice: states.map(({ ranTwice }) => ranTwice),
  };
}

const NEVER = [false, false, false];
const LIBRARY = { system: 'library' } as const;

test('when it is calm, the recipe runs each task once, and completes it', async () => {
  expect(shown(await run({}))).toEqual({
    stuck: 0, statuses: ['COMPLETED', 'COMPLETED', 'COMPLETED'], runs: [1, 1, 1], messages: [1, 1, 1], ranTwice: NEVER,
  });
});

test('a lost delivery leaves its task CREATED for ever; the library delivers it again', async () => {
  expect(shown(await run({ 'sns delivery lost': 1 }))).toMatchObject({ stuck: 3, statuses: ['CREATED', 'CREATED', 'CREATED'], runs: [0, 0, 0] });
  expect(shown(await run({ 'sns delivery lost': 1 }, LIBRARY))).toMatchObject({ stuck: 0, runs: [1, 1, 1] });
});

test('a worker that never comes to its end leaves its task stuck; the library starts it again', async () => {
  expect(shown(await run({ 'lambda handler too long': 1 }))).toMatchObject({
    stuck: 3, statuses: ['IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS'], runs: [1, 1, 1], ranTwice: NEVER,
  });
  const { stuck, ranTwice } = shown(await run({ 'lambda handler too long': 1 }, LIBRARY));
  expect(stuck).toBe(0);
  expect(ranTwice).toContain(true);
});

test('a handler that throws fails its task; the library starts it again, and that is no accident', async () => {
  const FAILED = ['FAILED', 'FAILED', 'FAILED'];
  expect(shown(await run({ 'handler failed': 1 }))).toMatchObject({ stuck: 0, statuses: FAILED, runs: [1, 1, 1], ranTwice: NEVER });
  expect(shown(await run({ 'handler failed': 1 }, LIBRARY))).toMatchObject({ stuck: 0, statuses: FAILED, runs: [3, 3, 3], ranTwice: NEVER });
});

test('a message that no worker takes at once is lost', async () => {
  const { tasks } = settingsOf('recipe', new Prng(1));
  const length = Math.max(...tasks.map(({ postedAfter }) => postedAfter)) + MINUTE;
  const outages = [{ service: 'lambda', from: 0, length }] as const;
  expect(shown(await run({}, { outages }))).toMatchObject({ stuck: 3, statuses: ['CREATED', 'CREATED', 'CREATED'], messages: [1, 1, 1] });
  expect(shown(await run({}, { outages, ...LIBRARY }))).toMatchObject({ stuck: 0, runs: [1, 1, 1] });
});

test('a message that comes twice starts its handler once: the task is CREATED once', async () => {
  const { stuck, runs, ranTwice } = shown(await run({ 'sns delivery repeated': 1, 'stream batch repeated': 0.5 }));
  expect({ stuck, runs, ranTwice }).toEqual({ stuck: 0, runs: [1, 1, 1], ranTwice: NEVER });
});

test('a message that cannot be published comes again five times, and then no more', async () => {
  const { observer, faults } = await run({ 'sns entry refused': 1 });
  expect(observer.countStuck()).toBe(3);
  // Each time the SDK tries it three times.
  expect(faults.counts).toEqual({ 'sns entry refused': 3 * 6 * 3 });
});

test('every invariant of the library holds in the same storm', async () => {
  const settings = settingsOf('post-and-read', new Prng(1));
  expect(settings).toEqual({ ...settingsOf('recipe', new Prng(1)), system: 'library' });
  expect((await runSimulation(1, settings)).violations).toEqual([]);
});
