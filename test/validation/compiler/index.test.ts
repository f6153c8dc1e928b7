import { compile } from '../../../validation/compiler';
import { checkOf } from '../../support/schemas';

/** Whether a value fits a schema, as the generated code has it. */
const fits = (schema: unknown, value: unknown): boolean => checkOf(schema)(value, { name: 'data', size: 0 }).length === 0;

test.each<[string, unknown, string]>([
  ['true', true, 'must be an object, not true; a task type that takes any JSON has no schema'],
  ['a list', [], 'must be an object, not []'],
  ['null', null, 'must be an object, not null'],
  ['an unknown type', { properties: { a: { type: 'strin' } } }, 'is wrong at #/properties/a/type: schema.properties.a.type must be one of "array", "boolean", "integer", "null", "number", "object", "string", not "strin"'],
  ['a limit of the wrong type', { properties: { a: { minimum: '1' } } }, 'is wrong at #/properties/a/minimum: schema.properties.a.minimum must be a number, not "1"'],
  ['two things', { minLength: -1, required: 'a' }, 'is wrong at #/minLength: schema.minLength must be at least 0, not -1; and at #/required: schema.required must be an array, not "a"'],
  ['items of an older draft', { items: [{ type: 'string' }] }, 'is wrong at #/items: schema.items must be an object or true or false, not an array'],
  ['an enum without values', { enum: [] }, 'enum must have non-empty array'],
  ['a schema that is a number', { $defs: { a: 7 } }, 'is wrong at #/$defs/a: schema.$defs.a must be an object or true or false, not 7'],
  ['another draft', { $schema: 'http://json-schema.org/draft-07/schema#' }, 'is wrong at #/$schema: it is written for "http://json-schema.org/draft-07/schema#", and task types take JSON Schema 2020-12; convert it and say "https://json-schema.org/draft/2020-12/schema", or leave $schema out'],
  ['another draft within', { properties: { a: { $schema: 'http://json-schema.org/draft-04/schema' } } }, 'is wrong at #/properties/a/$schema: it is written for "http://json-schema.org/draft-04/schema"'],
  ['a remote reference', { properties: { 'a/b': { $ref: 'https://example.com/address.json' } } }, 'is wrong at #/properties/a~1b/$ref: "https://example.com/address.json" is outside of the schema, and nothing is fetched; copy what it names into $defs, and refer to it as "#/$defs/…"'],
  ['a reference to another file', { $id: 'https://example.com/a.json', properties: { a: { $ref: './address.json' } } }, 'and nothing is fetched'],
  ['a reference to nothing', { anyOf: [true, { $ref: '#/$defs/nothing' }] }, 'is wrong at #/anyOf/1/$ref: there is nothing at "#/$defs/nothing"'],
  ['a pattern that is none', { properties: { a: { pattern: '(' } } }, 'is wrong at #/properties/a/pattern: it is no regular expression of JSON Schema, which are those of ECMAScript with the flag u (Invalid regular expression: /(/u: Unterminated group)'],
  ['a pattern that only older regular expressions have', { pattern: '\\-' }, 'Invalid escape'],
  ['a pattern of names that is none', { patternProperties: { '(': true } }, 'is wrong at #/patternProperties/(: it is no regular expression'],
  ['OpenAPI 3.0', { type: 'string', nullable: true }, 'is wrong at #/nullable: "nullable" is of OpenAPI 3.0; say "type": ["string", "null"] instead'],
  ['a schema that ajv would run later', { items: { $async: true } }, 'is wrong at #/items/$async'],
  ['an anchor twice', { $defs: { a: { $anchor: 'n' }, b: { $anchor: 'n' } } }, 'cannot be used: reference "#n" resolves to more than one schema'],
  ['a circle', { allOf: [{ $ref: '#/$defs/a' }], $defs: { a: { anyOf: [{ $ref: '#' }] } } }, 'never comes to an end'],
])('refuses %s', (_what, schema, message) => {
  expect(() => compile(schema)).toThrow(message);
});

test.each<[string, object, unknown, unknown]>([
  ['keywords without a type', { minLength: 2, minimum: 2 }, 'ab', 1],
  ['several types', { type: ['string', 'null'] }, null, 1],
  ['a required member without a schema', { required: ['a'] }, { a: 1 }, {}],
  ['tuples of no fixed length', { prefixItems: [{ type: 'string' }] }, ['a', 1], [1]],
  ['a default', { properties: { a: { type: 'string', default: 'x' } }, required: ['a'] }, { a: 'y' }, {}],
  ['annotations', { 'x-mine': 1, 'title': 'A', 'examples': [1], 'deprecated': true, 'type': 'string' }, 'a', 1],
  ['an OpenAPI schema’s annotations', { discriminator: { propertyName: 'kind' }, example: 1, xml: {}, type: 'string' }, 'a', 1],
  ['the draft by name', { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'string' }, 'a', 1],
  ['a member that is named like a keyword', { properties: { $schema: { type: 'string' }, nullable: { type: 'string' }, pattern: { type: 'string' } } }, { $schema: 'a', nullable: '(' }, { nullable: 1 }],
  ['$id, anchors and references by them', { $id: 'https://example.com/a.json', $ref: 'b.json#name', $defs: { b: { $id: 'b.json', $defs: { name: { $anchor: 'name', type: 'string' } } } } }, 'a', 1],
  ['definitions of older drafts', { $ref: '#/definitions/a', definitions: { a: { type: 'string' } } }, 'a', 1],
  ['trees', { type: 'object', properties: { children: { items: { $ref: '#' } } } }, { children: [{ children: [] }] }, { children: [{ children: [7] }] }],
  ['the metaschema', { $ref: 'https://json-schema.org/draft/2020-12/schema' }, { type: 'string' }, { type: 'strin' }],
  ['prices', { multipleOf: 0.01 }, 19.99, 19.995],
  ['formats', { format: 'date-time' }, '2026-01-15T12:00:00+01:00', '2026-02-30T12:00:00Z'],
  ['patterns with Unicode', { pattern: '^\\p{L}+$' }, 'Zoë', 'Zoë1'],
  ['limits of length in characters', { maxLength: 1 }, '😀', '😀😀'],
  ['long lists of values', { enum: Array.from({ length: 300 }, (_, index) => ({ index })) }, { index: 299 }, { index: 300 }],
  ['items that differ', { uniqueItems: true }, [{ a: 1 }, { a: 2 }], [{ a: 1, b: 1 }, { b: 1, a: 1 }]],
  ['items that need not differ', { uniqueItems: false, maxItems: 2 }, [1, 1], [1, 1, 1]],
  ['unevaluated members of the alternative that fits', { anyOf: [{ properties: { a: true }, required: ['a'] }, { properties: { b: true } }], unevaluatedProperties: false }, { a: 1 }, { a: 1, c: 2 }],
])('takes %s', (_what, schema, good, bad) => {
  expect([fits(schema, good), fits(schema, bad)]).toEqual([true, false]);
});

test.each<[object, string[]]>([
  [{ 'type': 'object', 'properties': { requierd: true }, 'x-requierd': 1 }, []],
  [{ requierd: ['a'] }, ['has "requierd" at #, which is no keyword of JSON Schema 2020-12 and checks nothing; an annotation of your own begins with x-']],
  [{ $defs: { a: { allOf: [{ additionalItems: false }] } } }, [expect.stringContaining('has "additionalItems" at #/$defs/a/allOf/0')]],
  [{ format: 'path' }, [expect.stringMatching(/^has the format "path" at #\/format, which is not checked; those that are: date, .*uri.*uuid/)]],
  [{ format: 'url' }, [expect.stringContaining('has the format "url" at #/format, which is not checked')]],
])('what in %j checks nothing is remarked on', (schema, remarks) => {
  expect(compile(schema).remarks).toEqual(remarks);
});

test('a value is checked at once, in the words of the API', () => {
  const { fieldErrorsOf } = compile({ type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } });
  expect(fieldErrorsOf({ a: 'x' }, 'example')).toEqual([]);
  expect(fieldErrorsOf({ a: 1, b: 2 }, 'example')).toEqual([
    { pointer: '#/example/a', detail: 'example.a must be a string, not 1.' },
    { pointer: '#/example/b', detail: 'example.b must be a string, not 2.' },
  ]);
});

test('two schemas may have the same $id', () => {
  const $id = 'https://example.com/a.json';
  expect(fits({ $id, type: 'string', $defs: { a: { $id: 'a', type: 'string' } } }, 'a')).toBe(true);
  expect(fits({ $id, type: 'number', $defs: { a: { $id: 'a', type: 'number' } } }, 'a')).toBe(false);
});

test('the code of a schema does not depend on those before it', () => {
  const text = compile({ pattern: 'a', uniqueItems: true }).moduleText();
  compile({ $ref: 'https://json-schema.org/draft/2020-12/schema' }).moduleText();
  expect(compile({ pattern: 'a', uniqueItems: true }).moduleText()).toBe(text);
});

test('generated code requires only what its file of helpers has', () => {
  const text = compile({ uniqueItems: true, minLength: 1, const: { a: 1 }, format: 'date', enum: [{}], anyOf: [{ const: [] }] }).moduleText();
  const required = [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
  expect([...new Set(required)].sort()).toEqual(['./duplicates', 'ajv-formats/dist/formats', 'ajv/dist/runtime/equal', 'ajv/dist/runtime/ucs2length']);
});
