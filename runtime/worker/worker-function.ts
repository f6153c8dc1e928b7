import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { Worker } from './worker';
import type { TaskHandlerFunction } from '../../sdk/typescript/handler';
import { ENV } from '../../src/contract';
import { dynamoStore } from '../aws/dynamo-store';
import { listed, milliseconds, optionalMilliseconds, required } from '../aws/environment';
import { lambdaCreator } from '../aws/lambda-creator';
import { newLogger } from '../aws/logger';
import { embeddedMetrics } from '../aws/metrics';
import { sqsQueue } from '../aws/sqs-queue';
import { systemClock, systemRandom } from '../aws/system';

/** The entry point of a function that a worker's queue feeds. */
export type WorkerFunction = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** Makes the function that runs a handler, however that came by its code, for the tasks that the queue brings. */
export function workerFunction(handler: TaskHandlerFunction): WorkerFunction {
  const logger = newLogger('worker');
  const metrics = embeddedMetrics(required(ENV.apiName));
  const createFunction = process.env[ENV.createFunction];
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
    parallelism: Number(process.env[ENV.parallelism] ?? 1),
    taskTimeout: optionalMilliseconds(ENV.taskTimeout),
    handler,
    creator: createFunction ? lambdaCreator(createFunction) : undefined,
    logger,
    metrics,
    exit: () => {
      metrics.flush();
      process.exit(1);
    },
  });
  return async (event, context) => {
    logger.addContext(context);
    try {
      return await worker.work(event, context);
    } finally {
      metrics.flush();
    }
  };
}
