import { Duration, Token } from 'aws-cdk-lib';
import { checkNumber } from './check-number';
import { checkDuration, isLonger } from './durations';

/** How many messages Lambda takes without waiting for more (its own limit). */
const MAX_SIZE_WITHOUT_WINDOW = 10;

/** The longest that Lambda waits for a batch to fill. */
const LONGEST_WINDOW = Duration.minutes(5);

/** Throws unless Lambda can feed a function from a queue by such batches. */
export function checkBatch({ batchSize, maxBatchingWindow }: { readonly batchSize?: number; readonly maxBatchingWindow?: Duration }): void {
  checkNumber('batchSize', batchSize, 1, 10_000);
  checkDuration('maxBatchingWindow', maxBatchingWindow, Duration.seconds(0));
  if (maxBatchingWindow && isLonger(maxBatchingWindow, LONGEST_WINDOW)) {
    throw new Error(`maxBatchingWindow must be at most ${LONGEST_WINDOW.toHumanString()}, not ${maxBatchingWindow.toHumanString()}`);
  }
  const isLarge = batchSize !== undefined && !Token.isUnresolved(batchSize) && batchSize > MAX_SIZE_WITHOUT_WINDOW;
  if (isLarge && isLonger(Duration.seconds(1), maxBatchingWindow ?? Duration.seconds(0))) {
    throw new Error(`batchSize is ${batchSize}, and Lambda takes more than ${MAX_SIZE_WITHOUT_WINDOW} messages at once only with a maxBatchingWindow of a second or more: set one, or lower batchSize`);
  }
}
