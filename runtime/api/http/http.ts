import { Router } from '@aws-lambda-powertools/event-handler/http';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { parseBody } from './body';
import type { Caller } from './caller';
import type { Query, Texts } from './validation';
import { readQuery, validateHeaders } from './validation';
import type { Route } from '../../../src/contract';
import { splitRoute } from '../../../src/contract';
import { asProblem, Problem, problemResult } from '../../http/problem';

/** What an operation needs of a request. */
export interface HttpRequest {
  /** The task's id in the path; empty where the path has none. */
  readonly id: string;
  /** The query parameters, as their route declares them. */
  readonly query: Query;
  /** All headers, their names in lower case; those that the route declares are as it declares them. */
  readonly headers: Texts;
  /** Who asks, as the gateway has it; nothing when it asks nobody. */
  readonly caller?: Caller;
  /**
   * The JSON document in the body; throws a problem when there is none.
   *
   * @param absent   the document of a request that has no body, if it needs none
   * @param maxBytes how large the body may be
   */
  body(absent?: unknown, maxBytes?: number): unknown;
}

/** The answer of an operation that went well. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  /** The JSON document in the body. */
  readonly body?: unknown;
  /** The same, where it is JSON text already. */
  readonly text?: string;
}

export type Operation = (request: HttpRequest) => Promise<HttpAnswer>;

export type HttpHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

export interface HttpOptions {
  /** Whether requests may have query parameters that their route does not declare: the authorizer may read some of its own. */
  readonly allowUndeclaredQuery?: boolean;
}

/** Answers HTTP requests: each route by its operation, everything else by problem details. */
export function httpHandler(operations: ReadonlyMap<Route, Operation>, logger: Logger, { allowUndeclaredQuery }: HttpOptions = {}): HttpHandler {
  const router = new Router({ logger });
  for (const [route, operation] of operations) {
    const { method } = splitRoute(route);
    router.route(async ({ event }) => {
      const request = event as RoutedRequest;
      const query = readQuery(route, request.queryStringParameters ?? {}, allowUndeclaredQuery);
      validateHeaders(route, request.requestHeaders);
      const { status, headers, body, text } = await operation({
        id: request.pathParameters?.id ?? '',
        query,
        headers: request.requestHeaders,
        caller: (request.requestContext as { authorizer?: Caller }).authorizer,
        body: (absent, maxBytes) => (
          request.requestBody || absent === undefined ? parseBody(request.requestBody, request.isBase64Encoded, maxBytes) : absent
        ),
      });
      request.answerBody = text ?? (body === undefined ? undefined : JSON.stringify(body));
      return { statusCode: status, headers };
    }, { method: method as 'GET', path: pathOf(route) });
  }
  router.errorHandler(Error, async (error) => {
    const problem = asProblem(error);
    if (problem.status >= 500) logger.error('request failed', error);
    return problemResult(problem);
  });

  return async (event, context) => {
    if (!operations.has(event.routeKey as Route)) return problemResult(noSuchRoute(operations, event));
    const request = normalize(event);
    const result = await router.resolve(request, context) as APIGatewayProxyStructuredResultV2;
    return request.answerBody === undefined ? result : { ...result, body: request.answerBody };
  };
}

/**
 * A request on its way through the router. Its headers go past the router; so do its body and that of an answer that went
 * well, since the router would make a web stream of either: that is a tenth of the time that POST takes, and serves nobody.
 */
interface RoutedRequest extends APIGatewayProxyEventV2 {
  readonly requestHeaders: Texts;
  readonly requestBody?: string;
  answerBody?: string;
}

/**
 * The request as the gateway has routed it: the path as it was sent may begin with a stage's name or a domain's mapping,
 * and comes decoded, so that it could be taken for another route's. What cannot stand in a web request (header values
 * beyond Latin-1), or is null where the gateway leaves it out, the router would take for a fault of its own.
 */
function normalize(event: APIGatewayProxyEventV2): RoutedRequest {
  const { version, routeKey, headers, requestContext, pathParameters, queryStringParameters, body, isBase64Encoded } = event;
  return {
    version,
    routeKey,
    rawPath: pathOf(routeKey as Route),
    rawQueryString: '',
    headers: {},
    requestContext,
    pathParameters: pathParameters ?? undefined,
    queryStringParameters: queryStringParameters ?? undefined,
    isBase64Encoded,
    requestHeaders: headers ?? {},
    requestBody: body,
  };
}

/** A route's path with nothing left open, by which the router finds it. */
function pathOf(route: Route): `/${string}` {
  return splitRoute(route).path.replace(/[{}]/g, '') as `/${string}`;
}

function noSuchRoute(operations: ReadonlyMap<Route, Operation>, { routeKey }: APIGatewayProxyEventV2): Problem {
  const { method, path } = splitRoute(routeKey as Route);
  const allowed = [...operations.keys()].map(splitRoute).filter((route) => route.path === path).map((route) => route.method);
  if (allowed.length === 0) return new Problem(404, 'There is nothing here; the tasks are at /tasks.');
  return Problem.wrongMethod(method, allowed);
}
