import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { AsyncTaskApi, TaskApiAuth, TaskType } from 'cdk-async-tasks';

/**
 * The API of the recipe: three task types, open to every caller, and described in the SSM parameters `/tasks/api_url` and
 * `/tasks/topic_arn`, by which the worker's app finds it.
 */
const stack = new Stack(new App(), 'RecipeApi');

const tasks = new AsyncTaskApi(stack, 'Tasks', {
  taskTypes: [TaskType.named('TASK1'), TaskType.named('TASK2'), TaskType.named('TASK3')],
  auth: TaskApiAuth.none(),
  ssmPrefix: '/tasks',
});

new CfnOutput(stack, 'ApiUrl', { value: tasks.apiUrl });
