import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type { AsyncTaskApiProps, TaskApiCors } from '../../src';
import { AsyncTaskApi, TaskApiAuth } from '../../src';
import { routesOf, testApp } from '../support/template';

const ORIGIN = 'https://app.example.com';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(testApp(), 'Stack');
});

const corsOf = (props: AsyncTaskApiProps): unknown => {
  new AsyncTaskApi(stack, 'Tasks', props);
  const [api] = Object.values(Template.fromStack(stack).findResources('AWS::ApiGatewayV2::Api'));
  return api.Properties.CorsConfiguration;
};

test('no page may call the API unless it is asked for', () => {
  expect(corsOf({})).toBeUndefined();
});

test('pages may send what clients send, and read what answers say', () => {
  expect(corsOf({ auth: TaskApiAuth.none(), cors: { allowOrigins: [ORIGIN] } })).toEqual({
    AllowOrigins: [ORIGIN],
    AllowMethods: ['POST', 'GET', 'DELETE'],
    AllowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match', 'prefer'],
    ExposeHeaders: ['etag', 'location', 'preference-applied', 'retry-after'],
    MaxAge: 3600,
  });
});

test('pages may sign what they send', () => {
  expect(corsOf({ cors: { allowOrigins: [ORIGIN], allowHeaders: ['x-tenant', 'prefer'] } })).toMatchObject({
    AllowHeaders: [
      'authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match', 'prefer',
      'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token', 'x-tenant',
    ],
  });
});

test('pages may send cookies, where that is said', () => {
  const cors = { allowOrigins: [ORIGIN], allowCredentials: true, maxAge: Duration.days(1) };
  expect(corsOf({ cors })).toMatchObject({ AllowCredentials: true, MaxAge: 86400 });
});

test('the gateway answers preflight requests: no route takes them', () => {
  corsOf({ cors: { allowOrigins: [ORIGIN] } });
  expect(Object.keys(routesOf(stack)).filter((key) => /^(ANY|OPTIONS|\$default)/.test(key))).toEqual([]);
});

test.each([
  '*', 'https://*', 'http://localhost:3000', 'https://app.example.com:8443', 'capacitor://localhost', 'http://[::1]:3000',
])('%s is an origin', (origin) => {
  expect(corsOf({ cors: { allowOrigins: [origin] } })).toMatchObject({ AllowOrigins: [origin] });
});

test('an origin can be told at deployment', () => {
  const origin = new CfnParameter(stack, 'Origin').valueAsString;
  expect(corsOf({ cors: { allowOrigins: [origin], allowCredentials: true } })).toMatchObject({ AllowOrigins: [{ Ref: 'Origin' }] });
});

test.each<[TaskApiCors, string]>([
  [{ allowOrigins: [] }, 'cors.allowOrigins is empty, so that no page could call the API'],
  [{ allowOrigins: [ORIGIN, `${ORIGIN}/`] }, `cors.allowOrigins has "${ORIGIN}/", which no browser sends as an origin: it is a scheme and a host, without a path or a slash at the end`],
  [{ allowOrigins: [`${ORIGIN}/tasks`] }, `cors.allowOrigins has "${ORIGIN}/tasks"`],
  [{ allowOrigins: ['app.example.com'] }, 'cors.allowOrigins has "app.example.com"'],
  [{ allowOrigins: ['https://*.example.com'] }, 'cors.allowOrigins has "https://*.example.com"'],
  [{ allowOrigins: ['*'], allowCredentials: true }, 'cors.allowCredentials does not go with the origin "*": any page could act for whoever looks at it'],
  [{ allowOrigins: [ORIGIN, 'https://*'], allowCredentials: true }, 'cors.allowCredentials does not go with the origin "https://*"'],
  [{ allowOrigins: [ORIGIN], maxAge: Duration.days(2) }, 'cors.maxAge must be at most 1 day, not 2 days'],
  [{ allowOrigins: [ORIGIN], maxAge: Duration.millis(1500) }, 'cors.maxAge must be a whole number of seconds'],
])('refuses %j', (cors, message) => {
  expect(() => corsOf({ cors })).toThrow(message);
});

test('an HTTP API that was passed in has its own', () => {
  const httpApi = new apigatewayv2.HttpApi(stack, 'Mine');
  expect(() => corsOf({ httpApi, cors: { allowOrigins: [ORIGIN] } }))
    .toThrow('cors is for the HTTP API and the stage that the API makes; set it on the HTTP API Stack/Mine that you pass in, or on its stages');
});
