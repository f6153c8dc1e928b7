import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { buildSync } from 'esbuild';
import { AsyncTaskApi, TaskHandler, TaskQueueSource, TaskSchedule, TaskType, TaskWorker } from 'cdk-async-tasks';

/** Everything that creates tasks without HTTP, each in a stack of its own, apart from the API's and the worker's. */
const app = new App();
const ECHO = TaskType.fromSchema('echo', { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] });

const api = new AsyncTaskApi(new Stack(app, 'Api'), 'Tasks', { taskTypes: [ECHO] });

new TaskWorker(new Stack(app, 'Work'), 'Worker', { api, taskTypes: [ECHO], handler: TaskHandler.nodejs('handlers/echo.ts') });

// The test fires it, with the input that it finds in the template.
new TaskSchedule(new Stack(app, 'Clock'), 'Hourly', {
  api, taskType: ECHO, schedule: ScheduleExpression.expression('rate(1 hour)'), data: { text: 'by the clock' }, enabled: false,
});

const ordersStack = new Stack(app, 'Orders');
const queue = new sqs.Queue(ordersStack, 'Queue');
const source = new TaskQueueSource(ordersStack, 'Source', { api, taskType: ECHO, queue });

const webStack = new Stack(app, 'Web');
const web = new lambda.Function(webStack, 'Function', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset(bundled('handlers/web.ts')) });
api.grantCreate(web);

new CfnOutput(ordersStack, 'QueueUrl', { value: queue.queueUrl });
new CfnOutput(ordersStack, 'DeadLetterQueueUrl', { value: source.deadLetterQueue.queueUrl });
new CfnOutput(webStack, 'FunctionName', { value: web.functionName });
new CfnOutput(api.stack, 'Url', { value: api.apiUrl });
new CfnOutput(api.stack, 'CreateFunctionArn', { value: api.createFunctionArn! });
new CfnOutput(api.stack, 'ApiFunctionName', { value: api.apiFunction.functionName });

/** A folder with the file and all that it imports, with the client as the package has it. */
function bundled(entry: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'web-'));
  buildSync({
    entryPoints: [entry],
    outfile: join(folder, 'index.js'),
    bundle: true,
    platform: 'node',
    alias: { 'cdk-async-tasks/client': join(__dirname, '..', '..', '..', 'client', 'index.js') },
  });
  return folder;
}
