import { CfnOutput, Duration, Stack, Tags } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as integrations from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AsyncTaskApi, TaskHandler, TaskLane, TaskQueueSource, TaskSchedule, TaskType, TaskWorker } from 'cdk-async-tasks';
import type { Construct } from 'constructs';
import { settingsOf, type Stage } from './settings';

const RUNTIME = lambda.Runtime.PYTHON_3_13;

/**
 * An app of every kind of task: created by a schedule, by other tasks, by messages of a queue that there is, and, on the
 * same HTTP API, by a function that is no task itself.
 */
export class AsyncLambdaStack extends Stack {
  public constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);

    const scheduledTask1 = TaskType.named('ScheduledTask1');
    const asyncTask1 = TaskType.named('AsyncTask1');
    const switchBoard = TaskType.named('SwitchBoard');
    const bulk = new TaskLane('bulk', { maxConcurrency: 2 });
    const processingTask = TaskType.named('ProcessingTask', { lanes: [bulk] });
    const cachedValue = TaskType.named('CachedValue');
    const sqsTask = TaskType.named('SqsTask');

    const tasks = new AsyncTaskApi(this, 'Tasks', {
      taskTypes: [scheduledTask1, asyncTask1, switchBoard, processingTask, cachedValue, sqsTask],
    });

    /** A worker with the settings of its task type and this stage, and an alarm on each of its queues. */
    const addWorker = (taskType: TaskType, handler: string, maxConcurrency?: number) => {
      const settings = settingsOf(stage, taskType.name);
      const worker = new TaskWorker(this, taskType.name, {
        api: tasks,
        taskTypes: [taskType],
        handler: TaskHandler.code('handlers', { runtime: RUNTIME, handler: `${handler}.handler` }),
        maxConcurrency,
        functionOptions: {
          memorySize: settings.memorySize,
          timeout: Duration.seconds(settings.timeoutSeconds),
          environment: settings.environment,
          layers: settings.layers?.map((arn, n) => lambda.LayerVersion.fromLayerVersionArn(this, `${taskType.name}Layer${n}`, arn)),
        },
      });
      settings.policies?.forEach((arn, n) => {
        const policy = iam.ManagedPolicy.fromManagedPolicyArn(this, `${taskType.name}Policy${n}`, arn);
        worker.handlerFunction!.role!.addManagedPolicy(policy);
      });
      for (const lane of worker.laneNames) addExtras(worker, lane);
    };

    /** What each queue gets beside it: whatever the CDK can make, told which queue it is about. */
    const addExtras = (worker: TaskWorker, lane: string) => {
      const queue = worker.queueOf(lane);
      Tags.of(queue).add('lane', lane);
      queue.metricApproximateAgeOfOldestMessage().createAlarm(worker, `Late-${lane}`, {
        threshold: Duration.minutes(15).toSeconds(),
        evaluationPeriods: 3,
      });
    };

    addWorker(scheduledTask1, 'scheduled_task_1');
    addWorker(asyncTask1, 'async_task_1');
    addWorker(switchBoard, 'switch_board');
    addWorker(processingTask, 'processing_task', 10);
    addWorker(cachedValue, 'cached_value');
    addWorker(sqsTask, 'sqs_task');

    new TaskSchedule(this, 'EveryQuarterHour', {
      api: tasks,
      schedule: scheduler.ScheduleExpression.rate(Duration.minutes(15)),
      taskType: scheduledTask1,
    });

    // Stands for a queue that others have made: sqs.Queue.fromQueueArn().
    const orders = new sqs.Queue(this, 'Orders', { visibilityTimeout: Duration.minutes(5), enforceSSL: true });
    new TaskQueueSource(this, 'FromOrders', { api: tasks, queue: orders, taskType: sqsTask });

    const apiTask = new lambda.Function(this, 'ApiTask', {
      runtime: RUNTIME,
      code: lambda.Code.fromAsset('route'),
      handler: 'api_task.handler',
    });
    tasks.grantCreate(apiTask);
    new apigatewayv2.HttpRoute(this, 'ApiTaskRoute', {
      httpApi: tasks.httpApi,
      routeKey: apigatewayv2.HttpRouteKey.with('/test', apigatewayv2.HttpMethod.GET),
      integration: new integrations.HttpLambdaIntegration('ApiTaskIntegration', apiTask),
      authorizer: new authorizers.HttpIamAuthorizer(),
    });

    Tags.of(this).add('stage', stage);

    new CfnOutput(this, 'ApiUrl', { value: tasks.apiUrl });
    new CfnOutput(this, 'OrdersUrl', { value: orders.queueUrl });
  }
}
