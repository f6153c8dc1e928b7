import type { ConformanceCase, Expected } from '../case';

const completed = (result: unknown): Expected => ({ status: 'COMPLETED', attempt: 1, result });

const notIn = { function: 'a function that is invoked gets the task, and no context of ours' };

/** What a handler can do beside its work. */
export const contextCases: readonly ConformanceCase[] = [
  // It goes on until it is told to stop, so that however slow the machine is, there is time to see how far it is.
  {
    name: 'progress',
    cancelled: 'progress',
    expected: { ...completed('done'), progress: { percent: 40, message: 'half way \u{1f600}' } },
    notIn,
  },
  { name: 'heartbeat', expected: completed([true, true]), notIn },
  { name: 'remaining-time', expected: completed(true), notIn },
  { name: 'log', input: '"é"', expected: { ...completed(null), logs: { message: 'hello from the handler', given: 'é' } }, notIn },
];
