import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Route } from '../../contract';
import { ROUTE, splitRoute } from '../../contract';
import { TaskApiAuthConfig } from '../task-api-auth';

/** The ids of the routes' constructs: part of their logical ids. */
const ROUTE_ID: Record<Route, string> = {
  [ROUTE.create]: 'CreateRoute',
  [ROUTE.list]: 'ListRoute',
  [ROUTE.read]: 'ReadRoute',
  [ROUTE.report]: 'ReportRoute',
};

/** The routes that an API has. */
export function routesOf(auth: TaskApiAuthConfig, listed: boolean): Route[] {
  return Object.values(ROUTE).filter((route) => (route !== ROUTE.list || listed) && (route !== ROUTE.report || auth.reports));
}

export interface TaskRoutesProps {
  readonly httpApi: apigatewayv2.IHttpApi;
  readonly apiFunction: lambda.IFunction;
  readonly auth: TaskApiAuthConfig;
  readonly routes: Route[];
}

/**
 * Adds the routes to the HTTP API. Each path has a catch-all route as well: without it, the gateway answers a wrong
 * method with a 404 that says nothing.
 */
export function addRoutes(scope: Construct, { httpApi, apiFunction, auth, routes }: TaskRoutesProps): apigatewayv2.HttpRoute[] {
  const integration = new HttpLambdaIntegration('Integration', apiFunction);
  const add = (id: string, method: string, path: string, scopes?: string[]) => new apigatewayv2.HttpRoute(scope, id, {
    httpApi,
    integration,
    routeKey: apigatewayv2.HttpRouteKey.with(path, method as apigatewayv2.HttpMethod),
    authorizer: auth.authorizer,
    authorizationScopes: scopes,
  });
  const scopesOf = (route: Route) => (route === ROUTE.report ? auth.reporterScopes : auth.clientScopes);

  return [
    ...routes.map((route) => {
      const { method, path } = splitRoute(route);
      return add(ROUTE_ID[route], method, path, scopesOf(route));
    }),
    add('OtherTasksRoute', 'ANY', splitRoute(ROUTE.create).path),
    add('OtherTaskRoute', 'ANY', splitRoute(ROUTE.read).path),
  ];
}
