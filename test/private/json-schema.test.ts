import { mapSchema, withoutKeywords } from '../../src/private/json-schema';

const marked = (schema: object): object => mapSchema({ ...schema }, (part) => ({ ...part, seen: true }));

test.each([
  [{ not: {} }, { not: { seen: true }, seen: true }],
  [{ items: {} }, { items: { seen: true }, seen: true }],
  [{ anyOf: [{}, { if: {} }] }, { anyOf: [{ seen: true }, { if: { seen: true }, seen: true }], seen: true }],
  [{ properties: { not: {}, type: false } }, { properties: { not: { seen: true }, type: false }, seen: true }],
  [{ additionalProperties: false, $defs: { a: {} } }, { additionalProperties: false, $defs: { a: { seen: true } }, seen: true }],
  [{ const: { not: {} }, enum: [{}], default: {}, examples: [{}] }, { const: { not: {} }, enum: [{}], default: {}, examples: [{}], seen: true }],
])('of %j, each schema is changed, and what is no schema is not', (schema, expected) => {
  expect(marked(schema)).toEqual(expected);
});

test('a keyword is taken away wherever it is, and a property of its name is not', () => {
  expect(withoutKeywords({ title: 'a', properties: { title: { title: 'b', type: 'string' } } }, ['title'])).toEqual({ properties: { title: { type: 'string' } } });
});
