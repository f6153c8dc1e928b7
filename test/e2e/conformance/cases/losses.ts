import type { ConformanceCase, Expected } from '../case';

const failed = (type: RegExp, message: RegExp): Expected => ({ status: 'FAILED', attempt: 1, error: { type, message } });

const secondRun: Expected = { status: 'COMPLETED', attempt: 2, result: { attempt: 2 } };
const stillGoingOn = failed(/TimeoutError/, /the run was still going on after [\d.]+ s.*/s);
const noReport = failed(/LeaseExpired/, /attempt 1 ended without a report: its worker crashed, was stopped or ran out of time.*/);
const functionTimedOut = failed(/TimeoutError/, /Task timed out after 3\.00 seconds/);
const functionExited = failed(/Runtime\.ExitError/, /.*/s);

/** Runs that take too long, and runs that end without a word. */
export const lossCases: readonly ConformanceCase[] = [
  {
    name: 'time-out',
    worker: 'perilous',
    expected: secondRun,
    notIn: { function: 'a function that is invoked gets the task, and no signal' },
  },
  { name: 'never-returns', worker: 'perilous', maxAttempts: 1, expected: stillGoingOn, but: { function: functionTimedOut }, errorsDiffer: true },
  { name: 'never-returns-once', worker: 'perilous', expected: secondRun },
  {
    name: 'blocks',
    worker: 'perilous',
    maxAttempts: 1,
    expected: stillGoingOn,
    but: { node: noReport, function: functionTimedOut },
    incomparable: 'where nothing else can run, Lambda ends the function, and the worker that gets the message next finds out',
  },
  { name: 'crash-once', worker: 'perilous', expected: secondRun },
  { name: 'exits', worker: 'perilous', maxAttempts: 1, expected: noReport, but: { function: functionExited } },
];
