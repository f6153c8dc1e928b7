import type { JsonSchema } from '../../../src/contract/http';
import { requestErrors } from '../../support/schemas';

test.each<[string, JsonSchema, unknown, string]>([
  ['a range', { type: 'integer', minimum: 1, maximum: 100 }, 0, 'x must be a whole number from 1 to 100, not 0.'],
  ['another type', { type: 'integer', minimum: 1, maximum: 100 }, null, 'x must be a whole number from 1 to 100, not null.'],
  ['a lower bound', { type: 'number', minimum: 0 }, -1.5, 'x must be a number of at least 0, not -1.5.'],
  ['an upper bound', { type: 'number', maximum: 9 }, 10, 'x must be a number of at most 9, not 10.'],
  ['a number beyond a double', { type: 'number' }, Infinity, 'x must be a number, not Infinity.'],
  ['a length', { type: 'string', minLength: 2, maxLength: 4 }, 'x', 'x must be a string of 2 to 4 characters, not "x".'],
  ['an empty string', { type: 'string', minLength: 1 }, '', 'x is empty.'],
  ['an empty string with a hint', { 'type': 'string', 'minLength': 1, 'x-hint': 'names somebody' }, '', 'x is empty; it names somebody.'],
  ['a list of values', { type: 'string', enum: ['a', 'b', 'c'] }, 'd', 'x must be a, b or c, not "d".'],
  ['a boolean', { type: 'boolean' }, 'yes', 'x must be true or false, not "yes".'],
  ['an object', { type: 'object' }, [], 'x must be an object, not an array.'],
  ['too many elements', { type: 'array', items: { type: 'string' }, maxItems: 1 }, ['a', 'b'], 'x must be an array of at most 1 elements, not one of 2.'],
  ['an element', { type: 'array', items: { type: 'string' } }, ['a', 1], 'x.1 must be a string, not 1.'],
  ['a rule of its own', { 'type': 'string', 'pattern': '^a', 'x-rule': 'must begin with a' }, 'b', 'x must begin with a, not "b".'],
  ['a secret', { 'type': 'string', 'pattern': '^a', 'writeOnly': true, 'x-rule': 'must begin with a' }, 'b', 'x must begin with a.'],
  ['a schema without words', { type: ['string', 'null'], pattern: '^a' }, 'b', 'x must be as {"type":["string","null"],"pattern":"^a"} has it, not "b".'],
  ['a long value', { type: 'integer' }, 'y'.repeat(1000), `x must be a whole number, not "${'y'.repeat(78)}….`],
])('says what is wrong with %s', (_what, schema, value, detail) => {
  expect(requestErrors({ type: 'object', properties: { x: schema } }, { x: value }).map(({ detail: sentence }) => sentence)).toEqual([detail]);
});

const CIRCLE = { properties: { kind: { type: 'string', const: 'circle' }, radius: { type: 'number' } }, additionalProperties: false };

test.each<[string, JsonSchema, unknown, string]>([
  ['a request', { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } }, additionalProperties: false }, { c: 1 }, '"c" is not a member of this request; it may have a, b.'],
  ['a request without members', { type: 'object', additionalProperties: false }, { c: 1 }, '"c" is not a member of this request, which has none.'],
  ['a kind of request', { type: 'object', ...CIRCLE }, { kind: 'circle', side: 1 }, '"side" is not a member of a request whose kind is circle; it may have kind, radius.'],
  ['an object in it', { type: 'object', properties: { a: { type: 'object', properties: { b: { type: 'object', additionalProperties: false } } } } }, { a: { b: { c: 1 } } }, '"c" is not a member of a.b, which has none.'],
])('says which members %s may have', (_what, schema, document, detail) => {
  expect(requestErrors(schema, document).map(({ detail: sentence }) => sentence)).toEqual([detail]);
});
