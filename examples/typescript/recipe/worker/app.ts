import { App, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { AsyncTaskApi, TaskType, TaskWorker } from 'cdk-async-tasks';

/**
 * The worker of the recipe, in an app of its own: a Python function that takes TASK1 from the worker's queue and reports
 * over HTTP. No worker serves the other task types, so their tasks stay CREATED.
 */
const stack = new Stack(new App(), 'RecipeWorker');

const tasks = AsyncTaskApi.fromSsmParameters(stack, 'Tasks', { prefix: '/tasks' });

// Without a handler, a worker is its queue and its dead-letter queue.
const worker = new TaskWorker(stack, 'Task1', { api: tasks, taskTypes: [TaskType.named('TASK1')] });

const task1 = new lambda.Function(stack, 'Task1Function', {
  runtime: lambda.Runtime.PYTHON_3_13,
  code: lambda.Code.fromAsset('task1'),
  handler: 'index.handler',
  timeout: Duration.seconds(30),
  environment: { TASKS_API_URL: tasks.apiUrl },
});
task1.addEventSource(new SqsEventSource(worker.queue, { batchSize: 1 }));
