import * as fs from 'fs';
import * as path from 'path';
import { schemaCompiler } from './schema-compiler';
import type { CompiledSchema } from '../../contract';
import { plainJson } from '../../private/plain-json';

/** A JSON Schema that a task type has, checked. */
export interface TaskSchema {
  /** What the schema is, for sentences. */
  readonly what: string;
  /** The schema, with its members sorted. */
  readonly document: unknown;
  readonly compiled: CompiledSchema;
}

/**
 * Checks and compiles a schema of a task type.
 *
 * @param what what it is, for the error's sentence
 */
export function taskSchema(what: string, schema: unknown): TaskSchema {
  const document = plainJson(what, schema);
  try {
    return { what, document, compiled: schemaCompiler().compile(document) };
  } catch (error) {
    throw new Error(`${what} ${(error as Error).message}`);
  }
}

/** The same of JSON text. */
export function taskSchemaFromJson(what: string, json: string): TaskSchema {
  // A token is refused here: it would be told to be no JSON.
  plainJson(what, json);
  return taskSchema(what, parse(what, json));
}

/** The same of a file, whose path is taken from the working directory. */
export function taskSchemaFromFile(what: string, file: string): TaskSchema {
  const absolute = path.resolve(file);
  if (!fs.existsSync(absolute)) throw new Error(`${what} is to be in ${absolute}, which does not exist (relative paths are taken from the working directory)`);
  const named = `${what} (${absolute})`;
  return taskSchemaFromJson(named, fs.readFileSync(absolute, 'utf8'));
}

function parse(what: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error(`${what} is not JSON: ${(error as Error).message}`);
  }
}
