import type { JsonSchema } from '../contract/http';

/** The keywords that hold a schema, a list of schemas (or one), and schemas by name. All others hold plain JSON. */
const ONE = new Set([
  'additionalProperties', 'contains', 'contentSchema', 'else', 'if', 'not', 'propertyNames', 'then', 'unevaluatedItems', 'unevaluatedProperties',
]);
const MANY = new Set(['allOf', 'anyOf', 'items', 'oneOf', 'prefixItems']);
const NAMED = new Set(['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties']);

/**
 * A copy of a schema in which each schema, the innermost first, is what it was changed to. A schema that is `true` or
 * `false` stays as it is.
 *
 * @param replace what takes the place of a schema within, and of all that is in it; nothing where it is to be gone through
 */
export function mapSchema(
  schema: JsonSchema, change: (schema: JsonSchema) => JsonSchema, replace?: (schema: JsonSchema) => JsonSchema | undefined,
): JsonSchema {
  const map = (value: unknown): unknown => isObject(value) ? replace?.(value) ?? mapSchema(value, change, replace) : value;
  return change(Object.fromEntries(Object.entries(schema).map(([keyword, value]) => {
    if (ONE.has(keyword)) return [keyword, map(value)];
    if (MANY.has(keyword)) return [keyword, Array.isArray(value) ? value.map(map) : map(value)];
    if (NAMED.has(keyword) && isObject(value)) return [keyword, Object.fromEntries(Object.entries(value).map(([name, named]) => [name, map(named)]))];
    return [keyword, value];
  })));
}

/** A schema without some of its keywords, wherever they are. */
export function withoutKeywords(schema: JsonSchema, keywords: readonly string[]): JsonSchema {
  return mapSchema(schema, (part) => Object.fromEntries(Object.entries(part).filter(([keyword]) => !keywords.includes(keyword))));
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
