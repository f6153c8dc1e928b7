import { Annotations, Duration, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { TaskQueue } from './task-queues';
import { laneId } from './worker-lanes';
import { QUEUE_CONCURRENCY } from '../../private/check-number';
import { feedFromQueue } from '../../private/feed-from-queue';

export interface LaneFeedProps {
  readonly target: lambda.IFunction;
  /** The queues, one for each lane. */
  readonly lanes: TaskQueue[];
  readonly batchSize: number;
  /** How long a batch may wait to be filled. */
  readonly maxBatchingWindow?: Duration;
  /** How many invocations of the function there may be at once, whatever the lane. */
  readonly reservedConcurrentExecutions?: number;
}

/** Feeds a function from the queues of all lanes. Returns the mapping of each lane, in the same order. */
export function feedFromLanes(scope: Construct, props: LaneFeedProps): lambda.EventSourceMapping[] {
  const { target, lanes, batchSize, maxBatchingWindow } = props;
  warnOfThrottling(scope, lanes, props.reservedConcurrentExecutions);
  return lanes.map((lane) => {
    const { queue, maxConcurrency } = lane;
    return feedFromQueue(scope, laneId('EventSource', lane), { queue, target, batchSize, maxBatchingWindow, maxConcurrency });
  });
}

/** Lambda asks for what the mappings may have together, and throttles what the function cannot: each time, a message spends a receive. */
function warnOfThrottling(scope: Construct, lanes: TaskQueue[], reserved: number | undefined): void {
  const limits = lanes.flatMap(({ maxConcurrency }) => maxConcurrency ?? []);
  if (reserved === undefined || [reserved, ...limits].some((limit) => Token.isUnresolved(limit))) return;
  const sum = limits.reduce((all, limit) => all + limit, 0);
  if (sum <= reserved || limits.every((limit) => limit === QUEUE_CONCURRENCY.min)) return;
  Annotations.of(scope).addWarningV2('cdk-async-tasks:reservedConcurrency', `maxConcurrency of the worker and its lanes is ${sum} together, more than the reservedConcurrentExecutions of its function, ${reserved}: what is above it is throttled, which spends receives of messages; lower the one, or raise the other`);
}
