/** The CloudWatch namespace of everything that the functions count. */
export const METRIC_NAMESPACE = 'AsyncTasks';

/** The dimensions of a metric: the API, and the task type where it applies. */
export const METRIC_DIMENSION = {
  api: 'Api',
  taskType: 'TaskType',
} as const;

/** The metrics and their units. Who writes a step counts it, after the write. */
export const METRIC_UNIT = {
  /** Tasks accepted. */
  Created: 'Count',
  /** Requests to create a task that came by an invocation, as a schedule's or a queue's does, and were refused. */
  CreateRefused: 'Count',
  /** Runs started: claims of tasks. */
  Started: 'Count',
  /** Tasks that ended COMPLETED. */
  Completed: 'Count',
  /** Tasks that ended FAILED. */
  Failed: 'Count',
  /** Tasks that ended CANCELLED. */
  Cancelled: 'Count',
  /** Attempts that failed and are followed by another. */
  Retried: 'Count',
  /** Tasks whose worker was overdue, so that they were dispatched again. */
  Overdue: 'Count',
  /** Runs whose outcome was refused because their claim was no longer the task's. */
  LeaseLost: 'Count',
  /** Reports over HTTP that were refused. */
  ReportRefused: 'Count',
  /** Dispatches that could not be published, or became dead letters. */
  DispatchFailed: 'Count',
  /** From the moment when a task may begin to its first start. */
  WaitTime: 'Milliseconds',
  /** From a run's start to its outcome. */
  RunTime: 'Milliseconds',
  /** From creation to the terminal status. */
  TotalTime: 'Milliseconds',
} as const;

export type MetricName = keyof typeof METRIC_UNIT;
