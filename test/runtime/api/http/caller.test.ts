import type { Caller } from '../../../../runtime/api/http/caller';
import { checkReporter, scopeOf } from '../../../../runtime/api/http/caller';
import type { Problem } from '../../../../runtime/http/problem';
import type { ScopeSource } from '../../../../src/contract';

const BY_CLAIM: ScopeSource = { from: 'jwt', claim: 'custom:tenant' };
const BY_IAM: ScopeSource = { from: 'iam' };
const BY_CONTEXT: ScopeSource = { from: 'authorizer', key: 'tenant' };

const claiming = (tenant: unknown): Caller => ({ jwt: { claims: { 'sub': 'me', 'custom:tenant': tenant } } });
const withContext = (tenant: unknown): Caller => ({ lambda: { tenant } });
const withArn = (userArn: unknown): Caller => ({ iam: { userArn, cognitoIdentity: null } });

const problemOf = (act: () => unknown): Problem => {
  try {
    act();
  } catch (error) {
    return error as Problem;
  }
  throw new Error('it was let through');
};

test('a shared scope is everybody\'s, whoever asks', () => {
  expect([scopeOf({ from: 'shared' }, undefined), scopeOf({ from: 'shared' }, claiming('acme'))]).toEqual(['shared', 'shared']);
});

test.each<[string, ScopeSource, Caller, string]>([
  ['a claim', BY_CLAIM, claiming('acme'), 'acme'],
  ['a claim as long as it may be', BY_CLAIM, claiming('x'.repeat(256)), 'x'.repeat(256)],
  ['a claim of one character', BY_CLAIM, claiming('1'), '1'],
  ['a claim with spaces and signs', BY_CLAIM, claiming('Acme "Corp" #1 [eu]'), 'Acme "Corp" #1 [eu]'],
  ['a claim that was a number', BY_CLAIM, claiming('42'), '42'],
  ['a claim by a name that objects inherit', { from: 'jwt', claim: 'constructor' }, { jwt: { claims: { constructor: 'acme' } } } as never, 'acme'],
  ['a role', BY_IAM, withArn('arn:aws:sts::111122223333:assumed-role/Web/i-0123@session'), 'arn:aws:iam::111122223333:role/Web'],
  ['a role of another partition', BY_IAM, withArn('arn:aws-cn:sts::111122223333:assumed-role/Web/session'), 'arn:aws-cn:iam::111122223333:role/Web'],
  ['a user', BY_IAM, withArn('arn:aws:iam::111122223333:user/division/jo'), 'arn:aws:iam::111122223333:user/division/jo'],
  ['a federated user', BY_IAM, withArn('arn:aws:sts::111122223333:federated-user/jo'), 'arn:aws:sts::111122223333:federated-user/jo'],
  ['the root of an account', BY_IAM, withArn('arn:aws:iam::111122223333:root'), 'arn:aws:iam::111122223333:root'],
  [
    'a Cognito identity', BY_IAM,
    { iam: { userArn: 'arn:aws:sts::111122223333:assumed-role/Pool/CognitoIdentityCredentials', cognitoIdentity: { identityId: 'eu-west-1:5f9a' } } },
    'eu-west-1:5f9a',
  ],
  ['a context\'s string', BY_CONTEXT, withContext('acme'), 'acme'],
  ['a context\'s number', BY_CONTEXT, withContext(42), '42'],
  ['a context\'s list as text', BY_CONTEXT, withContext('[acme]'), '[acme]'],
])('takes %s', (_what, source, caller, scope) => {
  expect(scopeOf(source, caller)).toBe(scope);
});

const CLAIM = 'The claim "custom:tenant" of your token';
const PRINCIPAL = 'The AWS identity that signed the request';
const VALUE = 'The value "tenant" that the authorizer has for you';
const MISSING = 'is missing or empty; it says whose tasks you see.';
const RULE = 'says whose tasks you see, and must have 1 to 256 printable ASCII characters, without spaces around them for that.';

test.each<[string, ScopeSource, Caller | undefined, string]>([
  ['no caller', BY_CLAIM, undefined, `${CLAIM} ${MISSING}`],
  ['no token', BY_CLAIM, { jwt: null }, `${CLAIM} ${MISSING}`],
  ['no claims', BY_CLAIM, { jwt: { claims: null } }, `${CLAIM} ${MISSING}`],
  ['no such claim', BY_CLAIM, { jwt: { claims: { sub: 'me' } } }, `${CLAIM} ${MISSING}`],
  ['a claim that is only inherited', { from: 'jwt', claim: 'constructor' }, claiming('acme'), `The claim "constructor" of your token ${MISSING}`],
  ['an empty claim', BY_CLAIM, claiming(''), `${CLAIM} ${MISSING}`],
  ['a claim that is null', BY_CLAIM, claiming(null), `${CLAIM} ${MISSING}`],
  ['a claim that is too long', BY_CLAIM, claiming('x'.repeat(257)), `${CLAIM} ${RULE}`],
  ['a claim with spaces around it', BY_CLAIM, claiming(' acme'), `${CLAIM} ${RULE}`],
  ['a claim of spaces', BY_CLAIM, claiming('  '), `${CLAIM} ${RULE}`],
  ['a claim that no message can carry', BY_CLAIM, claiming('ac\u0000me'), `${CLAIM} ${RULE}`],
  ['a claim of several lines', BY_CLAIM, claiming('acme\n'), `${CLAIM} ${RULE}`],
  ['a claim beyond ASCII', BY_CLAIM, claiming('Łódź'), `${CLAIM} ${RULE}`],
  ['half a character', BY_CLAIM, claiming('\ud800'), `${CLAIM} ${RULE}`],
  ['a claim that was a list', BY_CLAIM, claiming('[acme other]'), `${CLAIM} says whose tasks you see, and must be a string for that, not a list or an object.`],
  ['a claim that was an object', BY_CLAIM, claiming('map[id:acme]'), `${CLAIM} says whose tasks you see, and must be a string for that, not a list or an object.`],
  ['a list', BY_CLAIM, claiming(['acme']), `${CLAIM} says whose tasks you see, and must be a string for that, not an array.`],
  ['the scope of nobody', BY_CLAIM, claiming('shared'), `${CLAIM} is "shared", which is kept for tasks that belong to no client.`],
  ['a token instead of a signature', BY_IAM, claiming('acme'), `${PRINCIPAL} ${MISSING}`],
  ['no identity', BY_IAM, { iam: null }, `${PRINCIPAL} ${MISSING}`],
  ['no ARN', BY_IAM, withArn(null), `${PRINCIPAL} ${MISSING}`],
  ['a user with a very long path', BY_IAM, withArn(`arn:aws:iam::111122223333:user/${'x'.repeat(300)}/jo`), `${PRINCIPAL} ${RULE}`],
  ['no context', BY_CONTEXT, { lambda: null }, `${VALUE} ${MISSING}`],
  ['a context without the value', BY_CONTEXT, { lambda: {} }, `${VALUE} ${MISSING}`],
  ['a number that is not exact', BY_CONTEXT, withContext(2 ** 53), `${VALUE} says whose tasks you see, and must be a string for that, not a number.`],
  ['a fraction', BY_CONTEXT, withContext(1.5), `${VALUE} says whose tasks you see, and must be a string for that, not a number.`],
  ['a boolean', BY_CONTEXT, withContext(false), `${VALUE} says whose tasks you see, and must be a string for that, not a boolean.`],
  ['an object', BY_CONTEXT, withContext({ id: 'acme' }), `${VALUE} says whose tasks you see, and must be a string for that, not an object.`],
])('refuses %s, and says where it looked', (_what, source, caller, detail) => {
  expect(problemOf(() => scopeOf(source, caller))).toMatchObject({ status: 403, detail });
});

describe('reports', () => {
  const RULED = { contextKey: 'role', value: 'worker' };

  test('are anybody\'s whom the authorizer has let through, unless there is a rule', () => {
    expect(() => checkReporter(undefined, undefined)).not.toThrow();
  });

  test.each<[string, unknown]>([['worker', 'worker'], ['true', true], ['true', 'true'], ['7', 7]])('are taken by the value %s as %j', (value, actual) => {
    expect(() => checkReporter({ contextKey: 'role', value }, { lambda: { role: actual } })).not.toThrow();
  });

  test.each<[string, Caller | undefined]>([
    ['nobody', undefined],
    ['a context without the value', { lambda: {} }],
    ['no context', { lambda: null }],
    ['another value', { lambda: { role: 'client' } }],
    ['a value in another case', { lambda: { role: 'Worker' } }],
    ['a list', { lambda: { role: ['worker'] } }],
    ['a token that claims it', { jwt: { claims: { role: 'worker' } } }],
  ])('are refused to %s', (_what, caller) => {
    expect(problemOf(() => checkReporter(RULED, caller))).toMatchObject({
      status: 403, detail: 'Only workers may report on tasks, and the authorizer does not say that you are one.',
    });
  });
});
