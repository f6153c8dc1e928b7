import { ParameterValidationError, Router } from '@aws-lambda-powertools/event-handler/http';
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
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The JSON document in the body; throws a problem when there is none. */
  body(): unknown;
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
    const { method, path } = splitRoute(route);
    router.route(async ({ event, params }) => {
      const request = event as RoutedRequest;
      const { status, headers, body } = await operation({
        id: params.id ?? '',
        query: request.queryStringParameters ?? {},
        body: () => parseBody(request.requestBody, request.isBase64Encoded),
      });
      if (body !== undefined) request.answerBody = JSON.stringify(body);
      return { statusCode: status, headers };
    }, { method: method as 'GET', path: path.replace(/\{(\w+)\}/g, ':$1') as '/' });
  }
  router.notFound(async (_error, { event }) => toProblemResult(noSuchRoute(operations, event as APIGatewayProxyEventV2)));
  router.errorHandler(Error, async (error) => {
    const problem = error instanceof URIError || error instanceof ParameterValidationError
      ? new Problem(400, 'The path is not that of a task: its id is empty, or not encoded as a URI wants it.')
      : asProblem(error);
    if (problem.status >= 500) logger.error('request failed', error);
    return toProblemResult(problem);
  });

  return async (event, context) => {
    const request = normalize(event);
    // The gateway's catch-all route is there for what no route answers; a route it does not have must not be reached by it.
    if (request.routeKey.startsWith('ANY ')) return toProblemResult(noSuchRoute(operations, request));
    const result = await router.resolve(request, context) as APIGatewayProxyStructuredResultV2;
    return request.answerBody === undefined ? result : { ...result, body: request.answerBody };
  };
}

/**
 * A request on its way through the router. Its body, and that of an answer that went well, go past the router, which
 * would make a web stream of either: that is a tenth of the time that POST takes, and serves nobody.
 */
interface RoutedRequest extends APIGatewayProxyEventV2 {
  readonly requestBody?: string;
  answerBody?: string;
}

/**
 * The request as the routes know it: without what stands before them in the path, and without what cannot stand in a web
 * request (header values beyond Latin-1) or is null where the gateway leaves it out, which the router would take for a
 * fault of its own.
 */
function normalize(event: APIGatewayProxyEventV2): RoutedRequest {
  const { version, routeKey, rawPath, requestContext, queryStringParameters, body, isBase64Encoded } = event;
  return {
    version,
    routeKey,
    rawPath: withoutPrefix(rawPath, routeKey),
    rawQueryString: '',
    headers: {},
    requestContext,
    queryStringParameters: queryStringParameters ?? undefined,
    isBase64Encoded,
    requestBody: body,
  };
}

/** As many segments of the path as its route has: before them stand a stage's name, or a domain's mapping. */
function withoutPrefix(rawPath: string, routeKey: string): string {
  const segments = routeKey.split('/').length - 1;
  return segments === 0 ? rawPath : `/${rawPath.split('/').slice(-segments).join('/')}`;
}

function noSuchRoute(operations: ReadonlyMap<Route, Operation>, event: APIGatewayProxyEventV2): Problem {
  const { method } = event.requestContext.http;
  const allowed = [...operations.keys()].map(splitRoute).filter(({ path }) => matches(path, event.rawPath)).map((route) => route.method);
  if (allowed.length === 0) return new Problem(404, `There is nothing at ${event.rawPath.slice(0, 80)}.`);
  return new Problem(405, `${method} is not something that this resource answers; it answers ${allowed.join(', ')}.`, undefined, { allow: allowed.join(', ') });
}

function matches(path: string, rawPath: string): boolean {
  const segments = rawPath.split('/');
  return path.split('/').every((segment, index) => (segment.startsWith('{') ? segments[index] : segments[index] === segment))
    && segments.length === path.split('/').length;
}

function toProblemResult(problem: Problem): { statusCode: number; headers: Record<string, string>; body: string } {
  return {
    statusCode: problem.status,
    headers: { 'content-type': 'application/problem+json', ...problem.headers },
    body: JSON.stringify(problem),
  };
}
