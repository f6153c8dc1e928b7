import * as fs from 'fs';
import * as path from 'path';
import { Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { writeCatalogue } from './catalogue';
import { TaskApiSettings } from './task-api-settings';
import { ENV, LIST_INDEX, MAX_LONG_POLLING_SECONDS, OPENAPI_FILE, ROUTE } from '../../contract';
import { checkDuration, isLonger } from '../../private/durations';
import { grantItems, grantQuery } from '../../private/table-access';
import { prebuilt, TaskFunction } from '../../private/task-function';

export interface ApiFunctionProps {
  readonly apiName: string;
  readonly table: dynamodb.ITable;
  readonly settings: TaskApiSettings;
  /** What the API answers when it is asked to describe itself. */
  readonly description: string;
  readonly options: lambda.FunctionOptions;
}

/** The gateway waits no longer for its function (a quota of HTTP APIs). */
const LONGEST_REQUEST = Duration.seconds(30);

/** What a request takes besides waiting. */
const SPARE_SECONDS = 5;

/** The function that answers the HTTP API. */
export class ApiFunction extends TaskFunction {
  constructor(scope: Construct, id: string, { apiName, table, settings, description, options }: ApiFunctionProps) {
    const { auth, taskScope, taskTypes, routes, longPolling } = settings;
    checkLongPolling(longPolling, options.timeout);
    super(scope, id, {
      writeCode: (folder) => {
        prebuilt('api')(folder);
        if (routes.includes(ROUTE.openApi)) fs.writeFileSync(path.join(folder, OPENAPI_FILE), JSON.stringify(JSON.parse(description)));
        writeCatalogue(taskTypes, folder);
      },
      environment: {
        [ENV.apiName]: apiName,
        [ENV.tableName]: table.tableName,
        [ENV.routes]: routes.join(','),
        [ENV.scope]: JSON.stringify(taskScope._source),
        ...(auth.reporters && { [ENV.reporters]: JSON.stringify(auth.reporters) }),
        ...(auth.readsQuery && { [ENV.allowUndeclaredQuery]: 'true' }),
        [ENV.listBuckets]: String(settings.listBuckets),
        [ENV.watchBuckets]: String(settings.watchBuckets),
        [ENV.retention]: String(settings.retention.toSeconds()),
        [ENV.deadline]: String(settings.deadline.toSeconds()),
        [ENV.externalLease]: String(settings.externalLease.toSeconds()),
        ...(longPolling && { [ENV.longPolling]: String(longPolling.toSeconds()) }),
      },
      options,
      defaults: { description: 'Answers the task API', memorySize: 512, timeout: longPolling ? LONGEST_REQUEST : Duration.seconds(15) },
    });
    grantItems(table, this, [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      ...(routes.includes(ROUTE.list) ? ['dynamodb:BatchGetItem'] : []),
    ]);
    if (routes.includes(ROUTE.list)) grantQuery(table, this, LIST_INDEX.name);
  }
}

function checkLongPolling(longPolling: Duration | undefined, timeout: Duration | undefined): void {
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
