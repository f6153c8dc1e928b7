import { RunControl } from '../../../runtime/worker/run-control';

test('a run that is told to stop knows why', () => {
  const run = new RunControl();
  expect(run.signal.aborted).toBe(false);
  run.stop('TimeoutError', 'too long');
  expect(run.signal.aborted).toBe(true);
  expect(run.signal.reason).toMatchObject({ name: 'TimeoutError', message: 'too long' });
  expect(run.signal.reason).toBeInstanceOf(Error);
});

test('the first reason stays', () => {
  const run = new RunControl();
  run.stop('AbortError', 'cancelled');
  run.stop('TimeoutError', 'too long');
  expect(run.signal.reason).toMatchObject({ name: 'AbortError', message: 'cancelled' });
});

test('a run that has ended is not told to stop any more', () => {
  const run = new RunControl();
  run.end();
  run.stop('AbortError', 'cancelled');
  expect(run.ended.aborted).toBe(true);
  expect(run.signal.aborted).toBe(false);
});

test('those who wait for its end are told once, and those who do not wait any more are not', () => {
  const run = new RunControl();
  const told: string[] = [];
  const second = (): void => { told.push('second'); };
  run.ended.addEventListener('abort', () => told.push('first'));
  run.ended.addEventListener('abort', second);
  run.ended.removeEventListener('abort', second);
  run.end();
  run.end();
  expect(told).toEqual(['first']);
});

test('a signal that is first looked at when the run was told to stop is aborted', () => {
  const run = new RunControl();
  expect(run.isStopped).toBe(false);
  run.stop('AbortError', 'cancelled');
  expect(run.isStopped).toBe(true);
  expect(run.signal.reason).toMatchObject({ message: 'cancelled' });
});
