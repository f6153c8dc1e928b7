import { MAX_FIELD_ERRORS } from '../../../src/contract';
import { checkOf } from '../../support/schemas';

const told = (schema: unknown, data: unknown): string[] => checkOf(schema)(data, { name: 'data', size: 0 }).map(({ pointer, detail }) => `${pointer} ${detail}`);

const SHAPES = {
  oneOf: [{ $ref: '#/$defs/circle' }, { $ref: '#/$defs/square' }, { type: 'string' }],
  $defs: {
    length: { type: 'number', exclusiveMinimum: 0 },
    circle: { type: 'object', properties: { kind: { const: 'circle' }, radius: { $ref: '#/$defs/length' } }, required: ['kind', 'radius'] },
    square: { type: 'object', properties: { kind: { enum: ['square'] }, side: { $ref: '#/$defs/length' } }, required: ['kind', 'side'] },
  },
};

describe('of several alternatives', () => {
  test('the one that is meant says what it lacks', () => {
    expect(told(SHAPES, { kind: 'circle' })).toEqual(['#/data/radius data.radius is missing.']);
    expect(told(SHAPES, { kind: 'square', side: 0 })).toEqual(['#/data/side data.side must be more than 0, not 0.']);
    expect(told({ items: SHAPES, $defs: SHAPES.$defs }, ['x', { kind: 'circle', radius: '1' }])).toEqual(['#/data/1/radius data[1].radius must be a number, not "1".']);
  });

  test('each says a reason where none is meant', () => {
    expect(told(SHAPES, { kind: 'hexagon' })).toEqual([
      '#/data data.kind must be "circle", not "hexagon"; or data.kind must be "square", not "hexagon"; or data must be a string, not an object.',
    ]);
    expect(told(SHAPES, 7)).toEqual(['#/data data must be an object, not 7; or data must be a string, not 7.']);
  });

  test('several that could be meant each say a reason', () => {
    expect(told({ anyOf: [{ required: ['a'] }, { required: ['b', 'c'] }, { type: 'null' }] }, {})).toEqual(['#/data data.a is missing; or data.b is missing.']);
  });

  test('no more than a few are told', () => {
    expect(told({ anyOf: ['a', 'b', 'c', 'd', 'e'].map((name) => ({ required: [name] })) }, {}))
      .toEqual(['#/data data.a is missing; or data.b is missing; or data.c is missing; or fit another of 5 alternatives.']);
  });

  test('those within alternatives are told apart', () => {
    const schema = { anyOf: [{ type: 'string' }, { type: 'array', items: { anyOf: [{ type: 'number', minimum: 1 }, { type: 'null' }] } }] };
    expect(told(schema, [1, 0])).toEqual(['#/data/1 data[1] must be at least 1, not 0.']);
  });

  test('errors before and after them are told as ever', () => {
    const schema = { type: 'object', properties: { a: { minimum: 1 }, b: { anyOf: [{ type: 'number' }, { type: 'null' }] }, c: { type: 'string' } } };
    expect(told(schema, { a: 0, b: 'x', c: 7 })).toEqual([
      '#/data/a data.a must be at least 1, not 0.',
      '#/data/b data.b must be a number, not "x"; or data.b must be null, not "x".',
      '#/data/c data.c must be a string, not 7.',
    ]);
  });

  test('a kind of item that is looked for in vain is told once', () => {
    expect(told({ contains: { anyOf: [{ type: 'string' }, { type: 'null' }] } }, [1, 2, 3])).toEqual([
      '#/data data must have at least 1 item of the kind that its schema asks for: data[0] must be a string, not 1; or data[0] must be null, not 1.',
    ]);
  });
});

test('a place that two schemas refuse for one reason is told once', () => {
  expect(told({ allOf: [{ required: ['a'] }, { required: ['a'] }] }, {})).toEqual(['#/data/a data.a is missing.']);
});

test('what is too much to read is counted', () => {
  const fieldErrors = told({ items: { type: 'string' } }, Array(MAX_FIELD_ERRORS + 5).fill(0));
  expect(fieldErrors).toHaveLength(MAX_FIELD_ERRORS + 1);
  expect(fieldErrors.slice(-2)).toEqual([`#/data/${MAX_FIELD_ERRORS - 1} data[${MAX_FIELD_ERRORS - 1}] must be a string, not 0.`, '#/data Places in data that do not fit either: 5 more.']);
});

test('an answer to names of any length stays small, and its pointer leads to what is around', () => {
  const name = 'n'.repeat(50_000);
  const [{ pointer, detail }] = checkOf({ additionalProperties: { additionalProperties: { type: 'string' } } })({ a: { [name]: 1 } }, { name: 'data', size: 0 });
  expect(pointer).toBe('#/data/a');
  expect(detail.length).toBeLessThan(300);
});
