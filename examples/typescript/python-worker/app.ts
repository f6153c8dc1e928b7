import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AsyncTaskApi, TaskHandler, TaskType, TaskWorker } from 'cdk-async-tasks';

/** A worker whose handler is written in Python. */
const stack = new Stack(new App(), 'PythonWorker');

const summarize = TaskType.fromSchemaFile('summarize', 'schemas/summarize.json');
const tasks = new AsyncTaskApi(stack, 'Tasks', { taskTypes: [summarize] });
new TaskWorker(stack, 'Summaries', {
  api: tasks,
  taskTypes: [summarize],
  // The folder goes to Lambda as it is, beside the package async_tasks that the handler imports.
  handler: TaskHandler.code('handlers', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'summary.handler' }),
});

new CfnOutput(stack, 'ApiUrl', { value: tasks.apiUrl });
