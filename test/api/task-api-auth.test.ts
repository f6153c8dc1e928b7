import { Stack } from 'aws-cdk-lib';
import * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { JwtTaskApiAuthOptions, TaskReporters } from '../../src';
import { AsyncTaskApi, TaskApiAuth } from '../../src';
import { environmentOf, routesOf, testApp } from '../support/template';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(testApp(), 'Stack');
});

describe('by JWT', () => {
  const scopesWith = (options: Partial<JwtTaskApiAuthOptions>): Record<string, string[] | undefined> => {
    new AsyncTaskApi(stack, 'Tasks', { auth: TaskApiAuth.jwt({ issuer: 'https://issuer', audience: ['me'], ...options }) });
    const scopes = Object.entries(routesOf(stack)).map(([route, { AuthorizationScopes }]) => [route, AuthorizationScopes]);
    return Object.fromEntries(scopes.filter(([, those]) => those !== undefined));
  };

  test('each group of routes has scopes of its own', () => {
    expect(scopesWith({ createScopes: ['create'], readScopes: ['read'], manageScopes: ['manage'], reporterScopes: ['report'] })).toEqual({
      'POST /tasks': ['create'],
      'POST /tasks/batch': ['create'],
      'GET /tasks': ['read'],
      'GET /tasks/{id}': ['read'],
      'POST /tasks/{id}/cancel': ['manage'],
      'POST /tasks/{id}/retry': ['manage'],
      'DELETE /tasks/{id}': ['manage'],
      'PATCH /tasks/{id}': ['report'],
    });
  });

  test('a group for which nothing is said has those of clients; one for which none are said has none', () => {
    expect(scopesWith({ clientScopes: ['tasks'], manageScopes: ['manage'], readScopes: [] })).toEqual({
      'POST /tasks': ['tasks'],
      'POST /tasks/batch': ['tasks'],
      'POST /tasks/{id}/cancel': ['manage'],
      'POST /tasks/{id}/retry': ['manage'],
      'DELETE /tasks/{id}': ['manage'],
    });
  });

  test('without any, every valid token may do what clients do, and none may report', () => {
    expect(scopesWith({})).toEqual({});
    expect(environmentOf(stack).ASYNC_TASKS_ROUTES).not.toContain('PATCH');
  });
});

describe('by an authorizer of one\'s own', () => {
  const WORKERS: TaskReporters = { contextKey: 'role', value: 'worker' };

  const byLambda = (): authorizers.HttpLambdaAuthorizer => new authorizers.HttpLambdaAuthorizer('Mine', new lambda.Function(stack, 'Fn', {
    code: lambda.Code.fromInline('x'), handler: 'x', runtime: lambda.Runtime.NODEJS_24_X,
  }));

  test('there are reports when it is said who makes them', () => {
    new AsyncTaskApi(stack, 'Tasks', { auth: TaskApiAuth.authorizer(byLambda(), { reporters: WORKERS }) });
    const environment = environmentOf(stack, /TasksApiFunction/);
    expect(environment.ASYNC_TASKS_ROUTES).toContain('PATCH /tasks/{id}');
    expect(environment.ASYNC_TASKS_REPORTERS).toBe('{"contextKey":"role","value":"worker"}');
    expect(routesOf(stack)['PATCH /tasks/{id}'].AuthorizationType).toBe('CUSTOM');
  });

  test('there are none otherwise', () => {
    new AsyncTaskApi(stack, 'Tasks', { auth: TaskApiAuth.authorizer(byLambda()) });
    const environment = environmentOf(stack, /TasksApiFunction/);
    expect(environment.ASYNC_TASKS_ROUTES).not.toContain('PATCH');
    expect(environment).not.toHaveProperty('ASYNC_TASKS_REPORTERS');
  });

  test('reporters cannot be told by an authorizer that returns no context', () => {
    const jwt = new authorizers.HttpJwtAuthorizer('Mine', 'https://issuer', { jwtAudience: ['me'] });
    expect(() => new AsyncTaskApi(stack, 'Tasks', { auth: TaskApiAuth.authorizer(jwt, { reporters: WORKERS }) })).toThrow(
      'reporters are told by the context that a Lambda authorizer returns ("role"), but clients of this API send a token; with tokens, use TaskApiAuth.jwt() and its reporterScopes',
    );
  });

  test.each([{ contextKey: '', value: 'worker' }, { contextKey: 'role', value: '' }])('reporters cannot be %j', (reporters) => {
    expect(() => TaskApiAuth.authorizer(byLambda(), { reporters })).toThrow(`reporters need the key and the value by which a context says who may report, not ${JSON.stringify(reporters)}`);
  });
});
