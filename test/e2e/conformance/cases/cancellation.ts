import type { ConformanceCase } from '../case';

const notIn = { function: 'a function that is invoked gets the task, and no signal' };

/** A client cancels the task while it runs. */
export const cancellationCases: readonly ConformanceCase[] = [
  {
    name: 'cancelled',
    cancelled: 'running',
    expected: { status: 'CANCELLED', attempt: 1, error: { type: /AbortError/, message: /the task was cancelled/ } },
    notIn,
  },
  {
    name: 'cancelled-seen-by-heartbeat',
    cancelled: 'running',
    expected: { status: 'CANCELLED', attempt: 1, error: { type: /OutOfStock/, message: /no more, since it was cancelled/ } },
    notIn,
  },
  {
    name: 'cancelled-too-late',
    cancelled: 'running',
    expected: { status: 'COMPLETED', attempt: 1, result: 'done all the same' },
    notIn,
  },
  {
    name: 'cancelled-without-signal',
    cancelled: 'running',
    expected: { status: 'COMPLETED', attempt: 1, result: 'done all the same' },
    notIn: { 'in-process': 'there, a handler sees that it is cancelled' },
  },
];
