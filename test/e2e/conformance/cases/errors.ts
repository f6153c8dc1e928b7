import type { ConformanceCase, Expected } from '../case';

const failed = (attempt: number, type: RegExp, message: RegExp): Expected => ({ status: 'FAILED', attempt, error: { type, message } });

/** What a handler throws, and a handler that is not even there. */
export const errorCases: readonly ConformanceCase[] = [
  { name: 'error-once', expected: { status: 'COMPLETED', attempt: 2, result: { attempt: 2 } } },
  {
    name: 'error-always',
    expected: {
      ...failed(2, /OutOfStock/, /nothing left/),
      logs: { level: 'ERROR', message: 'task failed', error_type: 'OutOfStock', error_message: 'nothing left' },
    },
  },
  { name: 'permanent-error', expected: failed(1, /Unacceptable/, /this will never do/) },
  {
    name: 'no-error',
    expected: failed(2, /Error/, /just a text/),
    errorsDiffer: true,
    but: {
      // Python can raise only exceptions; what ends a program elsewhere is an error here like any other.
      'code-python': { error: { type: /SystemExit/, message: /just a text/ } },
      'function-node': { error: { type: /string/, message: /just a text/ } },
      'function-python': { error: { type: /Runtime\.ExitError/, message: /.*/ } },
    },
  },
  {
    name: 'error-without-message',
    expected: failed(2, /OutOfStock/, /^$/),
    notIn: { function: 'the local engine fills in a message that is empty' },
  },
  { name: 'long-error', expected: failed(2, /OutOfStock/, /(xé){341}x/) },
  {
    name: 'half-a-character-error',
    expected: failed(2, /OutOfStock/, /\ufffd!/),
    notIn: { function: 'the function\'s runtime encodes its answer, and UTF-8 has no half characters' },
  },
  {
    name: 'module-that-does-not-load',
    worker: 'broken',
    errorsDiffer: true,
    expected: failed(2, /Error/, /Cannot find module 'no_such_module'.*/s),
    but: {
      python: { error: { type: /ModuleNotFoundError/, message: /No module named 'no_such_module'/ } },
      // Lambda says Runtime.ImportModuleError.
      function: { error: { type: /.*/, message: /.*no_such_module.*/s } },
    },
  },
];
