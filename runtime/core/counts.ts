import type { Ports, TaskMetrics } from './ports';
import type { TaskRecord } from './record/task-record';
import { createdAt } from './record/task-record';
import type { MetricName, Status } from '../../src/contract';

type Clocked = Pick<Ports, 'clock'>;

const END_METRICS: Partial<Record<Status, MetricName>> = { COMPLETED: 'Completed', FAILED: 'Failed', CANCELLED: 'Cancelled' };

/** Counts that a worker has begun a task. */
export function countStart(metrics: TaskMetrics, { clock }: Clocked, record: TaskRecord): void {
  metrics.add('Started', record.task_type);
  if (record.attempt === 1) metrics.add('WaitTime', record.task_type, clock.now() - (record.not_before ?? createdAt(record)));
}

/** Counts that a task has settled, if it has. */
export function countEnd(metrics: TaskMetrics, { clock }: Clocked, record: TaskRecord): void {
  const metric = END_METRICS[record.status];
  if (metric === undefined) return;
  metrics.add(metric, record.task_type);
  metrics.add('TotalTime', record.task_type, clock.now() - createdAt(record));
}
