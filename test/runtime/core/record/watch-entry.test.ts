import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import { failedKey, watchAttributes } from '../../../../runtime/core/record/watch-entry';

const ID = '01890000-0000-7000-8000-000000000007';

test('an open task is in its bucket, by the time at which somebody has to look at it', () => {
  expect(watchAttributes(ID, 4, 1000, 2000)).toEqual({ watch_key: 'open#3', watch_time: 1000 });
});

test('nobody looks at it after its deadline only', () => {
  expect(watchAttributes(ID, 4, 2001, 2000).watch_time).toBe(2000);
});

test('a task that fails stays in its bucket, whatever their number is now', () => {
  expect(failedKey({ watch_key: 'open#11' } as TaskRecord)).toBe('failed#11');
});

test('a task without an entry gets none by failing', () => {
  expect(failedKey({} as TaskRecord)).toBeUndefined();
});
