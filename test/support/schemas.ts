import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Check } from '../../runtime/validation';
import * as validation from '../../runtime/validation';
import { VALIDATION_FILE } from '../../src/contract';
import { compile } from '../../synth/schema-compiler';

/** The check of documents that a schema comes to: its generated module, loaded as the api function loads it. */
export function checkOf(schema: unknown): Check {
  const module = { exports: {} as Check };
  const require = (name: string): unknown => (name === `./${VALIDATION_FILE}` ? validation : createRequire(join(process.cwd(), 'index.js'))(name));
  new Function('require', 'module', compile(schema).moduleText())(require, module);
  return module.exports;
}
