import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type { AsyncTaskApiProps } from '../../../src';
import { AsyncTaskApi, TaskApiAuth } from '../../../src';
import { permissionsOf, routesOf, testApp } from '../../support/template';

const JWT = TaskApiAuth.jwt({ issuer: 'https://issuer.example.com', audience: ['me'] });
const AUTHORIZER = TaskApiAuth.authorizer(new apigatewayv2.HttpNoneAuthorizer());
const PAGE = { Description: 'Answers with the page of the task API' };

let app: App;
let stack: Stack;
beforeEach(() => {
  app = testApp();
  stack = new Stack(app, 'Stack');
});

const create = (props?: AsyncTaskApiProps): AsyncTaskApi => new AsyncTaskApi(stack, 'Tasks', props);
const template = (): Template => Template.fromStack(stack);
const docsRoutes = (): string[] => Object.keys(routesOf(stack)).filter((route) => route.endsWith('/docs'));

describe('GET /docs', () => {
  test.each<[string, AsyncTaskApiProps, boolean]>([
    ['everybody', { auth: TaskApiAuth.none() }, true],
    ['tokens', { auth: JWT }, true],
    ['signatures', {}, false],
    ['signatures, described', { openApi: true }, false],
    ['an authorizer', { auth: AUTHORIZER, openApi: true }, false],
    ['an authorizer that takes browsers', { auth: AUTHORIZER, openApi: true, docs: true }, true],
    ['tokens, undescribed', { auth: JWT, openApi: false }, false],
    ['tokens, without it', { auth: JWT, docs: false }, false],
  ])('for %s (%j) is there: %s', (_who, props, expected) => {
    const api = create(props);
    expect(docsRoutes()).toEqual(expected ? ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} /docs`) : []);
    template().resourcePropertiesCountIs('AWS::Lambda::Function', PAGE, expected ? 1 : 0);
    expect(api.docsFunction !== undefined).toBe(expected);
  });

  test.each<[AsyncTaskApiProps, string]>([
    [{ docs: true }, 'docs is true, but clients of this API sign their requests with AWS credentials, which a browser that goes to /docs cannot; leave docs out, and show the file that openApiFile writes'],
    [{ docs: true, openApi: true }, 'docs is true, but clients of this API sign their requests'],
    [{ auth: JWT, openApi: false, docs: true }, 'docs is true, but the page shows what GET /openapi.json answers, and openApi is not true: set it, or leave docs out'],
    [{ auth: AUTHORIZER, docs: true }, 'openApi is not true'],
    [{ docsFunctionOptions: { memorySize: 256 } }, 'docsFunctionOptions is for the function of the page GET /docs, which this API does not have'],
  ])('refuses %j', (props, message) => {
    expect(() => create(props)).toThrow(message);
  });

  test('is for everybody where tokens are sent, and behind an authorizer of one\'s own', () => {
    create({ auth: JWT });
    expect(routesOf(stack)['GET /docs'].AuthorizationType).toBe('NONE');
    expect(routesOf(stack)['POST /tasks'].AuthorizationType).toBe('JWT');
  });

  test('can be throttled on its own, where it is there', () => {
    const routeThrottles = { 'GET /docs': { rateLimit: 1, burstLimit: 5 } };
    create({ auth: JWT, routeThrottles });
    template().hasResourceProperties('AWS::ApiGatewayV2::Stage', { RouteSettings: { 'GET /docs': { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 5 } } });
    expect(() => new AsyncTaskApi(stack, 'Signed', { routeThrottles })).toThrow('routeThrottles names "GET /docs", which this API does not answer');
  });

  test('has logical ids that stay what they are', () => {
    create({ auth: JWT });
    const ids = Object.keys(template().toJSON().Resources).filter((id) => /Docs/.test(id) && !/Permission|Policy|Integration/.test(id));
    expect(ids).toEqual([
      'TasksDocsFunctionLogs5C535CF1',
      'TasksDocsFunctionRole240EF00C',
      'TasksDocsFunction0A2A05F1',
      'TasksDocsRoute63832348',
      'TasksHeadDocsRoute19AF09B6',
      'TasksPostDocsRouteE1384237',
      'TasksPutDocsRouteBFBDC7A1',
      'TasksPatchDocsRoute02F3E5B3',
      'TasksDeleteDocsRoute570CBC9B',
    ]);
  });
});

describe('its function', () => {
  test('may write its own logs, and nothing else', () => {
    create({ auth: TaskApiAuth.none() });
    expect(permissionsOf(stack, /DocsFunctionRole/)).toEqual({ 'TasksDocsFunctionLogs.Arn': ['logs:CreateLogStream', 'logs:PutLogEvents'] });
    template().hasResourceProperties('AWS::Lambda::Function', { ...PAGE, Environment: Match.absent() });
  });

  test('is small: its code weighs less than 100 KB', () => {
    create({ auth: TaskApiAuth.none() });
    const { directory } = app.synth();
    const asset = readdirSync(directory).map((name) => join(directory, name)).find((folder) => existsSync(join(folder, 'page.html')))!;
    expect(readdirSync(asset)).toEqual(['index.js', 'page.html']);
    expect(readdirSync(asset).reduce((sum, file) => sum + statSync(join(asset, file)).size, 0)).toBeLessThan(100_000);
  });

  test('takes options, for all and for one', () => {
    create({ auth: TaskApiAuth.none(), functionOptions: { timeout: Duration.seconds(9) }, docsFunctionOptions: { functionName: 'the-page' } });
    template().hasResourceProperties('AWS::Lambda::Function', { ...PAGE, FunctionName: 'the-page', Timeout: 9, MemorySize: 128 });
  });

  test('is invoked by the gateway for its page only', () => {
    create({ auth: TaskApiAuth.none() });
    const permissions = Object.values(template().findResources('AWS::Lambda::Permission', { Properties: { FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('DocsFunction'), 'Arn'] } } }));
    expect(permissions.map(({ Properties }) => JSON.stringify(Properties.SourceArn))).toEqual([expect.stringMatching(/\/\*\/\*\/docs"/)]);
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });
});
