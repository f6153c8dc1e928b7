import { retryAfter } from '../../../../runtime/api/tasks/retry-after';
import type { TaskRecord } from '../../../../runtime/core/record/task-record';

const CREATED = 1_768_478_400;
const record = (more: Partial<TaskRecord> = {}): TaskRecord => ({ status: 'CREATED', created_time: CREATED, ...more } as TaskRecord);
const at = (seconds: number): number => (CREATED + seconds) * 1000;

test.each([[0, '1'], [9, '1'], [50, '5'], [51, '6'], [600, '60'], [86_400, '60']])('%d s after its creation, a task is worth asking for again in %s s', (age, seconds) => {
  expect(retryAfter(record(), at(age))).toEqual({ 'retry-after': seconds });
  expect(retryAfter(record({ status: 'IN_PROGRESS' }), at(age))).toEqual({ 'retry-after': seconds });
});

test.each([[0.2, '1'], [90, '90'], [86_400, '300']])('a task that is due in %d s is worth asking for in %s s', (wait, seconds) => {
  expect(retryAfter(record({ status: 'SCHEDULED', not_before: at(wait) }), at(0))).toEqual({ 'retry-after': seconds });
});

test('a task that was to start later has been waited for since then', () => {
  expect(retryAfter(record({ not_before: at(3600) }), at(3620))).toEqual({ 'retry-after': '2' });
});

test.each(['COMPLETED', 'FAILED', 'CANCELLED'] as const)('a task that is %s needs no more asking', (status) => {
  expect(retryAfter(record({ status }), at(5))).toEqual({});
});
