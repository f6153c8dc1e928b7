import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AsyncTaskApi, TaskHandler, TaskType, TaskWorker } from 'cdk-async-tasks';

/** A task that creates others, and the last of them continues the work. */
const stack = new Stack(new App(), 'FanOut');

const countBook = TaskType.named('count-book');
const countChapter = TaskType.named('count-chapter');
const sumUp = TaskType.named('sum-up');
const tasks = new AsyncTaskApi(stack, 'Tasks', { taskTypes: [countBook, countChapter, sumUp] });

// Which chapters are done is the app's own knowledge, in a table of its own.
const jobs = new dynamodb.Table(stack, 'Jobs', {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
  billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
});

addWorker('Books', countBook, 'split');
addWorker('Chapters', countChapter, 'count');
addWorker('Sums', sumUp, 'sum_up');

new CfnOutput(stack, 'ApiUrl', { value: tasks.apiUrl });
new CfnOutput(stack, 'JobsTable', { value: jobs.tableName });

/** A worker of a task type, whose handler is a function of `handlers/count.py`. */
function addWorker(id: string, taskType: TaskType, handler: string): void {
  const worker = new TaskWorker(stack, id, {
    api: tasks,
    taskTypes: [taskType],
    handler: TaskHandler.code('handlers', { runtime: lambda.Runtime.PYTHON_3_13, handler: `count.${handler}` }),
    functionOptions: { environment: { JOBS_TABLE: jobs.tableName } },
  });
  jobs.grantReadWriteData(worker);
}
