import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { httpHandler } from './http';
import type { CreateAnswer } from './task-api';
import { TaskApi } from './task-api';
import type { Route } from '../../src/contract';
import { ENV } from '../../src/contract';
import { dynamoStore } from '../aws/dynamo-store';
import { listed, milliseconds, required } from '../aws/environment';
import { newLogger } from '../aws/logger';
import { embeddedMetrics } from '../aws/metrics';
import { systemClock, systemRandom } from '../aws/system';

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
  taskTypes: listed(ENV.taskTypes),
  logger,
  metrics,
});
const routes = listed(ENV.routes) as Route[];
const http = httpHandler(new Map(routes.map((route) => [route, api.operations[route]])), logger);

/** Answers the HTTP API, and creates the tasks of a direct invocation, whose event is a list of them. */
export async function handler(
  event: APIGatewayProxyEventV2 | unknown[],
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2 | CreateAnswer[]> {
  logger.addContext(context);
  try {
    if (Array.isArray(event)) return await api.createAll(event);
    if (event?.requestContext?.http) return await http(event, context);
    throw new Error('this function answers its HTTP API, or a direct invocation with a list of tasks to create: [{"task_type": …, "data": …}]');
  } finally {
    metrics.flush();
  }
}
