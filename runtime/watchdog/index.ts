import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context, EventBridgeEvent } from 'aws-lambda';
import { Watchdog } from './watchdog';
import { ENV } from '../../src/contract';
import { dynamoStore } from '../aws/dynamo-store';
import { required } from '../aws/environment';
import { newLogger } from '../aws/logger';
import { embeddedMetrics } from '../aws/metrics';
import { systemClock, systemRandom } from '../aws/system';

const logger = newLogger('watchdog');
const metrics = embeddedMetrics(required(ENV.apiName));
const watchdog = new Watchdog({
  ports: {
    store: dynamoStore(new DynamoDBClient({})),
    table: required(ENV.tableName),
    clock: systemClock,
    random: systemRandom,
  },
  buckets: Number(required(ENV.watchBuckets)),
  logger,
  metrics,
});

/** Looks after the tasks that nobody else will finish; what starts it, the schedule or a person, does not matter. */
export async function handler(_event: EventBridgeEvent<'Scheduled Event', unknown>, context: Context): Promise<void> {
  logger.addContext(context);
  try {
    await watchdog.run(context);
  } finally {
    metrics.flush();
  }
}
