import { Duration } from 'aws-cdk-lib';

/** Throws unless a prop is a time in whole seconds, and long enough; one that is left out, or not known yet, passes. */
export function checkDuration(name: string, value: Duration | undefined, min: Duration): void {
  if (!value || value.isUnresolved()) return;
  if (!Number.isInteger(secondsOf(value))) throw new Error(`${name} must be a whole number of seconds, not ${value.toHumanString()}`);
  if (isLonger(min, value)) throw new Error(`${name} must be at least ${min.toHumanString()}, not ${value.toHumanString()}`);
}

/** Whether one time is longer than another, as far as synthesis can tell. */
export function isLonger(one: Duration, other: Duration): boolean {
  if (one.isUnresolved() || other.isUnresolved()) return false;
  return secondsOf(one) > secondsOf(other);
}

/** Throws when a worker that reports over HTTP, and died, would hold its task past the deadline. */
export function checkLease(name: string, externalLease: Duration, deadline: Duration): void {
  if (!isLonger(externalLease, deadline)) return;
  throw new Error(`${name} is ${externalLease.toHumanString()}, longer than the deadline of ${deadline.toHumanString()}: a worker that died would hold its task past it; shorten externalLease, or set a longer deadline`);
}

function secondsOf(duration: Duration): number {
  return duration.toSeconds({ integral: false });
}
