import { App, CfnOutput, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { AsyncTaskApi, TaskHandler, TaskSchedule, TaskType, TaskWorker } from 'cdk-async-tasks';

/** Tasks that no client creates: every firing of a schedule makes one, and a firing that is repeated no second one. */
const stack = new Stack(new App(), 'Schedule');

const report = TaskType.named('report');
const tasks = new AsyncTaskApi(stack, 'Tasks', { taskTypes: [report] });
new TaskWorker(stack, 'Reports', {
  api: tasks,
  taskTypes: [report],
  handler: TaskHandler.nodejs('handlers/report.ts'),
});

// At six in the morning, in summer and in winter.
new TaskSchedule(stack, 'Daily', {
  api: tasks,
  schedule: ScheduleExpression.cron({ minute: '0', hour: '6', timeZone: TimeZone.EUROPE_BERLIN }),
  taskType: report,
  data: { report: 'sales of the day before' },
});

new TaskSchedule(stack, 'Often', {
  api: tasks,
  schedule: ScheduleExpression.rate(Duration.minutes(15)),
  taskType: report,
  data: { report: 'open orders' },
});

new TaskSchedule(stack, 'Once', {
  api: tasks,
  schedule: ScheduleExpression.at(new Date('2035-01-01T08:00:00Z'), TimeZone.EUROPE_BERLIN),
  taskType: report,
  data: { report: 'ten years' },
});

new CfnOutput(stack, 'ApiUrl', { value: tasks.apiUrl });
