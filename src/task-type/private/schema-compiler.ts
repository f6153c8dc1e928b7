import * as path from 'path';
import type { SchemaCompiler } from '../../contract';
import { prebuiltFolder } from '../../private/task-function';

/** Loads the compiler. It takes a while, so that only apps with schemas do. */
export function schemaCompiler(): SchemaCompiler {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(path.join(prebuiltFolder('schema-compiler'), 'index.js'));
}
