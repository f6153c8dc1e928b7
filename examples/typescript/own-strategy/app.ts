import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { AsyncTaskApi, TaskType, TaskWorker } from 'cdk-async-tasks';
import { LetterHandler } from './letter-handler';

/** A worker whose handler comes from a strategy that the app defines itself: see letter-handler.ts. */
const stack = new Stack(new App(), 'OwnStrategy');

const welcome = TaskType.named('welcome');
const tasks = new AsyncTaskApi(stack, 'Tasks', { taskTypes: [welcome] });
new TaskWorker(stack, 'Welcome', {
  api: tasks,
  taskTypes: [welcome],
  handler: new LetterHandler('Dear $name,\n\nwelcome to $place!\n'),
});

new CfnOutput(stack, 'ApiUrl', { value: tasks.apiUrl });
