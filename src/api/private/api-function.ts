import { Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Route } from '../../contract';
import { ENV, LIST_INDEX, ROUTE } from '../../contract';
import { grantItems, grantQuery } from '../../private/table-access';
import { prebuilt, TaskFunction } from '../../private/task-function';
import { TaskType } from '../../task-type';

/** What is left of the 4 KB that Lambda allows for all environment variables together. */
const MAX_TASK_TYPES_LENGTH = 2048;

export interface ApiFunctionProps {
  readonly apiName: string;
  readonly table: dynamodb.ITable;
  readonly taskTypes: TaskType[];
  readonly routes: Route[];
  readonly listBuckets: number;
  readonly retention: Duration;
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
        [ENV.retention]: String(props.retention.toSeconds()),
      },
      options: props.options,
      defaults: { description: 'Answers the task API', memorySize: 512, timeout: Duration.seconds(15) },
    });
    grantItems(props.table, this, [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      ...(props.routes.includes(ROUTE.report) ? ['dynamodb:UpdateItem'] : []),
      ...(props.routes.includes(ROUTE.list) ? ['dynamodb:BatchGetItem'] : []),
    ]);
    if (props.routes.includes(ROUTE.list)) grantQuery(props.table, this, LIST_INDEX.name);
  }
}

function joinTaskTypes(taskTypes: TaskType[]): string {
  const joined = taskTypes.map((taskType) => taskType.name).join(',');
  if (joined.length > MAX_TASK_TYPES_LENGTH) {
    throw new Error(`the names of the ${taskTypes.length} task types have ${joined.length} characters together, and may have ${MAX_TASK_TYPES_LENGTH}: Lambda allows 4 KB of environment variables`);
  }
  return joined;
}
