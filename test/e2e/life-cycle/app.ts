import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { AsyncTaskApi, TaskApiAuth, TaskHandler, TaskType, TaskWorker } from 'cdk-async-tasks';

/** An API whose workers meet every misfortune: they crash, are cancelled, cannot be loaded, or never look at their queue. */
const stack = new Stack(new App(), 'LifeCycle');

const api = new AsyncTaskApi(stack, 'Tasks', { auth: TaskApiAuth.none() });

// A message is shown again soon, so that a test need not wait for long, and no sooner than a slow machine starts a function.
const options = { timeout: Duration.seconds(10) };
const shared = { api, visibilityTimeout: Duration.seconds(11), retryDelay: Duration.seconds(1), functionOptions: options };

new TaskWorker(stack, 'Crashing', {
  ...shared,
  taskTypes: [TaskType.named('crash-once')],
  handler: TaskHandler.nodejs('handlers/crash-once.ts'),
});

new TaskWorker(stack, 'Broken', {
  ...shared,
  taskTypes: [TaskType.named('broken')],
  handler: TaskHandler.nodejs('handlers/broken.ts'),
  maxAttempts: 2,
});

new TaskWorker(stack, 'Patient', {
  api,
  taskTypes: [TaskType.named('wait')],
  handler: TaskHandler.nodejs('handlers/wait.ts'),
});

new TaskWorker(stack, 'Timekeeper', {
  api,
  taskTypes: [TaskType.named('tell-time')],
  handler: TaskHandler.nodejs('handlers/tell-time.ts'),
});

const neglected = new TaskWorker(stack, 'Neglected', {
  api,
  taskTypes: [TaskType.named('neglected')],
  visibilityTimeout: Duration.seconds(0),
  maxReceiveCount: 2,
});

new CfnOutput(stack, 'Url', { value: api.apiUrl });
new CfnOutput(stack, 'QueueUrl', { value: neglected.queue.queueUrl });
new CfnOutput(stack, 'TableName', { value: api.table.tableName });
