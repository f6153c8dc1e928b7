import type { TaskHandlerFunction } from 'cdk-async-tasks/handler';

/** Stands for the work: makes a report. The handler need not know that a schedule created its task. */
export const handler: TaskHandlerFunction<{ report: string }> = ({ data, created_time }) => ({
  report: data.report,
  asOf: new Date(created_time * 1000).toISOString(),
});
