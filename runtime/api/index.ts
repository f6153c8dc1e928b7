import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { Catalogue } from './catalogue';
import { DirectCreation } from './creation/direct-creation';
import { httpHandler } from './http/http';
import type { InvocationAnswer } from './invocation';
import { invocationHandler } from './invocation';
import { TaskApi } from './tasks/task-api';
import type { ReporterRule, Route, ScopeSource } from '../../src/contract';
import { CATALOGUE_FILE, ENV } from '../../src/contract';
import { dynamoStore } from '../aws/dynamo-store';
import { listed, milliseconds, optionalJson, required } from '../aws/environment';
import { newLogger } from '../aws/logger';
import { embeddedMetrics } from '../aws/metrics';
import { systemClock, systemRandom } from '../aws/system';

/** The construct has written this, and the validators that it names, beside the code. */
const catalogue = new Catalogue(
  JSON.parse(readFileSync(join(__dirname, CATALOGUE_FILE), 'utf8')),
  (file) => createRequire(__filename)(join(__dirname, file)),
);
const logger = newLogger('api');
const metrics = embeddedMetrics(required(ENV.apiName));
const api = new TaskApi({
  ports: {
    store: dynamoStore(new DynamoDBClient({})),
    table: required(ENV.tableName),
    clock: systemClock,
    random: systemRandom,
  },
  policy: {
    retention: Number(required(ENV.retention)),
    deadline: milliseconds(ENV.deadline),
    externalLease: milliseconds(ENV.externalLease),
    listBuckets: Number(required(ENV.listBuckets)),
    watchBuckets: Number(required(ENV.watchBuckets)),
  },
  scope: JSON.parse(required(ENV.scope)) as ScopeSource,
  reporters: optionalJson<ReporterRule>(ENV.reporters),
  catalogue,
  longPolling: process.env[ENV.longPolling] === undefined ? undefined : milliseconds(ENV.longPolling),
  logger,
  metrics,
});
const routes = listed(ENV.routes) as Route[];
const http = httpHandler(new Map(routes.map((route) => [route, api.operations[route]])), logger, {
  allowUndeclaredQuery: process.env[ENV.allowUndeclaredQuery] === 'true',
});
const answer = invocationHandler(http, new DirectCreation({ api, catalogue, logger, metrics }));

/** Answers the HTTP API, and creates the tasks of direct invocations and schedules. */
export async function handler(event: unknown, context: Context): Promise<InvocationAnswer> {
  logger.addContext(context);
  try {
    return await answer(event, context);
  } finally {
    metrics.flush();
  }
}
