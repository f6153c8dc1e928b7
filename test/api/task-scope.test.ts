import { CfnParameter, Stack } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { AsyncTaskApiProps } from '../../src';
import { AsyncTaskApi, TaskApiAuth, TaskScope } from '../../src';
import { environmentOf, testApp } from '../support/template';

const JWT = TaskApiAuth.jwt({ issuer: 'https://issuer', audience: ['me'] });

let stack: Stack;
let authorizerFunction: lambda.Function;
beforeEach(() => {
  stack = new Stack(testApp(), 'Stack');
  authorizerFunction = new lambda.Function(stack, 'Authorizer', {
    code: lambda.Code.fromInline('x'), handler: 'x', runtime: lambda.Runtime.NODEJS_24_X,
  });
});

const create = (props?: AsyncTaskApiProps): AsyncTaskApi => new AsyncTaskApi(stack, 'Tasks', props);
const environment = (): Record<string, unknown> => environmentOf(stack, /TasksApiFunction/);
const byLambda = (): TaskApiAuth => TaskApiAuth.authorizer(new authorizers.HttpLambdaAuthorizer('Mine', authorizerFunction));
const byAnotherJwt = (): TaskApiAuth => TaskApiAuth.authorizer(new authorizers.HttpJwtAuthorizer('Mine', 'https://issuer', { jwtAudience: ['me'] }));

test.each<[string, TaskScope | undefined, () => TaskApiAuth, object, string]>([
  ['everybody\'s, unless it is said otherwise', undefined, () => TaskApiAuth.iam(), { from: 'shared' }, '4'],
  ['everybody\'s without authorization', TaskScope.shared(), () => TaskApiAuth.none(), { from: 'shared' }, '4'],
  ['everybody\'s with tokens', TaskScope.shared(), () => JWT, { from: 'shared' }, '4'],
  ['that of a token\'s claim', TaskScope.jwtClaim('custom:tenant'), () => JWT, { from: 'jwt', claim: 'custom:tenant' }, '1'],
  ['that of a claim which an authorizer of one\'s own has checked', TaskScope.jwtClaim('sub'), byAnotherJwt, { from: 'jwt', claim: 'sub' }, '1'],
  ['that of a signature', TaskScope.iamPrincipal(), () => TaskApiAuth.iam(), { from: 'iam' }, '1'],
  ['that which an authorizer says', TaskScope.authorizerContext('tenant'), byLambda, { from: 'authorizer', key: 'tenant' }, '1'],
])('a client\'s scope is %s, and has list buckets accordingly', (_what, taskScope, auth, source, listBuckets) => {
  create({ taskScope, auth: auth() });
  expect(JSON.parse(environment().ASYNC_TASKS_SCOPE as string)).toEqual(source);
  expect(environment().ASYNC_TASKS_LIST_BUCKETS).toBe(listBuckets);
});

test('list buckets are as many as is said, whatever the scope', () => {
  create({ taskScope: TaskScope.iamPrincipal(), listBuckets: 2 });
  expect(environment().ASYNC_TASKS_LIST_BUCKETS).toBe('2');
});

test('a claim can be named at deployment', () => {
  create({ auth: JWT, taskScope: TaskScope.jwtClaim(new CfnParameter(stack, 'Claim').valueAsString) });
  expect(environment().ASYNC_TASKS_SCOPE).toEqual({ 'Fn::Join': ['', ['{"from":"jwt","claim":"', { Ref: 'Claim' }, '"}']] });
});

const SIGN = 'but clients of this API sign their requests with AWS credentials; change auth, or take TaskScope.iamPrincipal()';
const SEND = 'but clients of this API send a token; change auth, or take TaskScope.jwtClaim()';
const PASS = 'but clients of this API pass a Lambda authorizer; change auth, or take TaskScope.authorizerContext()';
const SAY_NOTHING = 'but clients of this API say nothing about themselves; change auth, or take TaskScope.shared()';

test.each<[string, TaskScope, () => TaskApiAuth | undefined, string]>([
  ['a claim with signatures', TaskScope.jwtClaim('sub'), () => undefined, `taskScope is TaskScope.jwtClaim(), which needs TaskApiAuth.jwt(), ${SIGN}`],
  ['a claim with a Lambda authorizer', TaskScope.jwtClaim('sub'), byLambda, `taskScope is TaskScope.jwtClaim(), which needs TaskApiAuth.jwt(), ${PASS}`],
  ['a claim with nothing', TaskScope.jwtClaim('sub'), () => TaskApiAuth.none(), `taskScope is TaskScope.jwtClaim(), which needs TaskApiAuth.jwt(), ${SAY_NOTHING}`],
  ['a principal with tokens', TaskScope.iamPrincipal(), () => JWT, `taskScope is TaskScope.iamPrincipal(), which needs TaskApiAuth.iam(), ${SEND}`],
  ['a principal with a Lambda authorizer', TaskScope.iamPrincipal(), byLambda, `which needs TaskApiAuth.iam(), ${PASS}`],
  ['a principal with nothing', TaskScope.iamPrincipal(), () => TaskApiAuth.none(), `which needs TaskApiAuth.iam(), ${SAY_NOTHING}`],
  ['a context with signatures', TaskScope.authorizerContext('t'), () => TaskApiAuth.iam(), `taskScope is TaskScope.authorizerContext(), which needs TaskApiAuth.authorizer() with a Lambda authorizer, ${SIGN}`],
  ['a context with tokens', TaskScope.authorizerContext('t'), () => JWT, `with a Lambda authorizer, ${SEND}`],
  ['a context with an authorizer of tokens', TaskScope.authorizerContext('t'), byAnotherJwt, `with a Lambda authorizer, ${SEND}`],
  ['a context with nothing', TaskScope.authorizerContext('t'), () => TaskApiAuth.none(), `with a Lambda authorizer, ${SAY_NOTHING}`],
])('%s cannot be', (_what, taskScope, auth, message) => {
  expect(() => create({ taskScope, auth: auth() })).toThrow(message);
});

test('an HTTP API that was passed in changes nothing about it', () => {
  const httpApi = new apigatewayv2.HttpApi(stack, 'Http', { defaultAuthorizer: new authorizers.HttpIamAuthorizer() });
  expect(() => create({ httpApi, auth: TaskApiAuth.none(), taskScope: TaskScope.iamPrincipal() })).toThrow(SAY_NOTHING);
  expect(() => new AsyncTaskApi(stack, 'Scoped', { httpApi: new apigatewayv2.HttpApi(stack, 'Other'), taskScope: TaskScope.iamPrincipal() })).not.toThrow();
});

test.each(['', ' '])('a claim and a key have to have a name, unlike %j', (name) => {
  expect(() => TaskScope.jwtClaim(name)).toThrow(`TaskScope.jwtClaim() needs the name of the claim that says whose tasks a client sees, not ${JSON.stringify(name)}`);
  expect(() => TaskScope.authorizerContext(name)).toThrow(`TaskScope.authorizerContext() needs the name of the key that says whose tasks a client sees, not ${JSON.stringify(name)}`);
});
