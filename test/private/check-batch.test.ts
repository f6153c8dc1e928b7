import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { checkBatch } from '../../src/private/check-batch';

test.each([
  [{}],
  [{ batchSize: 10 }],
  [{ batchSize: 10_000, maxBatchingWindow: Duration.seconds(1) }],
  [{ batchSize: 1, maxBatchingWindow: Duration.minutes(5) }],
  [{ batchSize: new CfnParameter(new Stack(), 'Later', { type: 'Number' }).valueAsNumber }],
])('Lambda takes %j', (batch) => {
  expect(() => checkBatch(batch)).not.toThrow();
});

test.each([
  [{ batchSize: 0 }, 'batchSize must be a whole number from 1 to 10000, not 0'],
  [{ batchSize: 11 }, 'batchSize is 11, and Lambda takes more than 10 messages at once only with a maxBatchingWindow of a second or more: set one, or lower batchSize'],
  [{ batchSize: 11, maxBatchingWindow: Duration.seconds(0) }, 'batchSize is 11'],
  [{ maxBatchingWindow: Duration.seconds(301) }, 'maxBatchingWindow must be at most 5 minutes, not 5 minutes 1 second'],
  [{ maxBatchingWindow: Duration.millis(500) }, 'maxBatchingWindow must be a whole number of seconds'],
])('Lambda does not take %j', (batch, message) => {
  expect(() => checkBatch(batch)).toThrow(message);
});
