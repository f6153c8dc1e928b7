import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Route } from '../../contract';
import { DOCS_ROUTE, groupOf, ROUTE, splitRoute } from '../../contract';
import { TaskApiAuthConfig } from '../task-api-auth';

/**
 * The ids of the routes' constructs: part of their logical ids. A route keeps its id whether or not the API answers it,
 * since CloudFormation cannot make a second route of the same key before it removes the first.
 */
const ROUTE_IDS: Record<string, string> = {
  [ROUTE.create]: 'CreateRoute',
  [ROUTE.createAll]: 'CreateAllRoute',
  [ROUTE.list]: 'ListRoute',
  'HEAD /tasks': 'HeadTasksRoute',
  'PUT /tasks': 'PutTasksRoute',
  'PATCH /tasks': 'PatchTasksRoute',
  'DELETE /tasks': 'DeleteTasksRoute',
  'GET /tasks/batch': 'GetBatchRoute',
  'HEAD /tasks/batch': 'HeadBatchRoute',
  'PUT /tasks/batch': 'PutBatchRoute',
  'PATCH /tasks/batch': 'PatchBatchRoute',
  'DELETE /tasks/batch': 'DeleteBatchRoute',
  [ROUTE.read]: 'ReadRoute',
  [ROUTE.report]: 'ReportRoute',
  'HEAD /tasks/{id}': 'HeadTaskRoute',
  'POST /tasks/{id}': 'PostTaskRoute',
  'PUT /tasks/{id}': 'PutTaskRoute',
  [ROUTE.remove]: 'DeleteTaskRoute',
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

/** Those of the API's description, which are there only when it answers with one: the HTTP API may have one of its own. */
const DESCRIPTION_ROUTE_IDS: Record<string, string> = {
  [ROUTE.openApi]: 'OpenApiRoute',
  'HEAD /openapi.json': 'HeadOpenApiRoute',
  'POST /openapi.json': 'PostOpenApiRoute',
  'PUT /openapi.json': 'PutOpenApiRoute',
  'PATCH /openapi.json': 'PatchOpenApiRoute',
  'DELETE /openapi.json': 'DeleteOpenApiRoute',
};

/** Those of the page, which are there only when there is one, for the same reason. */
const DOCS_ROUTE_IDS: Record<string, string> = {
  [DOCS_ROUTE]: 'DocsRoute',
  'HEAD /docs': 'HeadDocsRoute',
  'POST /docs': 'PostDocsRoute',
  'PUT /docs': 'PutDocsRoute',
  'PATCH /docs': 'PatchDocsRoute',
  'DELETE /docs': 'DeleteDocsRoute',
};

/** What decides which routes an API answers. */
export interface RouteChoices {
  readonly listTasks: boolean;
  readonly reports: boolean;
  readonly openApi: boolean;
}

/** The routes that an API answers. */
export function routesOf({ listTasks, reports, openApi }: RouteChoices): Route[] {
  const unanswered: Route[] = [...(listTasks ? [] : [ROUTE.list]), ...(reports ? [] : [ROUTE.report]), ...(openApi ? [] : [ROUTE.openApi])];
  return Object.values(ROUTE).filter((route) => !unanswered.includes(route));
}

export interface TaskRoutesProps {
  readonly httpApi: apigatewayv2.IHttpApi;
  readonly apiFunction: lambda.IFunction;
  /** What answers with the page; there is none when it is left out. */
  readonly docsFunction?: lambda.IFunction;
  readonly auth: TaskApiAuthConfig;
  /** The routes that the API answers. */
  readonly routes: Route[];
}

/**
 * Adds the routes to the HTTP API, and those of every other method of their paths as well: without them, the gateway
 * answers a wrong method with a 404 that says nothing. (A catch-all route would take OPTIONS, too, and with it the
 * gateway's own answers to the preflight requests of browsers.)
 */
export function addRoutes(scope: Construct, props: TaskRoutesProps): apigatewayv2.HttpRoute[] {
  const { httpApi, apiFunction, docsFunction, auth, routes } = props;
  const descriptionAuthorizer = isPublic(auth, ROUTE.openApi) ? new apigatewayv2.HttpNoneAuthorizer() : auth.authorizer;
  const add = (integration: TasksIntegration, authorizer: apigatewayv2.IHttpRouteAuthorizer, ids: Record<string, string>) => (
    Object.entries(ids).map(([route, id]) => {
      const { method, path } = splitRoute(route);
      return new apigatewayv2.HttpRoute(scope, id, {
        httpApi,
        integration,
        routeKey: apigatewayv2.HttpRouteKey.with(path, method as apigatewayv2.HttpMethod),
        authorizer,
        authorizationScopes: routes.includes(route as Route) ? scopesOf(auth, route as Route) : undefined,
      });
    })
  );
  const apiIntegration = new TasksIntegration('Integration', apiFunction);
  return [
    ...add(apiIntegration, auth.authorizer, ROUTE_IDS),
    ...(routes.includes(ROUTE.openApi) ? add(apiIntegration, descriptionAuthorizer, DESCRIPTION_ROUTE_IDS) : []),
    ...(docsFunction ? add(new TasksIntegration('DocsIntegration', docsFunction), descriptionAuthorizer, DOCS_ROUTE_IDS) : []),
  ];
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

/** Whether a caller needs no authentication for a route. */
export function isPublic({ openApi = false }: TaskApiAuthConfig, route: Route): boolean {
  return openApi && groupOf(route) === 'describe';
}

/** The OAuth scopes of which a caller's token must have one. */
export function scopesOf(auth: TaskApiAuthConfig, route: Route): string[] | undefined {
  switch (groupOf(route)) {
    case 'create': return auth.createScopes ?? auth.clientScopes;
    case 'read': return auth.readScopes ?? auth.clientScopes;
    case 'manage': return auth.manageScopes ?? auth.clientScopes;
    case 'report': return auth.reporterScopes;
    case 'describe': return undefined;
  }
}
