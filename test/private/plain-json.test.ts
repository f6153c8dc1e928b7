import { CfnParameter, Lazy, Stack, Token } from 'aws-cdk-lib';
import { jsonWithTokens, plainJson } from '../../src/private/plain-json';

test('members are sorted at every level, items are not', () => {
  const value = { b: [{ d: 1, c: 2 }, 'z', 'a'], a: null };
  expect(JSON.stringify(plainJson('it', value))).toBe('{"a":null,"b":[{"c":2,"d":1},"z","a"]}');
  expect(JSON.stringify(value)).toBe('{"b":[{"d":1,"c":2},"z","a"],"a":null}');
});

test('what JSON leaves out is left out', () => {
  expect(plainJson('it', { a: undefined, b: [undefined, 1] })).toEqual({ b: [null, 1] });
});

test('no member is lost or inherited', () => {
  const text = '{"__proto__":{"a":1},"constructor":2}';
  expect(JSON.stringify(plainJson('it', JSON.parse(text)))).toBe(text);
});

test('the same object may be there twice', () => {
  const shared = { type: 'string' };
  expect(plainJson('it', { a: shared, b: [shared] })).toEqual({ a: shared, b: [shared] });
});

const circle: { within?: unknown } = {};
circle.within = [circle];

test.each<[unknown, string]>([
  [{ a: [() => 1] }, 'it is not JSON: it has a value of type function at #/a/0'],
  [{ 'a/b': 1n }, 'it is not JSON: it has a value of type bigint at #/a~1b'],
  [{ a: new Date() }, 'it is not JSON: it has an instance of Date at #/a'],
  [new Map(), 'it is not JSON: it has an instance of Map at #'],
  [NaN, 'it is not JSON: it has NaN at #'],
  [Infinity, 'it is not JSON: it has Infinity at #'],
  [undefined, 'it is not JSON: it has a value of type undefined at #'],
  [circle, 'it is not JSON: it has a reference to what is around it at #/within/0'],
])('what is not JSON is refused, with its place', (value, message) => {
  expect(() => plainJson('it', value)).toThrow(message);
});

const parameter = (): CfnParameter => new CfnParameter(new Stack(), 'Parameter', { type: 'Number' });

test.each<[string, () => unknown, string]>([
  ['a string', () => ({ a: [Token.asString({ Ref: 'x' })] }), '#/a/0'],
  ['a part of a string', () => ({ a: `x-${Token.asString({ Ref: 'x' })}` }), '#/a'],
  ['a number', () => ({ a: parameter().valueAsNumber }), '#/a'],
  ['a list', () => ({ a: Token.asList({ Ref: 'x' }) }), '#/a'],
  ['an object', () => ({ a: Lazy.any({ produce: () => 1 }) }), '#/a'],
  ['the name of a member', () => ({ [Token.asString({ Ref: 'x' })]: 1 }), '#'],
])('a token is refused that is %s', (_what, value, pointer) => {
  expect(() => plainJson('it', value())).toThrow(`it has a token at ${pointer}, a value that is only known when the stack is deployed; it must be known at synthesis`);
});

test('tokens may be in what is only known at deployment, and nothing else that is not JSON', () => {
  const token = new CfnParameter(new Stack(), 'Later').valueAsString;
  expect(jsonWithTokens('it', { b: [`s3://${token}`], a: 1 })).toEqual({ value: { a: 1, b: [`s3://${token}`] }, isKnown: false });
  expect(jsonWithTokens('it', { b: [], a: 1 })).toEqual({ value: { a: 1, b: [] }, isKnown: true });
  expect(() => jsonWithTokens('it', [token, NaN])).toThrow('it is not JSON: it has NaN at #/1');
});
