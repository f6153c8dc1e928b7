import type { TaskRecord } from '../../../runtime/core/task-record';
import { createdAt, isExpired, isSettled } from '../../../runtime/core/task-record';
import { STATUSES } from '../../../src/contract';

const RECORD = { id: 'a', created_time: 1_768_478_400, status: 'CREATED' } as TaskRecord;

test('three statuses are settled', () => {
  expect(STATUSES.filter((status) => isSettled({ ...RECORD, status }))).toEqual(['COMPLETED', 'FAILED', 'CANCELLED']);
});

test.each([[undefined, 5000, false], [5, 4999, false], [5, 5000, true], [5, 5001, true]])('ttl %s at %d: expired %s', (ttl, now, expected) => {
  expect(isExpired({ ...RECORD, ttl }, now)).toBe(expected);
});

test('the time of creation is as exact as the record knows it', () => {
  expect(createdAt(RECORD)).toBe(1_768_478_400_000);
  expect(createdAt({ ...RECORD, list_sort: '1768478400250#a' })).toBe(1_768_478_400_250);
});
