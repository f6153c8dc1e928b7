import { Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Route } from '../../contract';
import { ENV, LIST_INDEX, ROUTE } from '../../contract';
import { joinTaskTypes } from '../../private/join-task-types';
import { grantItems, grantQuery } from '../../private/table-access';
import { prebuilt, TaskFunction } from '../../private/task-function';
import { TaskType } from '../../task-type';

export interface ApiFunctionProps {
  readonly apiName: string;
  readonly table: dynamodb.ITable;
  readonly taskTypes: TaskType[];
  readonly routes: Route[];
  readonly listBuckets: number;
  readonly watchBuckets: number;
  readonly retention: Duration;
  readonly deadline: Duration;
  readonly externalLease: Duration;
  readonly options: lambda.FunctionOptions;
}

/** The function that answers the HTTP API. */
export class ApiFunction extends TaskFunction {
  constructor(scope: Construct, id: string, props: ApiFunctionProps) {
    super(scope, id, {
      writeCode: prebuilt('api'),
      environment: {
        [ENV.apiName]: props.apiName,
        [ENV.tableName]: props.table.tableName,
        [ENV.taskTypes]: joinTaskTypes(props.taskTypes),
        [ENV.routes]: props.routes.join(','),
        [ENV.listBuckets]: String(props.listBuckets),
        [ENV.watchBuckets]: String(props.watchBuckets),
        [ENV.retention]: String(props.retention.toSeconds()),
        [ENV.deadline]: String(props.deadline.toSeconds()),
        [ENV.externalLease]: String(props.externalLease.toSeconds()),
      },
      options: props.options,
      defaults: { description: 'Answers the task API', memorySize: 512, timeout: Duration.seconds(15) },
    });
    grantItems(props.table, this, [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      ...(props.routes.includes(ROUTE.list) ? ['dynamodb:BatchGetItem'] : []),
    ]);
    if (props.routes.includes(ROUTE.list)) grantQuery(props.table, this, LIST_INDEX.name);
  }
}
