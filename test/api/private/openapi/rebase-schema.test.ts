import Ajv from 'ajv/dist/2020';
import { ComponentNames } from '../../../../src/api/private/openapi/component-names';
import { rebaseSchema } from '../../../../src/api/private/openapi/rebase-schema';
import type { JsonSchema } from '../../../../src/contract/http';

const rebase = (schema: JsonSchema): Record<string, JsonSchema> => rebaseSchema(schema, 'Data', new ComponentNames(['Task']));

const TREE = { type: 'object', properties: { children: { type: 'array', items: { $ref: '#' } } }, additionalProperties: false };

/** A schema, a document that it takes, and one that it does not. */
const CASES: Array<[string, JsonSchema, unknown, unknown]> = [
  ['no reference', { type: 'string' }, 'x', 1],
  ['a definition', { $ref: '#/$defs/A', $defs: { A: { type: 'string' } } }, 'x', 1],
  ['an old definition', { properties: { a: { $ref: '#/definitions/A' } }, definitions: { A: { type: 'string' } } }, { a: 'x' }, { a: 1 }],
  ['a definition within a definition', { $ref: '#/$defs/A/properties/b', $defs: { A: { properties: { b: { type: 'string' } } } } }, 'x', 1],
  ['a definition that uses another', { $ref: '#/$defs/A', $defs: { A: { items: { $ref: '#/$defs/B' } }, B: { type: 'string' } } }, ['x'], [1]],
  ['a name that has to be encoded', { $ref: '#/$defs/a~1b%20%25c', $defs: { 'a/b %c': { type: 'string' } } }, 'x', 1],
  ['itself', TREE, { children: [{ children: [] }] }, { children: [{ child: [] }] }],
  ['itself by its id', { ...TREE, $id: 'https://example.com/tree', properties: { children: { items: { $ref: 'https://example.com/tree' } } } }, { children: [{}] }, { children: [{ x: 1 }] }],
  ['a definition that refers to itself', { $ref: '#/$defs/N', $defs: { N: { properties: { n: { $ref: '#/$defs/N' } }, additionalProperties: false } } }, { n: { n: {} } }, { n: { x: 1 } }],
  ['a property', { properties: { a: { type: 'string' }, b: { $ref: '#/properties/a' } } }, { b: 'x' }, { b: 1 }],
  ['an anchor', { $ref: '#here', $defs: { A: { $anchor: 'here', type: 'string' } } }, 'x', 1],
  ['a dynamic anchor', { ...TREE, $dynamicAnchor: 'node', properties: { children: { items: { $dynamicRef: '#node' } } } }, { children: [{}] }, { children: [{ x: 1 }] }],
  ['a schema with an id of its own', { $ref: 'https://example.com/a', $defs: { A: { $id: 'https://example.com/a', items: { $ref: '#/$defs/A' }, $defs: { A: { type: 'string' } } } } }, ['x'], [1]],
  ['a schema with an id of its own in its place', { items: { $id: 'a.json', items: { $ref: '#/$defs/A' }, $defs: { A: { type: 'string' } } }, $defs: { A: { type: 'number' } } }, [['x']], [[1]]],
  ['an anchor of another schema', { $id: 'https://example.com/root.json', $ref: 'a.json#x', $defs: { A: { $id: 'a.json', properties: { b: { $anchor: 'x', type: 'string' } } } } }, 'x', 1],
  ['a URN', { $id: 'urn:example:label', $ref: '#/$defs/A', $defs: { A: { type: 'string' } } }, 'x', 1],
  ['true and false', { properties: { a: { $ref: '#/$defs/yes' }, b: { $ref: '#/$defs/no' } }, $defs: { yes: true, no: false } }, { a: 1 }, { b: 1 }],
  ['what only looks like a reference', { properties: { $ref: { const: { $ref: '#/$defs/A' } } } }, { $ref: { $ref: '#/$defs/A' } }, { $ref: 1 }],
  ['a sibling of a reference', { $ref: '#/$defs/A', maxLength: 1, $defs: { A: { type: 'string' } } }, 'x', 'xy'],
];

test.each(CASES)('a schema with %s means the same among the components', (_what, schema, valid, invalid) => {
  const alone = new Ajv({ strict: false }).compile(schema);
  expect([alone(valid), alone(invalid)]).toEqual([true, false]);

  const ajv = new Ajv({ strict: false });
  ajv.addSchema({ $id: 'document', components: { schemas: rebase(schema) } });
  const rebased = ajv.getSchema('document#/components/schemas/Data')!;
  expect([rebased(valid), rebased(invalid)]).toEqual([true, false]);
});

test.each(CASES)('a schema with %s refers to whole components only', (_what, schema) => {
  const components = rebase(schema);
  for (const [, reference] of JSON.stringify(components).replace(/"const":\{[^}]*\}/g, '').matchAll(/"\$ref":"([^"]*)"/g)) {
    expect(Object.keys(components).map((name) => `#/components/schemas/${name}`)).toContain(reference);
  }
  expect(JSON.stringify(Object.values(components))).not.toMatch(/"\$(defs|anchor|schema|id|dynamic\w+)":/);
});

test('what is referred to in two ways is one component', () => {
  const address = { $anchor: 'address', type: 'string' };
  expect(rebase({ items: { $ref: '#address' }, contains: { $ref: '#/$defs/Address' }, $defs: { Address: address } })).toEqual({
    Data: { items: { $ref: '#/components/schemas/Data_address' }, contains: { $ref: '#/components/schemas/Data_address' } },
    Data_address: { type: 'string' },
  });
});

test('a reference that leads out of the schema stays as it is', () => {
  expect(rebase({ $ref: 'https://example.com/another.json' })).toEqual({ Data: { $ref: 'https://example.com/another.json' } });
});

test('what is referred to is named after what it is called', () => {
  expect(Object.keys(rebase({ properties: { a: { $ref: '#/$defs/A' }, b: { $ref: '#/$defs/a' }, c: { $ref: '#/properties/d' } }, $defs: { A: {}, a: {}, unused: {} } }))).toEqual(['Data', 'Data_A', 'Data_a2']);
});
