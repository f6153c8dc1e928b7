import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { checkTimeouts, checkVisibility } from './check-handler-props';
import { RetryPolicy, retryEnvironment } from './retry-policy';
import { ENV } from '../../contract';
import { grantTaskCreation } from '../../private/grant-task-creation';
import { grantItems } from '../../private/table-access';
import { joinTaskTypes } from '../../task-type/private/join-task-types';
import { TaskHandler } from '../task-handler';
import { TaskHandlerConfig } from '../task-handler-options';
import { TaskWorkerProps } from '../task-worker-props';

/** A handler whose functions are there. */
export interface BoundHandler extends Required<TaskHandlerConfig> {}

/** Makes the function of a worker's handler, and lets it do to tasks what a run needs. */
export function bindHandler(
  worker: Construct, handler: TaskHandler, props: TaskWorkerProps, retryPolicy: RetryPolicy, functionOptions: lambda.FunctionOptions,
): BoundHandler {
  const { api, taskTypes, taskTimeout, batchSize = 1, parallelism = 1 } = props;
  const invocationTimeout = functionOptions.timeout ?? Duration.seconds(30);
  const { handlerFunction, workFunction = handlerFunction, timeout = invocationTimeout } = handler.bind(worker, {
    api,
    environment: {
      [ENV.apiName]: api.apiName,
      [ENV.tableName]: api.table.tableName,
      [ENV.taskTypes]: joinTaskTypes(taskTypes),
      ...retryEnvironment(retryPolicy),
      [ENV.parallelism]: String(parallelism),
      ...(taskTimeout && { [ENV.taskTimeout]: String(taskTimeout.toSeconds()) }),
    },
    timeout: invocationTimeout,
    taskTimeout,
    batchSize,
    parallelism,
    functionOptions: { ...functionOptions, timeout: props.functionOptions?.timeout },
  });
  checkTimeouts(taskTimeout, timeout);
  checkVisibility(props.visibilityTimeout, timeout);

  grantItems(api.table, handlerFunction, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
  // One that only invokes another function creates no children.
  if (handlerFunction === workFunction && api.createFunctionArn) grantTaskCreation(handlerFunction, api, api.createFunctionArn);
  return { handlerFunction, workFunction, timeout };
}
