import type { JsonSchema } from '../contract/http';
import { SUBSCHEMA_KEYWORDS } from '../contract/http';

const { one, list, named } = SUBSCHEMA_KEYWORDS;
const ONE = new Set<string>(one);
const LIST = new Set<string>(list);
const NAMED = new Set<string>(named);

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
    if (LIST.has(keyword) && Array.isArray(value)) return [keyword, value.map(map)];
    if (NAMED.has(keyword) && isObject(value)) return [keyword, Object.fromEntries(Object.entries(value).map(([name, part]) => [name, map(part)]))];
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
