import { Router } from '@aws-lambda-powertools/event-handler/http';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { parseBody } from './body';
import { asProblem, Problem } from './problem';
import type { Route } from '../../src/contract';
import { splitRoute } from '../../src/contract';

/** What an operation needs of a request. */
export interface HttpRequest {
  /** The task's id in the path; empty where the path has none. */
  readonly id: string;
  /** By names in small letters, as the gateway has them. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /**
   * The JSON document in the body; throws a problem when there is none.
   *
   * @param absent the document of a request that has no body, if it needs none
   */
  body(absent?: unknown): unknown;
}

/** The answer of an operation that went well. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  /** The JSON document in the body. */
  readonly body?: unknown;
}

export type Operation = (request: HttpRequest) => Promise<HttpAnswer>;

export type HttpHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/** Answers HTTP requests: each route by its operation, everything else by problem details. */
export function httpHandler(operations: ReadonlyMap<Route, Operation>, logger: Logger): HttpHandler {
  const router = new Router({ logger });
  for (const [route, operation] of operations) {
    const { method } = splitRoute(route);
    router.route(async ({ event }) => {
      const request = event as RoutedRequest;
      const { status, headers, body } = await operation({
        id: request.pathParameters?.id ?? '',
        headers: request.requestHeaders,
        query: request.queryStringParameters ?? {},
        body: (absent) => (request.requestBody || absent === undefined ? parseBody(request.requestBody, request.isBase64Encoded) : absent),
      });
      if (body !== undefined) request.answerBody = JSON.stringify(body);
      return { statusCode: status, headers };
    }, { method: method as 'GET', path: pathOf(route) });
  }
  router.errorHandler(Error, async (error) => {
    const problem = asProblem(error);
    if (problem.status >= 500) logger.error('request failed', error);
    return toProblemResult(problem);
  });

  return async (event, context) => {
    if (!operations.has(event.routeKey as Route)) return toProblemResult(noSuchRoute(operations, event));
    const request = normalize(event);
    const result = await router.resolve(request, context) as APIGatewayProxyStructuredResultV2;
    return request.answerBody === undefined ? result : { ...result, body: request.answerBody };
  };
}

/**
 * A request on its way through the router. Its headers and body, and the body of an answer that went well, go past the router, which
 * would make a web stream of either: that is a tenth of the time that POST takes, and serves nobody.
 */
interface RoutedRequest extends APIGatewayProxyEventV2 {
  readonly requestBody?: string;
  readonly requestHeaders: HttpRequest['headers'];
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
    requestBody: body,
    requestHeaders: headers ?? {},
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
  return new Problem(405, `${method} is not something that this resource answers; it answers ${allowed.join(', ')}.`, undefined, { allow: allowed.join(', ') });
}

function toProblemResult(problem: Problem): { statusCode: number; headers: Record<string, string>; body: string } {
  return {
    statusCode: problem.status,
    headers: { 'content-type': 'application/problem+json', ...problem.headers },
    body: JSON.stringify(problem),
  };
}
