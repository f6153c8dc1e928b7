import { ManualClock } from '../../world/manual-clock';

/** The clock whose sleepers are told apart by the order in which they wake. */
let clock: ManualClock;
let woken: string[];
beforeEach(() => {
  clock = new ManualClock(1000);
  woken = [];
});

const sleep = (name: string, milliseconds: number, stop?: AbortSignal): void => {
  void clock.sleep(milliseconds, stop).then(() => woken.push(name));
};
/** Lets all that are awake go on. */
const settle = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('sleepers wake when their time has come, in its order, and not before', async () => {
  sleep('late', 300);
  sleep('early', 100);
  sleep('later', 301);
  clock.advance(99);
  await settle();
  expect(woken).toEqual([]);
  expect(clock.sleeping).toBe(3);

  clock.set(1300);
  await settle();
  expect(woken).toEqual(['early', 'late']);
  expect(clock.sleeping).toBe(1);
});

test('who is told to stop wakes at once, and is waited for no more', async () => {
  const stop = new AbortController();
  sleep('stopped', 100, stop.signal);
  sleep('other', 100);
  stop.abort();
  await settle();
  expect(woken).toEqual(['stopped']);
  expect(clock.sleeping).toBe(1);
});

test('no time, or a stop that was given before, is no wait', async () => {
  sleep('none', 0);
  sleep('past', -5);
  sleep('stopped', 100, AbortSignal.abort());
  await settle();
  expect(woken).toEqual(['none', 'past', 'stopped']);
});
