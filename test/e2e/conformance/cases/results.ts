import type { ConformanceCase, Expected } from '../case';

const completed = (result: unknown): Expected => ({ status: 'COMPLETED', attempt: 1, result });

const refused = (type: RegExp, message: RegExp): Expected => ({ status: 'FAILED', attempt: 1, error: { type, message } });

const nested = (depth: number): unknown => depth === 0 ? null : [nested(depth - 1)];

/** What a handler is given and what it returns, by its size and shape. */
export const resultCases: readonly ConformanceCase[] = [
  { name: 'echo', input: '{"a":[1,true,null,"x",{}],"":[]}', expected: completed({ 'a': [1, true, null, 'x', {}], '': [] }) },
  {
    name: 'document',
    expected: completed({ has_id: true, kind: 'calm', scope: 'shared', attempt: 1, max_attempts: 2, lane: 'default', created: true, parent_id: null }),
  },
  { name: 'asynchronous', expected: completed({ attempt: 1 }), notIn: { 'function-python': 'Lambda\'s Python runtime waits for no coroutine' } },
  { name: 'nothing', expected: completed(null) },
  { name: 'false', expected: completed(false) },
  { name: 'empty-text', expected: completed('') },
  // With a space after each comma it would no longer fit into the record, and take another item.
  { name: 'inline', expected: completed(Array(511).fill(0)) },
  { name: 'big-result', expected: completed('é'.repeat(100_000)) },
  // To the byte, as UTF-8, with its quotes.
  { name: 'largest-result', expected: completed('é'.repeat(131_071)) },
  { name: 'too-large-result', expected: refused(/ResultTooLarge/, /.*\b262145\b.*\b262144\b.*/) },
  { name: 'deep-result', expected: completed(nested(100)) },
  { name: 'too-deep-result', expected: refused(/ResultTooDeep/, /.*\b100 levels\b.*/) },
  {
    name: 'circle',
    expected: refused(/TypeError/, /.*(circular|contains itself).*/is),
    errorsDiffer: true,
    notIn: { function: 'the function\'s runtime turns its result into JSON' },
  },
  {
    name: 'not-json',
    expected: refused(/TypeError/, /.*(BigInt|set).*/),
    errorsDiffer: true,
    notIn: { function: 'the function\'s runtime turns its result into JSON' },
  },
];
