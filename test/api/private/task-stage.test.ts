import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { AsyncTaskApiProps } from '../../../src';
import { AsyncTaskApi } from '../../../src';
import { testApp } from '../../support/template';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(testApp(), 'Stack');
});

const create = (props?: AsyncTaskApiProps): AsyncTaskApi => new AsyncTaskApi(stack, 'Tasks', props);
const template = (): Template => Template.fromStack(stack);
const stage = (): Record<string, any> => Object.values(template().findResources('AWS::ApiGatewayV2::Stage'))[0].Properties;

describe('throttling', () => {
  test('is the account\'s, unless it is said otherwise', () => {
    create();
    expect(stage()).not.toHaveProperty('DefaultRouteSettings');
    expect(stage()).not.toHaveProperty('RouteSettings');
  });

  test('is for every route', () => {
    create({ throttle: { rateLimit: 0.5, burstLimit: 10 } });
    expect(stage().DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 0.5, ThrottlingBurstLimit: 10 });
  });

  test('is for single routes, which the stage comes after', () => {
    create({ routeThrottles: { 'POST /tasks': { rateLimit: 5, burstLimit: 10 }, 'GET /tasks/{id}': { rateLimit: 50, burstLimit: 100 } } });
    expect(stage()).not.toHaveProperty('DefaultRouteSettings');
    expect(stage().RouteSettings).toEqual({
      'POST /tasks': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 },
      'GET /tasks/{id}': { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });
    template().hasResource('AWS::ApiGatewayV2::Stage', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('TasksCreateRoute'), Match.stringLikeRegexp('TasksReadRoute')]) });
  });

  test('can be told at deployment', () => {
    const limit = new CfnParameter(stack, 'Limit', { type: 'Number' }).valueAsNumber;
    create({ throttle: { rateLimit: limit, burstLimit: limit } });
    expect(stage().DefaultRouteSettings).toEqual({ ThrottlingRateLimit: { Ref: 'Limit' }, ThrottlingBurstLimit: { Ref: 'Limit' } });
  });

  test.each<[AsyncTaskApiProps, string]>([
    [{ throttle: { rateLimit: 0, burstLimit: 10 } }, 'throttle has the rateLimit 0, with which no request would pass; it must be above 0'],
    [{ throttle: { rateLimit: NaN, burstLimit: 10 } }, 'throttle has the rateLimit NaN'],
    [{ throttle: { rateLimit: 1, burstLimit: 0 } }, 'throttle has the burstLimit 0; it must be a whole number of at least 1'],
    [{ throttle: { rateLimit: 1, burstLimit: 1.5 } }, 'throttle has the burstLimit 1.5'],
    [{ routeThrottles: { 'POST /tasks': { rateLimit: -1, burstLimit: 1 } } }, 'routeThrottles of POST /tasks has the rateLimit -1'],
    [{ routeThrottles: { 'POST /task': { rateLimit: 1, burstLimit: 1 } } }, 'routeThrottles names "POST /task", which this API does not answer; it answers POST /tasks, POST /tasks/batch, GET /tasks, GET /tasks/{id}'],
    [{ routeThrottles: { 'GET /tasks': { rateLimit: 1, burstLimit: 1 } }, listTasks: false }, 'routeThrottles names "GET /tasks", which this API does not answer'],
  ])('cannot be %j', (props, message) => {
    expect(() => create(props)).toThrow(message);
  });
});

describe('access logs', () => {
  test('are kept for a month, in a group of the API\'s own that needs no room in the account\'s policy', () => {
    const api = create();
    expect(stage().AccessLogSettings.DestinationArn).toEqual(stack.resolve(api.accessLogGroup!.logGroupArn));
    template().hasResource('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: { 'Fn::Join': ['', ['/aws/vendedlogs/async-tasks/', { Ref: Match.stringLikeRegexp('TasksHttpApi') }]] }, RetentionInDays: 30 },
      DeletionPolicy: 'Delete',
    });
  });

  test('have nothing that a client chose: no path, query, header or body, and no token', () => {
    create();
    const entry = JSON.parse(stage().AccessLogSettings.Format);
    expect(Object.values(entry)).toEqual(expect.arrayContaining(['$context.requestId', '$context.routeKey', '$context.status', '$context.integration.requestId']));
    expect(Object.values(entry).filter((value) => /path|query|header|body|userAgent|claims|authorizer|messageString|domain/i.test(String(value)))).toEqual([]);
  });

  test('can go elsewhere', () => {
    const accessLogGroup = new logs.LogGroup(stack, 'Mine');
    expect(create({ accessLogGroup }).accessLogGroup).toBe(accessLogGroup);
    expect(stage().AccessLogSettings.DestinationArn).toEqual(stack.resolve(accessLogGroup.logGroupArn));
    template().resourceCountIs('AWS::Logs::LogGroup', 4);
  });

  test('need not be', () => {
    expect(create({ accessLogs: false }).accessLogGroup).toBeUndefined();
    expect(stage()).not.toHaveProperty('AccessLogSettings');
    template().resourceCountIs('AWS::Logs::LogGroup', 3);
  });

  test('cannot both be and not be', () => {
    expect(() => create({ accessLogs: false, accessLogGroup: new logs.LogGroup(stack, 'Mine') })).toThrow('accessLogs is false, but there is the accessLogGroup Stack/Mine: leave one of them out');
  });
});

test.each<AsyncTaskApiProps>([
  { throttle: { rateLimit: 1, burstLimit: 1 } },
  { routeThrottles: {} },
  { accessLogs: true },
  { accessLogs: false },
])('%j is not for an HTTP API that was passed in', (props) => {
  const httpApi = new apigatewayv2.HttpApi(stack, 'Mine');
  expect(() => create({ httpApi, ...props })).toThrow(`${Object.keys(props)[0]} is for the HTTP API and the stage that the API makes; set it on the HTTP API Stack/Mine that you pass in, or on its stages`);
});

test('an HTTP API that was passed in gets no access logs', () => {
  expect(create({ httpApi: new apigatewayv2.HttpApi(stack, 'Mine') }).accessLogGroup).toBeUndefined();
  template().resourceCountIs('AWS::Logs::LogGroup', 3);
});
