import type { Ports, TaskMetrics } from './ports';
import type { TaskRecord } from './task-record';
import { createdAt } from './task-record';

type Clocked = Pick<Ports, 'clock'>;

/** Counts that a worker has begun a task. */
export function countStart(metrics: TaskMetrics, { clock }: Clocked, record: TaskRecord): void {
  metrics.add('Started', record.task_type);
  if (record.attempt === 1) metrics.add('WaitTime', record.task_type, clock.now() - createdAt(record));
}

/** Counts that a task has settled. */
export function countEnd(metrics: TaskMetrics, { clock }: Clocked, record: TaskRecord): void {
  metrics.add(record.status === 'COMPLETED' ? 'Completed' : 'Failed', record.task_type);
  metrics.add('TotalTime', record.task_type, clock.now() - createdAt(record));
}
