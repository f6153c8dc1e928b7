import { checkOf } from '../../support/schemas';

/** What a task's data is told that does not fit a schema: pointers and sentences. */
const told = (schema: unknown, data: unknown): string[] => checkOf(schema)(data, { name: 'data', size: 0 }).map(({ pointer, detail }) => `${pointer} ${detail}`);

const LONG = 'x'.repeat(1000);

test.each<[string, object, unknown, string[]]>([
  ['type', { type: 'string' }, 7, ['#/data data must be a string, not 7.']],
  ['type of several', { type: ['integer', 'null', 'boolean'] }, 1.5, ['#/data data must be a whole number, null or true or false, not 1.5.']],
  ['type, refused a container', { type: 'number' }, [1], ['#/data data must be a number, not an array.']],
  ['const', { const: { a: 1 } }, {}, ['#/data data must be {"a":1}, not an object.']],
  ['enum', { enum: ['a', 'b', null] }, 'c', ['#/data data must be one of "a", "b", null, not "c".']],
  ['enum of one', { enum: ['a'] }, 'c', ['#/data data must be "a", not "c".']],
  ['enum of many', { enum: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] }, -1, ['#/data data must be one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more, not -1.']],
  ['minimum', { minimum: 1 }, 0, ['#/data data must be at least 1, not 0.']],
  ['maximum', { maximum: 1 }, 2, ['#/data data must be at most 1, not 2.']],
  ['exclusiveMinimum', { exclusiveMinimum: 1 }, 1, ['#/data data must be more than 1, not 1.']],
  ['exclusiveMaximum', { exclusiveMaximum: 1 }, 1, ['#/data data must be less than 1, not 1.']],
  ['multipleOf', { multipleOf: 0.01 }, 0.005, ['#/data data must be a multiple of 0.01, not 0.005.']],
  ['minLength', { minLength: 2 }, '😀', ['#/data data must have at least 2 characters, and has 1.']],
  ['maxLength', { maxLength: 1 }, 'ab', ['#/data data must have at most 1 character, and has 2.']],
  ['pattern', { pattern: '^[a-z]+$' }, 'A', ['#/data data must match the pattern ^[a-z]+$, which "A" does not.']],
  ['format', { format: 'uuid' }, 'x', ['#/data data must be a UUID, not "x".']],
  ['minItems', { minItems: 1 }, [], ['#/data data must have at least 1 item, and has 0.']],
  ['maxItems', { maxItems: 2 }, [1, 2, 3], ['#/data data must have at most 2 items, and has 3.']],
  ['items: false', { prefixItems: [{ type: 'string' }], items: false }, ['a', 'b'], ['#/data data must have at most 1 item, and has 2.']],
  ['unevaluatedItems', { allOf: [{ prefixItems: [true] }], unevaluatedItems: false }, ['a', 'b'], ['#/data data must have at most 1 item, and has 2.']],
  ['uniqueItems', { uniqueItems: true }, [{ a: 1, b: [2] }, 1, { b: [2], a: 1 }], ['#/data data must not have equal items, and its items 0 and 2 are.']],
  ['contains', { contains: { const: 'x' } }, ['a', 'b'], ['#/data data must have at least 1 item of the kind that its schema asks for: data[0] must be "x", not "a".']],
  ['contains, in nothing', { contains: { const: 'x' } }, [], ['#/data data must have at least 1 item of the kind that its schema asks for.']],
  ['minContains', { contains: { const: 'x' }, minContains: 2 }, ['x', 'b'], ['#/data data must have at least 2 items of the kind that its schema asks for: data[1] must be "x", not "b".']],
  ['maxContains', { contains: { const: 'x' }, maxContains: 2 }, ['x', 'x', 'x'], ['#/data data must have 1 to 2 items of the kind that its schema asks for.']],
  ['maxContains alone', { contains: { const: 'x' }, minContains: 0, maxContains: 1 }, ['x', 'x'], ['#/data data must have at most 1 item of the kind that its schema asks for.']],
  ['minProperties', { minProperties: 1 }, {}, ['#/data data must have at least 1 member, and has 0.']],
  ['maxProperties', { maxProperties: 1 }, { a: 1, b: 2 }, ['#/data data must have at most 1 member, and has 2.']],
  ['required', { required: ['a', 'b/c'] }, {}, ['#/data/a data.a is missing.', '#/data/b~1c data.b/c is missing.']],
  ['required, inherited', { required: ['constructor', 'toString'] }, {}, ['#/data/constructor data.constructor is missing.', '#/data/toString data.toString is missing.']],
  ['dependentRequired', { dependentRequired: { a: ['b'] } }, { a: 1 }, ['#/data/b data.b is missing, and has to be there when a is.']],
  ['dependencies', { dependencies: { a: ['b'] } }, { a: 1 }, ['#/data/b data.b is missing, and has to be there when a is.']],
  ['dependentSchemas', { dependentSchemas: { a: { required: ['b'] } } }, { a: 1 }, ['#/data/b data.b is missing.']],
  ['additionalProperties', { properties: { a: true }, additionalProperties: false }, { a: 1, b: 2 }, ['#/data/b data.b is not a member that its schema knows.']],
  ['additionalProperties, a schema', { additionalProperties: { type: 'string' } }, { b: 2 }, ['#/data/b data.b must be a string, not 2.']],
  ['unevaluatedProperties', { allOf: [{ properties: { a: true } }], unevaluatedProperties: false }, { a: 1, b: 2 }, ['#/data/b data.b is not a member that its schema knows.']],
  ['patternProperties', { patternProperties: { '^n': { type: 'number' } } }, { n1: 'x' }, ['#/data/n1 data.n1 must be a number, not "x".']],
  ['propertyNames', { propertyNames: { pattern: '^[a-z]+$' } }, { A: 1, b: 2, C: 3 }, [
    '#/data data cannot have a member that is named "A": its name must match the pattern ^[a-z]+$, which "A" does not.',
    '#/data data cannot have a member that is named "C": its name must match the pattern ^[a-z]+$, which "C" does not.',
  ]],
  ['propertyNames by a reference', { propertyNames: { $ref: '#/$defs/name' }, $defs: { name: { allOf: [{ $ref: '#/$defs/short' }] }, short: { maxLength: 1 } } }, { abc: 1 }, [
    '#/data data cannot have a member that is named "abc": its name must have at most 1 character, and has 3.',
  ]],
  ['not', { not: { type: 'string' } }, 'x', ['#/data data has a value that its schema excludes.']],
  ['false', { properties: { old: false } }, { old: 1 }, ['#/data/old data.old must not be there.']],
  ['if and then', { if: { properties: { a: { const: 1 } } }, then: { required: ['b'] } }, { a: 1 }, ['#/data/b data.b is missing.']],
  ['if and else', { if: { required: ['a'] }, else: { required: ['b'] } }, {}, ['#/data/b data.b is missing.']],
  ['allOf', { allOf: [{ minimum: 1 }, { multipleOf: 2 }] }, -1, ['#/data data must be at least 1, not -1.', '#/data data must be a multiple of 2, not -1.']],
  ['$ref', { $ref: '#/$defs/a', $defs: { a: { type: 'string' } } }, 7, ['#/data data must be a string, not 7.']],
  ['$dynamicRef', { $dynamicAnchor: 'node', type: 'object', properties: { child: { $dynamicRef: '#node' } } }, { child: { child: 7 } }, ['#/data/child/child data.child.child must be an object, not 7.']],
  ['oneOf, several', { oneOf: [{ minimum: 1 }, { type: 'string' }, { multipleOf: 2 }] }, 4, ['#/data data fits several of the alternatives that it has, and must fit one: it fits numbers 1 and 3.']],
])('%s has a sentence', (_keyword, schema, data, sentences) => {
  expect(told(schema, data)).toEqual(sentences);
});

test.each([
  'byte', 'date', 'date-time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'iso-date-time', 'iso-time', 'json-pointer',
  'json-pointer-uri-fragment', 'regex', 'relative-json-pointer', 'time', 'uri', 'uri-reference', 'uri-template', 'uuid',
])('the format %s is checked, and has words', (format) => {
  const [sentence] = told({ format }, '\\ (');
  expect(sentence).toMatch(/^#\/data data must be an? [^]+, not "\\\\ \("\.$|^#\/data data must be (Base64 text|the name of a host), not/);
  expect(sentence).not.toContain('of the format');
});

test.each(['int32', 'int64'])('the format %s is checked of numbers, and has words', (format) => {
  expect(told({ format }, 1.5)).toEqual([`#/data data must be a whole number of ${format.slice(3)} bits, not 1.5.`]);
});

test('values, patterns and names of any length are cut short', () => {
  const document = { [LONG]: { [LONG]: 1 }, value: LONG };
  const schema = { properties: { value: { const: LONG }, [LONG]: { properties: { [LONG]: { type: 'string' } } } }, additionalProperties: false };
  for (const sentence of [...told(schema, document), ...told({ propertyNames: { maxLength: 3, pattern: LONG } }, { [LONG]: 1 }), ...told({ pattern: LONG }, 'y')]) {
    expect(sentence.length).toBeLessThan(700);
  }
  expect(told({ const: LONG }, 'y')).toEqual([`#/data data must be "${'x'.repeat(78)}…, not "y".`]);
});
