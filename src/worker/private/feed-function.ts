import { Annotations, Duration, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { TaskQueue } from './task-queues';
import { laneId } from './worker-lanes';

/** The least that Lambda takes for a queue's `maxConcurrency`. */
const LEAST_CONCURRENCY = 2;

export interface FeedProps {
  readonly target: lambda.IFunction;
  /** The queues, one for each lane. */
  readonly lanes: TaskQueue[];
  readonly batchSize: number;
  /** How long a batch may wait to be filled. */
  readonly maxBatchingWindow?: Duration;
  /** How many invocations of the function there may be at once, whatever the lane. */
  readonly reservedConcurrentExecutions?: number;
}

/** Feeds a function from the queues of all lanes: the mapping of each, in the same order. */
export function feedFunction(scope: Construct, props: FeedProps): lambda.EventSourceMapping[] {
  const { target, lanes, batchSize, maxBatchingWindow } = props;
  warnOfThrottling(scope, lanes, props.reservedConcurrentExecutions);
  return lanes.map((lane) => {
    const grant = lane.queue.grantConsumeMessages(target);
    const mapping = new lambda.EventSourceMapping(scope, laneId('EventSource', lane), {
      target,
      eventSourceArn: lane.queue.queueArn,
      batchSize,
      maxBatchingWindow,
      maxConcurrency: lane.maxConcurrency,
      reportBatchItemFailures: true,
    });
    // Lambda checks the role's permissions when it creates the mapping.
    grant.applyBefore(mapping);
    return mapping;
  });
}

/** Lambda asks for what the mappings may have together, and throttles what the function cannot: each time, a message spends a receive. */
function warnOfThrottling(scope: Construct, lanes: TaskQueue[], reserved: number | undefined): void {
  const limits = lanes.flatMap(({ maxConcurrency }) => maxConcurrency ?? []);
  if (reserved === undefined || [reserved, ...limits].some((limit) => Token.isUnresolved(limit))) return;
  const sum = limits.reduce((all, limit) => all + limit, 0);
  if (sum <= reserved || limits.every((limit) => limit === LEAST_CONCURRENCY)) return;
  Annotations.of(scope).addWarningV2('cdk-async-tasks:reservedConcurrency', `maxConcurrency of the worker and its lanes is ${sum} together, more than the reservedConcurrentExecutions of its function, ${reserved}: what is above it is throttled, which spends receives of messages; lower the one, or raise the other`);
}
