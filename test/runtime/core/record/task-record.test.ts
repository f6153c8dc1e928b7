import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import { createdAt, hasAttemptsLeft, isBare, isDue, isExpired, isLive, isSettled, seconds } from '../../../../runtime/core/record/task-record';
import { STATUSES } from '../../../../src/contract';

const RECORD = { id: 'a', created_time: 1_768_478_400, status: 'CREATED', attempt: 0 } as TaskRecord;

test('three statuses are settled', () => {
  expect(STATUSES.filter((status) => isSettled({ ...RECORD, status }))).toEqual(['COMPLETED', 'FAILED', 'CANCELLED']);
});

test('only a task IN_PROGRESS is live', () => {
  expect(STATUSES.filter((status) => isLive({ ...RECORD, status, lease_until: 2000 }, 1000))).toEqual(['IN_PROGRESS']);
});

test.each([[1000, true], [2000, true], [7000, true], [7001, false]])('a lease until 2000 holds, by everybody else’s clock, at %d: %s', (now, expected) => {
  expect(isLive({ ...RECORD, status: 'IN_PROGRESS', lease_until: 2000 }, now)).toBe(expected);
});

test.each([[undefined, true], [999, true], [1000, true], [1001, false]])('what must not begin before %s is due at 1000: %s', (not_before, expected) => {
  expect(isDue({ ...RECORD, not_before }, 1000)).toBe(expected);
});

test.each([[undefined, true], [4, true], [3, false], [2, false]])('after three attempts and up to %s, another may follow: %s', (attempt_limit, expected) => {
  expect(hasAttemptsLeft({ ...RECORD, attempt: 3, attempt_limit })).toBe(expected);
});

test.each([['-', true], ['message-1:run-1', false], [undefined, false]])('the claim %s is bare: %s', (claim, expected) => {
  expect(isBare({ ...RECORD, claim })).toBe(expected);
});

test.each([[undefined, 5000, false], [5, 4999, false], [5, 5000, true], [5, 5001, true]])('ttl %s at %d: expired %s', (ttl, now, expected) => {
  expect(isExpired({ ...RECORD, ttl }, now)).toBe(expected);
});

test('the time of creation is as exact as the record knows it', () => {
  expect(createdAt(RECORD)).toBe(1_768_478_400_000);
  expect(createdAt({ ...RECORD, list_sort: '1768478400250#a' })).toBe(1_768_478_400_250);
});

test('a second that is not over does not count', () => {
  expect(seconds(1999)).toBe(1);
});
