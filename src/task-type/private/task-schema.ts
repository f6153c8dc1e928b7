import * as fs from 'fs';
import * as path from 'path';
import { schemaCompiler } from './schema-compiler';
import type { CompiledSchema } from '../../contract';
import { plainJson } from '../../private/plain-json';

/** A JSON Schema of a task type, checked. */
export interface TaskSchema {
  /** What the schema is, as the subject of a sentence. */
  readonly subject: string;
  /** The schema, with its members sorted. */
  readonly document: unknown;
  readonly compiled: CompiledSchema;
}

/**
 * Checks and compiles a schema of a task type.
 *
 * @param subject of the error's sentence: what the schema is
 */
export function taskSchema(subject: string, schema: unknown): TaskSchema {
  const document = plainJson(subject, schema);
  try {
    return { subject, document, compiled: schemaCompiler().compile(document) };
  } catch (error) {
    throw new Error(`${subject} ${(error as Error).message}`);
  }
}

/** The same for JSON text. */
export function taskSchemaFromJson(subject: string, json: string): TaskSchema {
  // Rejects a token, of which the parser would say that it is not JSON.
  plainJson(subject, json);
  return taskSchema(subject, parse(subject, json));
}

/** The same for a file, whose path is taken from the working directory. */
export function taskSchemaFromFile(subject: string, file: string): TaskSchema {
  const absolute = path.resolve(file);
  if (!fs.existsSync(absolute)) throw new Error(`${subject} is to be in ${absolute}, which does not exist (relative paths are taken from the working directory)`);
  const named = `${subject} (${absolute})`;
  return taskSchemaFromJson(named, fs.readFileSync(absolute, 'utf8'));
}

function parse(subject: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error(`${subject} is not JSON: ${(error as Error).message}`);
  }
}
