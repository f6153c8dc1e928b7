import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { AsyncTaskApi, TaskHandler, TaskLane, TaskType, TaskWorker } from 'cdk-async-tasks';

/**
 * A search index that follows every edit at once, also while the whole site is indexed anew: what is edited goes through
 * the lane `default`, the backlog of all pages through the lane `bulk`.
 */
const stack = new Stack(new App(), 'Lanes');

// At most two pages of the backlog at a time.
const bulk = new TaskLane('bulk', { maxConcurrency: 2 });

// A client may ask for `"lane": "bulk"`; without a word, a page goes through the lane `default`.
const indexPage = TaskType.named('index-page', { lanes: [bulk] });
// This one goes through its bulk lane by itself, and the tasks that its handler creates inherit the lane.
const indexSite = TaskType.named('index-site', { lanes: [bulk], defaultLane: 'bulk' });

const tasks = new AsyncTaskApi(stack, 'Tasks', { taskTypes: [indexPage, indexSite] });

// One function, with a queue for each lane.
const pages = new TaskWorker(stack, 'Pages', {
  api: tasks,
  taskTypes: [indexPage],
  handler: TaskHandler.nodejs('handlers/index-page.ts'),
  maxConcurrency: 10, // of the lane `default`
});
new TaskWorker(stack, 'Site', {
  api: tasks,
  taskTypes: [indexSite],
  handler: TaskHandler.nodejs('handlers/index-site.ts'),
});

new CfnOutput(stack, 'ApiUrl', { value: tasks.apiUrl });
new CfnOutput(stack, 'BulkQueueUrl', { value: pages.queueOf('bulk').queueUrl });
