import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020';
import { MissingRefError } from 'ajv/dist/2020';
import standaloneCode from 'ajv/dist/standalone';
import { schemaAjv } from './ajv';
import { checkDialect, inspect, subschemas } from './dialect';
import { SchemaError } from './schema-error';
import { VALIDATION_FILE } from '../../src/contract';
import type { CompiledSchema, SchemaCompiler } from '../../src/contract';
import { fieldErrorsOf } from '../checker/field-errors';
import type { ValidationError } from '../validator';

/** How many places of a schema an error names. */
const MAX_PLACES = 3;

/** A value of each type. */
const SAMPLES = [null, true, 0, '', [], {}];

let metaschema: Ajv2020 | undefined;

export const compile: SchemaCompiler['compile'] = (schema: any): CompiledSchema => {
  checkDialect(schema);
  checkByMetaschema(schema);
  const remarks = inspect(schema);
  const validate = validatorOf(schemaAjv(true), schema);
  checkThatItEnds(validate);
  return {
    remarks,
    fieldErrorsOf: (value, name) => (validate(value) ? [] : fieldErrorsOf(validate.errors as ValidationError[], value, name)),
    moduleText: () => moduleText(schema),
  };
};

function checkByMetaschema(schema: object): void {
  metaschema ??= schemaAjv(true);
  if (metaschema.validateSchema(schema)) return;
  const places = fieldErrorsOf(metaschema.errors as ValidationError[], schema, 'schema').slice(0, MAX_PLACES);
  throw new SchemaError(`is wrong at ${places.map(({ pointer, detail }) => `${pointer!.replace('#/schema', '#')}: ${detail.slice(0, -1)}`).join('; and at ')}`);
}

function validatorOf(ajv: Ajv2020, schema: object): ValidateFunction {
  try {
    return ajv.compile(schema);
  } catch (error) {
    if (error instanceof MissingRefError) throw missingReference(schema, error.missingRef);
    throw new SchemaError(`cannot be used: ${(error as Error).message}`);
  }
}

function missingReference(schema: object, missing: string): SchemaError {
  for (const { schema: part, pointer } of subschemas(schema)) {
    for (const keyword of ['$ref', '$dynamicRef']) {
      const reference = part[keyword];
      if (typeof reference === 'string' && missing.endsWith(reference)) return new SchemaError(`is wrong at ${pointer}/${keyword}: ${whyMissing(reference)}`);
    }
  }
  return new SchemaError(`is wrong: ${whyMissing(missing)}`);
}

function whyMissing(reference: string): string {
  const shown = JSON.stringify(reference);
  if (reference.startsWith('#')) return `there is nothing at ${shown}`;
  return `${shown} is outside of the schema, and nothing is fetched; copy what it names into $defs, and refer to it as "#/$defs/…"`;
}

/** A schema that refers to itself for the same value never comes to an end. */
function checkThatItEnds(validate: ValidateFunction): void {
  try {
    for (const value of SAMPLES) validate(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SchemaError('never comes to an end: it refers to itself for the same value, and not for a part of it');
  }
}

function moduleText(schema: object): string {
  const [first, all] = [false, true].map((allErrors) => {
    const ajv = schemaAjv(allErrors);
    return `(require, module) => {\n${standaloneCode(ajv, ajv.compile(schema))}\nreturn module.exports;\n}`;
  });
  return `'use strict';\nconst { checker } = require('./${VALIDATION_FILE}');\nmodule.exports = checker(${first}, ${all});\n`;
}
