import type { JsonSchema } from '../src/contract/http';

/** What ajv generates from a schema: whether a document fits it, and what was wrong with the last one that did not. */
export interface Validator {
  (document: unknown): boolean;
  readonly errors?: readonly ValidationError[] | null;
}

/** An error as a generated validator reports it: ajv's, with two parameters more where a keyword tries other schemas. */
export interface ValidationError {
  /** A JSON pointer to the rejected value. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, any>> & {
    /** How many of the errors before this one come from the schemas that the keyword tried. */
    readonly within?: number;
    /** Where, among those, the errors of each tried schema end. */
    readonly ends?: readonly number[];
  };
  /** The schema that the value violates. Only the validators of the API's own requests tell it. */
  readonly parentSchema?: JsonSchema;
  /** The name of a member, when the name itself was rejected. */
  readonly propertyName?: string;
}
