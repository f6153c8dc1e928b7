import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../support/expected-error';

/** More would say that the description, or the checks, are not worth much. */
export const MOST_EXCEPTIONS = 3;

/** A failure that is accepted: what it is called, of which check it is, and why. */
export interface FuzzException {
  readonly name: string;
  readonly check: string;
  readonly reason: string;
}

const FILE = join(__dirname, 'exceptions.json');

/** The failures that are accepted. */
export function readExceptions(text = readFileSync(FILE, 'utf8')): readonly FuzzException[] {
  const exceptions = JSON.parse(text) as FuzzException[];
  if (exceptions.length > MOST_EXCEPTIONS) throw new ExpectedError(`There may be ${MOST_EXCEPTIONS} exceptions at most, and there are ${exceptions.length}.`);
  for (const { name, check, reason } of exceptions) {
    if (!name || !check || !reason) throw new ExpectedError(`Each exception has a name, a check and a reason; ${JSON.stringify({ name, check, reason })} has not.`);
  }
  return exceptions;
}
