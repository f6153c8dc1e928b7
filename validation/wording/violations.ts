import type { ErrorObject } from 'ajv';
import { MAX_SHOWN, nameOf, quote } from './values';
import { MAX_FIELD_ERRORS, namesOf } from '../../src/contract';
import type { JsonSchema } from '../../src/contract/http';

/** What is wrong with one place of a document. */
export interface Violation {
  /** The names that lead to the place. */
  readonly path: readonly string[];
  /** A sentence that says what it is. */
  readonly detail: string;
}

/**
 * What a validator's errors say to the author of a request.
 *
 * @param errors of a validator that was compiled to tell the schema with each
 * @param member what the document's members are called
 */
export function violationsOf(errors: readonly ErrorObject[], member: string): Violation[] {
  const violations = new Map<string, Violation>();
  for (const error of errors) {
    const violation = violationOf(error, member);
    violations.set(JSON.stringify(violation), violation);
    if (violations.size === MAX_FIELD_ERRORS) break;
  }
  return [...violations.values()];
}

function violationOf({ instancePath, keyword, params, parentSchema, data }: ErrorObject, member: string): Violation {
  const path = namesOf(instancePath);
  const schema = parentSchema as JsonSchema;
  switch (keyword) {
    case 'required': return missing(path, params.missingProperty, schema);
    case 'discriminator': return discriminated(path, params, schema);
    case 'additionalProperties': return unknown(path, params.additionalProperty, schema, member);
  }
  if (path.length === 0) return { path, detail: `A JSON object is expected, not ${nameOf(data)}.` };
  if (keyword === 'minLength' && data === '') return { path, detail: `${label(path)} is empty${hint(schema)}.` };
  return { path, detail: `${label(path)} ${ruleOf(schema)}${instead(schema, data)}.` };
}

function missing(path: readonly string[], name: string, schema: JsonSchema): Violation {
  const member = [...path, name];
  return { path: member, detail: `${label(member)} is missing${hint(propertiesOf(schema)[name] ?? {})}.` };
}

/** The member is wrong that tells which of several schemas the object has. */
function discriminated(path: readonly string[], { tag, tagValue }: ErrorObject['params'], schema: JsonSchema): Violation {
  if (tagValue === undefined) return missing(path, tag, schema);
  const values = (schema.oneOf as JsonSchema[]).map((alternative) => propertiesOf(alternative)[tag].const);
  return { path: [...path, tag], detail: `${label([...path, tag])} ${ruleOf({ enum: values })}${instead(schema, tagValue)}.` };
}

function unknown(path: readonly string[], name: string, schema: JsonSchema, member: string): Violation {
  const properties = Object.entries(propertiesOf(schema));
  const kind = properties.filter(([, property]) => property.const !== undefined).map(([key, property]) => ` whose ${key} is ${property.const}`).join('');
  const whole = kind ? `a request${kind}` : 'this request';
  const rule = properties.length > 0 ? `; it may have ${properties.map(([key]) => key).join(', ')}.` : ', which has none.';
  return {
    // A name that is too long to be shown is no use in a pointer either.
    path: name.length > MAX_SHOWN ? path : [...path, name],
    detail: `${quote(name)} is not ${member} of ${label(path) || whole}${rule}`,
  };
}

/** What a value has to be, by its schema. */
function ruleOf({ 'type': type, 'enum': values, 'x-rule': rule, ...limits }: JsonSchema): string {
  if (rule !== undefined) return rule as string;
  if (values !== undefined) return `must be ${(values as unknown[]).join(', ').replace(/, ([^,]*)$/, ' or $1')}`;
  switch (type) {
    case 'boolean': return 'must be true or false';
    case 'object': return 'must be an object';
    case 'integer': return `must be a whole number${range('from', limits.minimum, limits.maximum)}`;
    case 'number': return `must be a number${range('from', limits.minimum, limits.maximum)}`;
    case 'string': return `must be a string${range('of', limits.minLength, limits.maxLength, ' characters')}`;
    case 'array': return `must be an array${range('of', limits.minItems, limits.maxItems, ' elements')}`;
    default: return `must be as ${JSON.stringify({ type, ...limits })} has it`;
  }
}

function range(preposition: string, least: unknown, most: unknown, unit = ''): string {
  if (most === undefined) return least === undefined ? '' : ` of at least ${least}${unit}`;
  return least === undefined ? ` of at most ${most}${unit}` : ` ${preposition} ${least} to ${most}${unit}`;
}

/** What came instead, unless it is a secret. */
function instead({ type, writeOnly }: JsonSchema, value: unknown): string {
  if (writeOnly) return '';
  if (type === 'array' && Array.isArray(value)) return `, not one of ${value.length}`;
  return `, not ${typeof value === 'string' || typeof value === 'number' ? quote(value) : nameOf(value)}`;
}

function hint(schema: JsonSchema): string {
  return schema['x-hint'] === undefined ? '' : `; it ${schema['x-hint']}`;
}

function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  return (schema.properties ?? {}) as Record<string, JsonSchema>;
}

/** What a sentence calls a place. */
function label(path: readonly string[]): string {
  return path.join('.');
}
