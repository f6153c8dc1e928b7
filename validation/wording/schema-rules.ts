import { either, range, TYPE_NAMES } from './phrases';
import { hint, propertiesOf } from './sentences';
import { nameOf, quote, show } from './values';
import type { JsonSchema } from '../../src/contract/http';
import type { ValidationError } from '../validator';

/** The rule of a whole schema, whichever of its keywords a value violates: the one that it declares, or what its limits say. */
export function schemaRule({ keyword, parentSchema = {} }: ValidationError, value: unknown): string {
  if (keyword === 'minLength' && value === '') return `is empty${hint(parentSchema)}`;
  return `${ruleOf(parentSchema)}${instead(parentSchema, value)}`;
}

/**
 * Says that an object's schema does not have a member, and which it has; without a full stop.
 *
 * @param path   the names that lead to the member
 * @param member what the members of the object are called
 */
export function unknownMember({ parentSchema = {} }: ValidationError, path: readonly string[], member: string): string {
  const properties = Object.entries(propertiesOf(parentSchema));
  const object = path.slice(0, -1).join('.') || request(properties);
  const others = properties.length > 0 ? `; it may have ${properties.map(([name]) => name).join(', ')}` : ', which has none';
  return `${quote(path.at(-1))} is not ${member} of ${object}${others}`;
}

/** A request of which there are several kinds is told by what marks its kind. */
function request(properties: ReadonlyArray<[string, JsonSchema]>): string {
  const marks = properties.filter(([, property]) => property.const !== undefined).map(([name, property]) => ` whose ${name} is ${property.const}`);
  return marks.length > 0 ? `a request${marks.join('')}` : 'this request';
}

function ruleOf({ 'type': type, 'enum': values, 'x-rule': rule, ...limits }: JsonSchema): string {
  if (rule !== undefined) return rule as string;
  if (values !== undefined) return `must be ${either(values as string[])}`;
  const name = TYPE_NAMES[type as string];
  return name ? `must be ${name}${limitsOf(type as string, limits)}` : `must be as ${JSON.stringify({ type, ...limits })} has it`;
}

function limitsOf(type: string, { minimum, maximum, minLength, maxLength, minItems, maxItems }: JsonSchema): string {
  switch (type) {
    case 'string': return within('of', minLength, maxLength, ' characters');
    case 'array': return within('of', minItems, maxItems, ' elements');
    default: return within('from', minimum, maximum);
  }
}

function within(preposition: string, least: unknown, most: unknown, unit = ''): string {
  if (least === undefined && most === undefined) return '';
  const isClosed = least !== undefined && most !== undefined;
  return ` ${isClosed ? preposition : 'of'} ${range(least as number, most as number)}${unit}`;
}

/** What came instead, unless it is a secret. */
function instead({ type, writeOnly }: JsonSchema, value: unknown): string {
  if (writeOnly) return '';
  if (type === 'array' && Array.isArray(value)) return `, not one of ${value.length}`;
  return `, not ${typeof value === 'boolean' ? nameOf(value) : show(value)}`;
}
