import { Token } from 'aws-cdk-lib';

/** How many invocations Lambda allows a queue at once, at least and at most (`ScalingConfig` of its mapping). */
export const QUEUE_CONCURRENCY = { min: 2, max: 1000 };

/** Throws unless a prop is a whole number within its limits; one that is left out, or not known yet, passes. */
export function checkNumber(name: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  if (!Number.isInteger(value) || value < min || value > max) throw new Error(`${name} must be a whole number from ${min} to ${max}, not ${value}`);
}

/** Throws unless a prop is a number of concurrent invocations that a queue's mapping takes. */
export function checkConcurrency(name: string, value: number | undefined): void {
  const { min, max } = QUEUE_CONCURRENCY;
  if (value === 1) {
    throw new Error(`${name} must be a whole number from ${min} to ${max}, not 1: Lambda limits a queue to two invocations at the least; for one at a time, give these tasks a worker of their own with reservedConcurrentExecutions: 1 in its functionOptions`);
  }
  checkNumber(name, value, min, max);
}
