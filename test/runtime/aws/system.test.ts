import { systemClock } from '../../../runtime/aws/system';

/** How many timers keep the process alive; jest has some, too, so that only what one tick changes says something. */
const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

test('a wait lasts as long as it is told to', async () => {
  const before = systemClock.now();
  await systemClock.sleep(30);
  // Timers count from the loop's last look at the clock, so they may end a millisecond early.
  expect(systemClock.now() - before).toBeGreaterThanOrEqual(29);
});

test('a wait keeps the process alive', async () => {
  const before = timers();
  const waited = systemClock.sleep(20);
  expect(timers()).toBe(before + 1);
  await waited;
});

test('a wait that is stopped ends at once, without an error, and leaves no timer behind', async () => {
  const before = timers();
  const stop = new AbortController();
  const waited = systemClock.sleep(60_000, stop.signal);
  stop.abort();
  expect(timers()).toBe(before);
  await expect(waited).resolves.toBeUndefined();
});

test('a stop that was given before is no wait', async () => {
  await expect(systemClock.sleep(60_000, AbortSignal.abort())).resolves.toBeUndefined();
});
