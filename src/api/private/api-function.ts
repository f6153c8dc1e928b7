import * as fs from 'fs';
import * as path from 'path';
import { Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { writeCatalogue } from './catalogue';
import type { ReporterRule, Route, ScopeSource } from '../../contract';
import { ENV, LIST_INDEX, MAX_LONG_POLLING_SECONDS, OPENAPI_FILE, ROUTE } from '../../contract';
import { checkDuration, isLonger } from '../../private/durations';
import { grantItems, grantQuery } from '../../private/table-access';
import { prebuilt, TaskFunction } from '../../private/task-function';
import { TaskType } from '../../task-type/task-type';

export interface ApiFunctionProps {
  readonly apiName: string;
  readonly table: dynamodb.ITable;
  readonly taskTypes: TaskType[];
  readonly routes: Route[];
  readonly scope: ScopeSource;
  readonly reporters?: ReporterRule;
  readonly listBuckets: number;
  readonly watchBuckets: number;
  readonly retention: Duration;
  readonly deadline: Duration;
  readonly externalLease: Duration;
  /** How long a client may wait for its task to settle; none may when it is left out. */
  readonly longPolling?: Duration;
  /** What the API answers when it is asked to describe itself. */
  readonly description: string;
  /** Whether an authorizer may read query parameters that the API does not know. */
  readonly foreignQuery?: boolean;
  readonly options: lambda.FunctionOptions;
}

/** The gateway waits no longer for its function (a quota of HTTP APIs). */
const LONGEST_REQUEST = Duration.seconds(30);

/** What a request takes besides waiting. */
const SPARE_SECONDS = 5;

/** The function that answers the HTTP API. */
export class ApiFunction extends TaskFunction {
  constructor(scope: Construct, id: string, props: ApiFunctionProps) {
    checkLongPolling(props);
    super(scope, id, {
      writeCode: (folder) => {
        prebuilt('api')(folder);
        if (props.routes.includes(ROUTE.openApi)) fs.writeFileSync(path.join(folder, OPENAPI_FILE), JSON.stringify(JSON.parse(props.description)));
        writeCatalogue(props.taskTypes, folder);
      },
      environment: {
        [ENV.apiName]: props.apiName,
        [ENV.tableName]: props.table.tableName,
        [ENV.routes]: props.routes.join(','),
        [ENV.scope]: JSON.stringify(props.scope),
        ...(props.reporters && { [ENV.reporters]: JSON.stringify(props.reporters) }),
        ...(props.foreignQuery && { [ENV.foreignQuery]: 'true' }),
        [ENV.listBuckets]: String(props.listBuckets),
        [ENV.watchBuckets]: String(props.watchBuckets),
        [ENV.retention]: String(props.retention.toSeconds()),
        [ENV.deadline]: String(props.deadline.toSeconds()),
        [ENV.externalLease]: String(props.externalLease.toSeconds()),
        ...(props.longPolling && { [ENV.longPolling]: String(props.longPolling.toSeconds()) }),
      },
      options: props.options,
      defaults: { description: 'Answers the task API', memorySize: 512, timeout: props.longPolling ? LONGEST_REQUEST : Duration.seconds(15) },
    });
    grantItems(props.table, this, [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      ...(props.routes.includes(ROUTE.list) ? ['dynamodb:BatchGetItem'] : []),
    ]);
    if (props.routes.includes(ROUTE.list)) grantQuery(props.table, this, LIST_INDEX.name);
  }
}

function checkLongPolling({ longPolling, options: { timeout } }: ApiFunctionProps): void {
  if (!longPolling) return;
  checkDuration('longPolling', longPolling, Duration.seconds(1));
  const longest = Duration.seconds(MAX_LONG_POLLING_SECONDS);
  if (isLonger(longPolling, longest)) {
    throw new Error(`longPolling must be at most ${longest.toHumanString()}, not ${longPolling.toHumanString()}: the gateway ends a request after 30 seconds`);
  }
  if (timeout && isLonger(longPolling.plus(Duration.seconds(SPARE_SECONDS)), timeout)) {
    throw new Error(`longPolling is ${longPolling.toHumanString()}, and the api function times out after ${timeout.toHumanString()}: give it at least ${SPARE_SECONDS} seconds more than a client may wait`);
  }
}
