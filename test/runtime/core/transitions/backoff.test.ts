import type { Random } from '../../../../runtime/core/ports';
import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import { backoff } from '../../../../runtime/core/transitions/backoff';
import { Prng } from '../../../../simulator/world/prng';

const POLICY = { retryDelay: 1000, maxRetryDelay: 10_000 };
const LOWEST: Random = { bytes: (count) => new Uint8Array(count) };
const HIGHEST: Random = { bytes: (count) => new Uint8Array(count).fill(255) };

const recordOf = (attempt: number, attempt_limit = 100): TaskRecord => ({ attempt, attempt_limit, max_attempts: 100 } as TaskRecord);
const longest = (record: TaskRecord): number => backoff({ random: HIGHEST }, POLICY, record);

test.each([[1, 999], [2, 1999], [3, 3999], [4, 7999], [5, 9999], [99, 9999]])('after attempt %d it is at most %d ms', (attempt, expected) => {
  expect(longest(recordOf(attempt))).toBe(expected);
});

test('it may be nothing', () => {
  expect(backoff({ random: LOWEST }, POLICY, recordOf(3))).toBe(0);
});

test('it begins anew when a client has started the task again', () => {
  // Four attempts were made before.
  expect(longest(recordOf(5, 104))).toBe(999);
  expect(longest(recordOf(6, 104))).toBe(1999);
});

test('any wait up to the bound is as likely as any other', () => {
  const random = new Prng(5);
  const quarters = [0, 0, 0, 0];
  for (let count = 0; count < 400; count += 1) quarters[Math.floor(backoff({ random }, POLICY, recordOf(2)) / 500)] += 1;
  for (const quarter of quarters) expect(quarter).toBeGreaterThan(70);
});

test('a record that was read before its first claim has a wait, too', () => {
  expect(longest({ attempt: 0 } as TaskRecord)).toBeLessThanOrEqual(999);
});
