import type { FieldError } from '../../src/contract';
import { MAX_FIELD_ERRORS } from '../../src/contract';

/** As many errors as an answer names, and how many it leaves out. */
export interface FirstErrors {
  readonly listed: readonly FieldError[];
  readonly left: number;
}

/**
 * Puts into words what a validator found, each error once, and no more of it than an answer names: a request may have a
 * hundred thousand mistakes.
 */
export function firstErrors<T>(found: readonly T[], fieldErrorsOf: (found: T) => readonly FieldError[]): FirstErrors {
  const distinct = new Map<string, FieldError>();
  let told = 0;
  while (told < found.length && distinct.size <= MAX_FIELD_ERRORS) {
    for (const error of fieldErrorsOf(found[told])) distinct.set(JSON.stringify(error), error);
    told += 1;
  }
  const listed = [...distinct.values()].slice(0, MAX_FIELD_ERRORS);
  return { listed, left: distinct.size - listed.length + found.length - told };
}
