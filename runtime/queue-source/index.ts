import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { QueueSource } from './queue-source';
import type { RequestTemplate } from '../../src/contract';
import { ENV } from '../../src/contract';
import { required } from '../aws/environment';
import { lambdaCreator } from '../aws/lambda-creator';
import { newLogger } from '../aws/logger';
import { embeddedMetrics } from '../aws/metrics';
import { sqsQueue } from '../aws/sqs-queue';

const logger = newLogger('queue-source');
const metrics = embeddedMetrics(required(ENV.apiName));
const source = new QueueSource({
  request: JSON.parse(required(ENV.request)) as RequestTemplate,
  creator: lambdaCreator(required(ENV.createFunction)),
  deadLetters: sqsQueue(new SQSClient({})),
  deadLetterQueueUrl: required(ENV.deadLetterQueueUrl),
  logger,
  metrics,
});

/** Makes tasks of the messages of a user's queue. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  try {
    return await source.createTasks(event);
  } finally {
    metrics.flush();
  }
}
