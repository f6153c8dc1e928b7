import { createRequire } from 'node:module';
import { join } from 'node:path';
import { VALIDATION_FILE } from '../../src/contract';
import type { Check } from '../../validation/checker';
import * as validation from '../../validation/checker';
import { compile } from '../../validation/compiler';

/** The check of documents that a schema comes to: its generated module, loaded as the api function loads it. */
export function checkOf(schema: unknown): Check {
  const module = { exports: {} as Check };
  const require = (name: string): unknown => (name === `./${VALIDATION_FILE}` ? validation : createRequire(join(process.cwd(), 'index.js'))(name));
  new Function('require', 'module', compile(schema).moduleText())(require, module);
  return module.exports;
}
