import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { DeadLetters } from './dead-letters';
import { ENV } from '../../src/contract';
import { dynamoStore } from '../aws/dynamo-store';
import { required } from '../aws/environment';
import { newLogger } from '../aws/logger';
import { embeddedMetrics } from '../aws/metrics';
import { systemClock, systemRandom } from '../aws/system';

const logger = newLogger('dead-letter');
const metrics = embeddedMetrics(required(ENV.apiName));
const deadLetters = new DeadLetters({
  ports: {
    store: dynamoStore(new DynamoDBClient({})),
    table: required(ENV.tableName),
    clock: systemClock,
    random: systemRandom,
  },
  maxReceiveCount: Number(required(ENV.maxReceiveCount)),
  logger,
  metrics,
});

/** Takes in the messages that the worker's queue gave up on. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  try {
    return await deadLetters.receive(event);
  } finally {
    metrics.flush();
  }
}
