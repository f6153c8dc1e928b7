import * as equal from 'ajv/dist/runtime/equal';
import * as ucs2length from 'ajv/dist/runtime/ucs2length';
import * as formats from 'ajv-formats/dist/formats';
import * as duplicates from './duplicates';
import { fieldErrorsOf } from './field-errors';
import type { FieldError } from '../../src/contract';
import { MAX_EXHAUSTIVE_SIZE } from '../../src/contract';
import type { ValidationError, Validator } from '../validator';

/** What is wrong with a document; nothing when it fits its schema. */
export type Check = (document: unknown, options: CheckOptions) => readonly FieldError[];

export interface CheckOptions {
  /** What the document is: `data` or `result`. */
  readonly name: string;
  /** How many characters its JSON text has. */
  readonly size: number;
}

/** The code that ajv generates, as the function that a CommonJS module is. */
export type ValidatorCode = (require: (name: string) => unknown, module: { exports: unknown }) => Validator;

/** What generated validators require, by the names that they have for it. */
export const MODULES: Readonly<Record<string, unknown>> = {
  'ajv-formats/dist/formats': formats,
  'ajv/dist/runtime/equal': equal,
  'ajv/dist/runtime/ucs2length': ucs2length,
  './duplicates': duplicates,
};

/**
 * The check of documents by a schema. Its validators are made when they are first needed.
 *
 * To find everything that is wrong, a validator has to go on where the limits of its schema (`maxItems`, `maxLength`)
 * are exceeded already, which is what they are to prevent. So documents are checked by the first error, and only small
 * ones that do not fit are gone through again for all.
 *
 * @param first the code of the validator that ends with the first error
 * @param all   the code of the validator that finds every error
 */
export function checker(first: ValidatorCode, all: ValidatorCode): Check {
  const validators = { first: lazy(first), all: lazy(all) };
  return (document, { name, size }) => {
    const validate = validators.first();
    if (validate(document)) return [];
    return fieldErrorsOf(errorsOf(size <= MAX_EXHAUSTIVE_SIZE ? validators.all() : validate, document), document, name);
  };
}

/** A validator keeps the errors of its last document. */
function errorsOf(validate: Validator, document: unknown): readonly ValidationError[] {
  validate(document);
  return validate.errors ?? [];
}

function lazy(code: ValidatorCode): () => Validator {
  let validator: Validator | undefined;
  return () => {
    validator ??= code((name) => MODULES[name], { exports: {} });
    return validator;
  };
}
