import { Token } from 'aws-cdk-lib';

/** Throws unless a prop is a whole number within its limits; one that is left out, or not known yet, passes. */
export function checkNumber(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  if (!Number.isInteger(value) || value < least || value > most) throw new Error(`${name} must be a whole number from ${least} to ${most}, not ${value}`);
}
