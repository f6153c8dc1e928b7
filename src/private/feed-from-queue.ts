import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface QueueFeed {
  readonly queue: sqs.IQueue;
  readonly target: lambda.IFunction;
  readonly batchSize: number;
  readonly maxBatchingWindow?: Duration;
  readonly maxConcurrency?: number;
}

/** Feeds a function from a queue, whose messages it may return one by one. */
export function feedFromQueue(scope: Construct, id: string, { queue, target, ...batches }: QueueFeed): lambda.EventSourceMapping {
  const grant = queue.grantConsumeMessages(target);
  const mapping = new lambda.EventSourceMapping(scope, id, { target, eventSourceArn: queue.queueArn, reportBatchItemFailures: true, ...batches });
  // Lambda checks the role's permissions when it creates the mapping.
  grant.applyBefore(mapping);
  return mapping;
}
