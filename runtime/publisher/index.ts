import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { Publisher } from './publisher';
import { ENV } from '../../src/contract';
import { dynamoStore } from '../aws/dynamo-store';
import { required } from '../aws/environment';
import { newLogger } from '../aws/logger';
import { embeddedMetrics } from '../aws/metrics';
import { snsTopic } from '../aws/sns-topic';
import { systemClock } from '../aws/system';

const logger = newLogger('publisher');
const metrics = embeddedMetrics(required(ENV.apiName));
const publisher = new Publisher({
  ports: { store: dynamoStore(new DynamoDBClient({})), table: required(ENV.tableName), clock: systemClock },
  topic: snsTopic(new SNSClient({})),
  topicArn: required(ENV.topicArn),
  logger,
  metrics,
});

/** Publishes the tasks that the table's stream brings. */
export async function handler(event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  logger.addContext(context);
  try {
    return await publisher.publish(event);
  } finally {
    metrics.flush();
  }
}
