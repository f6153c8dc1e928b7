import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { buildNodeHandlers } from './build-node-handlers';
import type { Language, Mode, WorkerName } from './modes';
import { MODES, taskTypeOf, WORKERS } from './modes';
import { AsyncTaskApi, TaskApiAuth, TaskHandler, TaskType, TaskWorker, TaskWorkerProps } from 'cdk-async-tasks';

/** Every mode, each with its workers. */
const stack = new Stack(new App(), 'Conformance');
const api = new AsyncTaskApi(stack, 'Tasks', { auth: TaskApiAuth.none() });

const FOLDERS: Record<Language, string> = { node: buildNodeHandlers('handlers/node'), python: 'handlers/python' };
const RUNTIMES: Record<Language, lambda.Runtime> = { node: lambda.Runtime.NODEJS_24_X, python: lambda.Runtime.PYTHON_3_13 };

for (const mode of MODES) {
  for (const worker of WORKERS) {
    new TaskWorker(stack, `${mode.name}-${worker}`, {
      api,
      taskTypes: [TaskType.named(taskTypeOf(mode.name, worker))],
      handler: handlerOf(mode, worker),
      maxAttempts: 2,
      retryDelay: Duration.seconds(0),
      ...propsOf(mode, worker),
    });
  }
}

new CfnOutput(stack, 'Url', { value: api.apiUrl });
new CfnOutput(stack, 'TableName', { value: api.table.tableName });

function propsOf({ isFunction }: Mode, worker: WorkerName): Partial<TaskWorkerProps> {
  // Few processes, since it is their starts that take the time of a test. How long they may run matters only where they do
  // not end by themselves: a message must be hidden for as long, and no longer here.
  if (worker !== 'perilous') return { batchSize: 10, parallelism: 10, maxConcurrency: 2, ...(!isFunction && timeouts(60)) };
  // One task at a time, since it may take its process along.
  return { maxConcurrency: 2, ...(!isFunction && timeouts(8)) };
}

function timeouts(seconds: number): Partial<TaskWorkerProps> {
  return { functionOptions: { timeout: Duration.seconds(seconds) }, visibilityTimeout: Duration.seconds(seconds + 1) };
}

function handlerOf({ name, language, isFunction }: Mode, worker: WorkerName): TaskHandler {
  const module = worker === 'broken' ? 'broken' : 'conformance';
  if (name === 'nodejs') return TaskHandler.nodejs(`handlers/node/${module}.ts`);
  if (!isFunction) return TaskHandler.code(FOLDERS[language], { runtime: RUNTIMES[language], handler: `${module}.handler` });
  const target = new lambda.Function(stack, `${name}-${worker}-target`, {
    runtime: RUNTIMES[language],
    code: lambda.Code.fromAsset(FOLDERS[language]),
    handler: `${module}.handler`,
    timeout: worker === 'perilous' ? Duration.seconds(3) : Duration.seconds(30),
  });
  return TaskHandler.fromFunction(target, { permanentErrors: ['Unacceptable'] });
}
