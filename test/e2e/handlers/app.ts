import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AsyncTaskApi, TaskApiAuth, TaskHandler, TaskType, TaskWorker } from 'cdk-async-tasks';

/** Workers whose code the library does not bundle: folders, and a function that there is already. */
const stack = new Stack(new App(), 'Handlers');

const api = new AsyncTaskApi(stack, 'Tasks', { auth: TaskApiAuth.none() });
const shared = { api, visibilityTimeout: Duration.seconds(60), retryDelay: Duration.seconds(1), maxAttempts: 2 };

for (const [id, module] of Object.entries({ CommonJs: 'tasks/common', EsModule: 'tasks/modern', Broken: 'tasks/broken' })) {
  new TaskWorker(stack, id, {
    ...shared,
    taskTypes: [TaskType.named(id)],
    handler: TaskHandler.code('code', { runtime: lambda.Runtime.NODEJS_22_X, handler: `${module}.main` }),
  });
}

for (const [id, module] of Object.entries({ Python: 'tasks/greet', BrokenPython: 'tasks/broken' })) {
  new TaskWorker(stack, id, {
    ...shared,
    taskTypes: [TaskType.named(id)],
    handler: TaskHandler.code('python', { runtime: lambda.Runtime.PYTHON_3_13, handler: `${module}.main` }),
  });
}

const target = new lambda.Function(stack, 'Target', {
  runtime: lambda.Runtime.PYTHON_3_13,
  code: lambda.Code.fromAsset('target'),
  handler: 'app.handler',
  // Longer than a slow machine needs to start it.
  timeout: Duration.seconds(5),
});
new TaskWorker(stack, 'Existing', {
  ...shared,
  taskTypes: [TaskType.named('Existing')],
  handler: TaskHandler.fromFunction(target, { permanentErrors: ['ValueError'] }),
});

new CfnOutput(stack, 'Url', { value: api.apiUrl });
