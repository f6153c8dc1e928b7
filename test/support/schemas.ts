import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FieldError } from '../../src/contract';
import { VALIDATION_FILE } from '../../src/contract';
import type { JsonSchema } from '../../src/contract/http';
import type { Check } from '../../validation/checker';
import * as validation from '../../validation/checker';
import { requestErrorsOf } from '../../validation/checker/request-errors';
import { compile } from '../../validation/compiler';
import { requestAjv } from '../../validation/compiler/ajv';
import type { ValidationError } from '../../validation/validator';

/** The check of documents that a schema comes to: its generated module, loaded as the api function loads it. */
export function checkOf(schema: unknown): Check {
  const module = { exports: {} as Check };
  const require = (name: string): unknown => (name === `./${VALIDATION_FILE}` ? validation : createRequire(join(process.cwd(), 'index.js'))(name));
  new Function('require', 'module', compile(schema).moduleText())(require, module);
  return module.exports;
}

/** What a part of a request is told that does not fit a schema of the API's own. */
export function requestErrors(schema: JsonSchema, document: unknown, part: Parameters<typeof requestErrorsOf>[0] = 'body'): readonly FieldError[] {
  const validate = requestAjv().compile(schema);
  return validate(document) ? [] : requestErrorsOf(part, validate.errors as ValidationError[], document);
}
