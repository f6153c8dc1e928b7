import { countEnd, countStart } from '../../../runtime/core/counts';
import type { TaskRecord } from '../../../runtime/core/record/task-record';
import { ManualClock } from '../../../simulator/world/manual-clock';
import { STATUSES } from '../../../src/contract';
import { RecordedMetrics } from '../../support/telemetry';

const NOW = 1_768_478_400_000;
const RECORD = { task_type: 't', attempt: 1, created_time: NOW / 1000 - 5, list_sort: `${NOW - 4750}#a` } as TaskRecord;
const clock = new ManualClock(NOW);

let metrics: RecordedMetrics;
beforeEach(() => {
  metrics = new RecordedMetrics();
});

test('a first attempt has waited since the task was created', () => {
  countStart(metrics, { clock }, RECORD);
  expect(metrics.added).toEqual([{ name: 'Started', taskType: 't', value: 1 }, { name: 'WaitTime', taskType: 't', value: 4750 }]);
});

test('a task that was not due before has waited since then', () => {
  countStart(metrics, { clock }, { ...RECORD, not_before: NOW - 300 });
  expect(metrics.added[1]).toEqual({ name: 'WaitTime', taskType: 't', value: 300 });
});

test('later attempts do not count as waiting', () => {
  countStart(metrics, { clock }, { ...RECORD, attempt: 2 });
  expect(metrics.names()).toEqual(['Started']);
});

test.each([['COMPLETED', 'Completed'], ['FAILED', 'Failed'], ['CANCELLED', 'Cancelled']] as const)('%s counts as %s, with the time since creation', (status, name) => {
  countEnd(metrics, { clock }, { ...RECORD, status });
  expect(metrics.added).toEqual([{ name, taskType: 't', value: 1 }, { name: 'TotalTime', taskType: 't', value: 4750 }]);
});

test('what is open has not ended', () => {
  for (const status of STATUSES.slice(0, 4)) countEnd(metrics, { clock }, { ...RECORD, status });
  expect(metrics.added).toEqual([]);
});
