import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { loadUserHandler } from './user-handler';
import { Worker } from './worker';
import { ENV } from '../../src/contract';
import { dynamoStore } from '../aws/dynamo-store';
import { listed, milliseconds, required } from '../aws/environment';
import { newLogger } from '../aws/logger';
import { embeddedMetrics } from '../aws/metrics';
import { sqsQueue } from '../aws/sqs-queue';
import { systemClock, systemRandom } from '../aws/system';

const logger = newLogger('worker');
const metrics = embeddedMetrics(required(ENV.apiName));
const worker = new Worker({
  ports: {
    store: dynamoStore(new DynamoDBClient({})),
    table: required(ENV.tableName),
    clock: systemClock,
    random: systemRandom,
  },
  claims: dynamoStore(new DynamoDBClient({ maxAttempts: 1 })),
  queue: sqsQueue(new SQSClient({})),
  policy: {
    maxAttempts: Number(required(ENV.maxAttempts)),
    atMostOnce: process.env[ENV.atMostOnce] === 'true',
    retryDelay: milliseconds(ENV.retryDelay),
    maxRetryDelay: milliseconds(ENV.maxRetryDelay),
  },
  taskTypes: listed(ENV.taskTypes),
  // Resolved when the construct bundles this file with the user's.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  handler: loadUserHandler(() => require('#user-handler')),
  logger,
  metrics,
});

/** Runs the user's handler for the tasks that the queue brings. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  try {
    return await worker.work(event, context);
  } finally {
    metrics.flush();
  }
}
