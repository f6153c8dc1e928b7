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
  [ROUTE.cancel]: 'CancelRoute',
  'GET /tasks/{id}/cancel': 'GetCancelRoute',
  'HEAD /tasks/{id}/cancel': 'HeadCancelRoute',
  'PUT /tasks/{id}/cancel': 'PutCancelRoute',
  'PATCH /tasks/{id}/cancel': 'PatchCancelRoute',
  'DELETE /tasks/{id}/cancel': 'DeleteCancelRoute',
  [ROUTE.retry]: 'RetryRoute',
  'GET /tasks/{id}/retry': 'GetRetryRoute',
  'HEAD /tasks/{id}/retry': 'HeadRetryRoute',
  'PUT /tasks/{id}/retry': 'PutRetryRoute',
  'PATCH /tasks/{id}/retry': 'PatchRetryRoute',
  'DELETE /tasks/{id}/retry': 'DeleteRetryRoute',
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
  const integration = new TasksIntegration('Integration', apiFunction);
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

/**
 * The CDK's integration gives each route a permission of its own to invoke the function, although it says only the
 * path, not the method; and all of them have to fit into the 20 KB of a function's policy. One for each path will do.
 */
class TasksIntegration extends HttpLambdaIntegration {
  private readonly permittedPaths = new Set<string>();

  protected completeBind(options: apigatewayv2.HttpRouteIntegrationBindOptions): void {
    const path = options.route.path ?? '';
    if (this.permittedPaths.has(path)) return;
    this.permittedPaths.add(path);
    super.completeBind(options);
  }
}

function scopesOf(auth: TaskApiAuthConfig, route: Route): string[] | undefined {
  return route === ROUTE.report ? auth.reporterScopes : auth.clientScopes;
}
