import { requestErrors } from '../../support/schemas';

const NUMBER = { type: 'object', properties: { 'a/b': { type: 'number' } }, additionalProperties: false };

test('an error in the body has a pointer, one in the query or in the headers the name', () => {
  expect(requestErrors(NUMBER, { 'a/b': 'x' })).toEqual([{ pointer: '#/a~1b', detail: 'a/b must be a number, not "x".' }]);
  expect(requestErrors(NUMBER, { 'a/b': 'x' }, 'query')).toEqual([{ parameter: 'a/b', detail: 'a/b must be a number, not "x".' }]);
  expect(requestErrors(NUMBER, { 'a/b': 'x' }, 'headers')).toEqual([{ header: 'a/b', detail: 'a/b must be a number, not "x".' }]);
});

test('an unknown name is called what its part of the request has', () => {
  const details = (['body', 'query', 'headers'] as const).flatMap((part) => requestErrors(NUMBER, { c: 1 }, part)).map(({ detail }) => detail);
  expect(details).toEqual(['a member', 'a query parameter', 'a header'].map((member) => `"c" is not ${member} of this request; it may have a/b.`));
});

test('a body that is not an object is told so', () => {
  expect(requestErrors(NUMBER, [1])).toEqual([{ pointer: '#', detail: 'A JSON object is expected, not an array.' }]);
});

test('the member that tells which of several schemas an object has is wrong, not the object', () => {
  const alternative = (kind: string) => ({ properties: { kind: { type: 'string', const: kind } }, required: ['kind'] });
  const schema = { type: 'object', properties: { shape: { type: 'object', discriminator: { propertyName: 'kind' }, oneOf: [alternative('circle'), alternative('square')], required: ['kind'] } } };
  expect(requestErrors(schema, { shape: { kind: 'hexagon' } })).toEqual([{ pointer: '#/shape/kind', detail: 'shape.kind must be circle or square, not "hexagon".' }]);
  expect(requestErrors(schema, { shape: {} })).toEqual([{ pointer: '#/shape/kind', detail: 'shape.kind is missing.' }]);
});

test('two keywords of one value that say the same are told once', () => {
  expect(requestErrors({ type: 'object', properties: { x: { type: 'string', minLength: 3, pattern: '^a' } } }, { x: 'b' })).toHaveLength(1);
});

test('no more is told than anybody reads', () => {
  const document = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`member${index}`, 1]));
  expect(requestErrors({ type: 'object', additionalProperties: false }, document)).toHaveLength(20);
});

test('a name that is too long is cut, and its object is the place', () => {
  const [{ pointer, detail }] = requestErrors({ type: 'object', properties: { a: { type: 'object', additionalProperties: false } } }, { a: { ['n'.repeat(1000)]: 1 } });
  expect(pointer).toBe('#/a');
  expect(detail).toBe(`"${'n'.repeat(78)}… is not a member of a, which has none.`);
});
