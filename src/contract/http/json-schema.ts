/**
 * A JSON Schema, 2020-12. Besides its own keywords, those of the declaration say what an error is to tell of a value that
 * is wrong or how it is judged; none is published:
 *
 * - `x-rule`: what the value has to be, from "must" on, where the keywords would say it in riddles;
 * - `x-hint`: what the value is, as a predicate, said when it is missing or empty;
 * - `x-items`: what the elements of an array are, each of which is judged by itself: published as `items`.
 *
 * The value of a member that is `writeOnly` is a secret, and no error shows it.
 */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** The keywords that hold a schema, a list of schemas, and schemas by name. All others hold plain JSON. */
export const SUBSCHEMA_KEYWORDS = {
  one: [
    'additionalProperties', 'contains', 'contentSchema', 'else', 'if', 'items', 'not', 'propertyNames', 'then', 'unevaluatedItems', 'unevaluatedProperties',
  ],
  list: ['allOf', 'anyOf', 'oneOf', 'prefixItems'],
  named: ['$defs', 'definitions', 'dependencies', 'dependentSchemas', 'patternProperties', 'properties'],
} as const;
