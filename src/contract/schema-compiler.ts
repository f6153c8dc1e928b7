import type { FieldError } from './field-error';

/** What compiles JSON Schemas. The package brings it in one file, with a library that nobody else has to install. */
export interface SchemaCompiler {
  /**
   * Checks and compiles a schema of JSON Schema 2020-12.
   *
   * @throws when something is wrong with it; the message continues a sentence that has begun with the schema
   */
  compile(schema: unknown): CompiledSchema;
}

/** A schema that can be used. */
export interface CompiledSchema {
  /** What in it checks nothing, and may have been meant to; each continues a sentence that has begun with the schema. */
  readonly remarks: readonly string[];

  /**
   * What is wrong with a value, in the sentences that a client would read; nothing when it fits.
   *
   * @param name what the value is called
   */
  fieldErrorsOf(value: unknown, name: string): readonly FieldError[];

  /** The text of a CommonJS module that checks documents. It requires the file that validators share. */
  moduleText(): string;
}
