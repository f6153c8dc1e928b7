import type { JsonSchema } from '../../src/contract/http';
import type { ValidationError } from '../validator';

/** What a value has to be and is not, as a predicate: "must be a string, not 7". */
export type Rule = (error: ValidationError, value: unknown) => string;

/**
 * What an error says about its place, without a full stop.
 *
 * @param label what the place is called
 * @param value what is there
 * @param rule  the keyword's, or that of the whole schema where the validator tells the schema
 */
export function sentenceOf(error: ValidationError, label: string, value: unknown, rule: Rule): string {
  const { keyword, params, parentSchema = {} } = error;
  if (keyword === 'required') return `${label} is missing${hint(propertiesOf(parentSchema)[params.missingProperty])}`;
  return `${label} ${rule(error, value)}`;
}

/** The schemas of an object's members, by name. */
export function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema.properties ?? {}) as Record<string, JsonSchema>;
}

/** What the declaration says of a value that is missing or empty. */
export function hint(schema: JsonSchema = {}): string {
  return schema['x-hint'] === undefined ? '' : `; it ${schema['x-hint']}`;
}
