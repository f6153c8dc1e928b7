import type { FaultRates } from '../world/faults';

/** Everything at once. */
export const STORM: FaultRates = {
  'dynamodb throttled': 0.04,
  'dynamodb slow': 0.08,
  'dynamodb request lost': 0.03,
  'dynamodb answer lost': 0.05,
  'dynamodb index late': 0.1,
  'stream batch repeated': 0.1,
  'stream late': 0.05,
  'sns throttled': 0.05,
  'sns answer lost': 0.05,
  'sns entry refused': 0.05,
  'sns delivery lost': 0.08,
  'sns delivery late': 0.08,
  'sns delivery repeated': 0.1,
  'sns filter changing': 0.02,
  'sqs message repeated': 0.15,
  'sqs message late': 0.08,
  'sqs delete lost': 0.1,
  'sqs visibility refused': 0.1,
  'lambda crashed': 0.04,
  'lambda throttled': 0.05,
  'lambda frozen': 0.03,
  'lambda handler too long': 0.08,
  'schedule missed': 0.1,
  'schedule repeated': 0.1,
  'firing late': 0.2,
  'firing repeated': 0.3,
  'invocation repeated': 0.1,
  'invocation answer lost': 0.1,
  'handler failed': 0.2,
  'handler failed for good': 0.03,
  'handler not begun': 0.05,
  'client repeated': 0.2,
  'client gone': 0.03,
  'external worker died': 0.15,
  'external worker late': 0.15,
};

/** The same faults, so many times as likely. */
export function scaled(rates: FaultRates, factor: number): FaultRates {
  return Object.fromEntries(Object.entries(rates).map(([fault, rate]) => [fault, Math.min(0.6, rate * factor)]));
}
