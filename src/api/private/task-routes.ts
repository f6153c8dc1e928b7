import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Route } from '../../contract';
import { ROUTE, splitRoute } from '../../contract';
import { TaskApiAuthConfig } from '../task-api-auth';

/**
 * The ids of the routes' constructs: part of their logical ids. A route keeps its id whether or not the API answers it,
 * since CloudFormation cannot make a second route of the same key before it removes the first.
 */
const ROUTE_IDS: Record<string, string> = {
  [ROUTE.create]: 'CreateRoute',
  [ROUTE.list]: 'ListRoute',
  'HEAD /tasks': 'HeadTasksRoute',
  'PUT /tasks': 'PutTasksRoute',
  'PATCH /tasks': 'PatchTasksRoute',
  'DELETE /tasks': 'DeleteTasksRoute',
  [ROUTE.read]: 'ReadRoute',
  [ROUTE.report]: 'ReportRoute',
  'HEAD /tasks/{id}': 'HeadTaskRoute',
  'POST /tasks/{id}': 'PostTaskRoute',
  'PUT /tasks/{id}': 'PutTaskRoute',
  'DELETE /tasks/{id}': 'DeleteTaskRoute',
};

/** The routes that an API answers. */
export function routesOf(auth: TaskApiAuthConfig, listed: boolean): Route[] {
  return Object.values(ROUTE).filter((route) => (route !== ROUTE.list || listed) && (route !== ROUTE.report || auth.reports));
}

export interface TaskRoutesProps {
  readonly httpApi: apigatewayv2.IHttpApi;
  readonly apiFunction: lambda.IFunction;
  readonly auth: TaskApiAuthConfig;
  /** The routes that the API answers. */
  readonly routes: Route[];
}

/**
 * Adds the routes to the HTTP API, and those of every other method of their paths as well: without them, the gateway
 * answers a wrong method with a 404 that says nothing. (A catch-all route would take OPTIONS, too, and with it the
 * gateway's own answers to the preflight requests of browsers.)
 */
export function addRoutes(scope: Construct, { httpApi, apiFunction, auth, routes }: TaskRoutesProps): apigatewayv2.HttpRoute[] {
  const integration = new HttpLambdaIntegration('Integration', apiFunction);
  return Object.entries(ROUTE_IDS).map(([route, id]) => {
    const { method, path } = splitRoute(route as Route);
    return new apigatewayv2.HttpRoute(scope, id, {
      httpApi,
      integration,
      routeKey: apigatewayv2.HttpRouteKey.with(path, method as apigatewayv2.HttpMethod),
      authorizer: auth.authorizer,
      authorizationScopes: routes.includes(route as Route) ? scopesOf(auth, route as Route) : undefined,
    });
  });
}

function scopesOf(auth: TaskApiAuthConfig, route: Route): string[] | undefined {
  return route === ROUTE.report ? auth.reporterScopes : auth.clientScopes;
}
