import { count, either, plural, range, TYPE_NAMES } from './phrases';
import { cut, quote, show } from './values';
import type { ValidationError } from '../validator';

/** How many values of a list a sentence names. */
const MAX_LISTED = 10;

const FORMAT_NAMES: Readonly<Record<string, string>> = {
  'byte': 'Base64 text',
  'date': 'a date, such as 2026-01-15',
  'date-time': 'a time with its offset, such as 2026-01-15T12:00:00Z',
  'duration': 'a duration, such as P1DT12H',
  'email': 'an e-mail address',
  'hostname': 'the name of a host',
  'int32': 'a whole number of 32 bits',
  'int64': 'a whole number of 64 bits',
  'ipv4': 'an IPv4 address',
  'ipv6': 'an IPv6 address',
  'iso-date-time': 'a time, such as 2026-01-15T12:00:00Z',
  'iso-time': 'a time of day, such as 12:00:00',
  'json-pointer': 'a JSON pointer, such as /pages/0',
  'json-pointer-uri-fragment': 'a JSON pointer in a URI, such as #/pages/0',
  'regex': 'a regular expression',
  'relative-json-pointer': 'a relative JSON pointer, such as 1/name',
  'time': 'a time of day with its offset, such as 12:00:00Z',
  'uri': 'a URI, such as https://example.com/page',
  'uri-reference': 'a URI or a part of one, such as /page',
  'uri-template': 'a URI template, such as /pages/{page}',
  'uuid': 'a UUID',
};

const RULES: Readonly<Record<string, (params: ValidationError['params'], value: any) => string>> = {
  'type': ({ type }, value) => `must be ${either([type].flat().map((name: string) => TYPE_NAMES[name]))}, not ${show(value)}`,
  'const': ({ allowedValue }, value) => `must be ${quote(allowedValue)}, not ${show(value)}`,
  'enum': ({ allowedValues }, value) => `must be ${oneOf(allowedValues.map(quote))}, not ${show(value)}`,
  'minimum': ({ limit }, value) => `must be at least ${limit}, not ${value}`,
  'maximum': ({ limit }, value) => `must be at most ${limit}, not ${value}`,
  'exclusiveMinimum': ({ limit }, value) => `must be more than ${limit}, not ${value}`,
  'exclusiveMaximum': ({ limit }, value) => `must be less than ${limit}, not ${value}`,
  'multipleOf': ({ multipleOf }, value) => `must be a multiple of ${multipleOf}, not ${value}`,
  'minLength': ({ limit }, value) => `must have at least ${count(limit, 'character')}, and has ${[...value].length}`,
  'maxLength': ({ limit }, value) => `must have at most ${count(limit, 'character')}, and has ${[...value].length}`,
  'pattern': ({ pattern }, value) => `must match the pattern ${cut(pattern)}, which ${show(value)} does not`,
  'format': ({ format }, value) => `must be ${FORMAT_NAMES[format] ?? `of the format ${format}`}, not ${show(value)}`,
  'minItems': ({ limit }, value) => `must have at least ${count(limit, 'item')}, and has ${value.length}`,
  'maxItems': ({ limit }, value) => `must have at most ${count(limit, 'item')}, and has ${value.length}`,
  'items': ({ limit }, value) => `must have at most ${count(limit, 'item')}, and has ${value.length}`,
  'unevaluatedItems': ({ limit }, value) => `must have at most ${count(limit, 'item')}, and has ${value.length}`,
  'uniqueItems': ({ items: [one, other] }) => `must not have equal items, and its items ${one} and ${other} are`,
  'contains': ({ minContains, maxContains }) => `must have ${range(minContains || undefined, maxContains)} ${plural('item', maxContains ?? minContains)} of the kind that its schema asks for`,
  'minProperties': ({ limit }, value) => `must have at least ${count(limit, 'member')}, and has ${Object.keys(value).length}`,
  'maxProperties': ({ limit }, value) => `must have at most ${count(limit, 'member')}, and has ${Object.keys(value).length}`,
  'dependentRequired': ({ property }) => `is missing, and has to be there when ${cut(property)} is`,
  'dependencies': ({ property }) => `is missing, and has to be there when ${cut(property)} is`,
  'additionalProperties': () => 'is not a member that its schema knows',
  'unevaluatedProperties': () => 'is not a member that its schema knows',
  'propertyNames': ({ propertyName }) => `cannot have a member that is named ${show(propertyName)}`,
  'not': () => 'has a value that its schema excludes',
  'false schema': () => 'must not be there',
  'oneOf': ({ passingSchemas }) => `fits several of the alternatives that it has, and must fit one: it fits numbers ${passingSchemas.map((index: number) => index + 1).join(' and ')}`,
};

/** The rule of the one keyword that a value violates. */
export function keywordRule({ keyword, params }: ValidationError, value: unknown): string {
  return RULES[keyword]?.(params, value) ?? `does not fit its schema (${keyword})`;
}

function oneOf(values: readonly string[]): string {
  if (values.length === 1) return values[0];
  const listed = values.slice(0, MAX_LISTED);
  return `one of ${listed.join(', ')}${values.length > MAX_LISTED ? ` and ${values.length - MAX_LISTED} more` : ''}`;
}
