import { Duration } from 'aws-cdk-lib';

/** Throws unless a prop is a time in whole seconds, and long enough; one that is left out, or not known yet, passes. */
export function checkDuration(name: string, value: Duration | undefined, least: Duration): void {
  if (!value || value.isUnresolved()) return;
  if (!Number.isInteger(secondsOf(value))) throw new Error(`${name} must be a whole number of seconds, not ${value.toHumanString()}`);
  if (isLonger(least, value)) throw new Error(`${name} must be at least ${least.toHumanString()}, not ${value.toHumanString()}`);
}

/** Whether one time is longer than another, as far as synthesis can tell. */
export function isLonger(one: Duration, other: Duration): boolean {
  if (one.isUnresolved() || other.isUnresolved()) return false;
  return secondsOf(one) > secondsOf(other);
}

function secondsOf(duration: Duration): number {
  return duration.toSeconds({ integral: false });
}
