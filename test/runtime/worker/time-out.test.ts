import { RunControl } from '../../../runtime/worker/run-control';
import { inSeconds, withinTime } from '../../../runtime/worker/time-out';
import { ManualClock } from '../../../simulator/world/manual-clock';
import { TIMEOUT_GRACE_MS } from '../../../src/contract';

let clock: ManualClock;
let run: RunControl;
beforeEach(() => {
  clock = new ManualClock();
  run = new RunControl();
});

/** Lets time pass, and everybody whose time has come go on. */
const pass = async (milliseconds: number): Promise<void> => {
  clock.advance(milliseconds);
  await new Promise((resolve) => setImmediate(resolve));
};

test('what ends in time is the outcome, and leaves nobody waiting', async () => {
  expect(await withinTime(clock, run, 5000, async () => 'done')).toBe('done');
  expect(run.ended.aborted).toBe(true);
  expect(run.signal.aborted).toBe(false);
  expect(clock.sleeping).toBe(0);
});

test('a run is told to stop when its time is over, and can still end', async () => {
  const outcome = withinTime(clock, run, 5000, async () => new Promise((resolve) => run.signal.addEventListener('abort', () => resolve('stopped'))));
  await pass(4999);
  expect(run.signal.aborted).toBe(false);
  await pass(1);
  expect(run.signal.reason).toMatchObject({ name: 'TimeoutError', message: 'the run\'s time of 5.0 s is over' });
  expect(await outcome).toBe('stopped');
});

test('time that passes before a run first waits is part of its time', async () => {
  const outcome = await withinTime(clock, run, 5000, async () => {
    clock.advance(5000);
    await new Promise((resolve) => setImmediate(resolve));
    return run.signal.aborted;
  });
  expect(outcome).toBe(true);
});

test('one that goes on is given up half a second later', async () => {
  let outcome: unknown = 'none yet';
  void withinTime(clock, run, 5000, async () => new Promise(() => undefined)).then((value) => { outcome = value; });
  await pass(5000);
  await pass(TIMEOUT_GRACE_MS - 1);
  expect(outcome).toBe('none yet');
  await pass(1);
  expect(outcome).toBeUndefined();
  expect(run.ended.aborted).toBe(true);
});

test('one that has no time at all gets that half second', async () => {
  const outcome = withinTime(clock, run, 0, async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return run.signal.aborted;
  });
  expect(await outcome).toBe(true);
});

test('a failure passes through, and ends the run', async () => {
  await expect(withinTime(clock, run, 5000, async () => { throw new Error('broken'); })).rejects.toThrow('broken');
  expect(run.ended.aborted).toBe(true);
});

test.each([[0, '0.0 s'], [28_500, '28.5 s'], [900_049, '900.0 s']])('%d ms are %s for people', (milliseconds, text) => {
  expect(inSeconds(milliseconds)).toBe(text);
});
