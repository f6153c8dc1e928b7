import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Caller } from '../../runtime/api/http/caller';

/** What a test says of a request; the rest is as the gateway sends it. */
export interface TestRequest {
  readonly method?: string;
  readonly path?: string;
  /** The gateway's route; made from method and path where a test does not say it. */
  readonly routeKey?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** A document, or the text as it is. */
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
  /** Whom the gateway has let through, as its authorizer says it. */
  readonly caller?: Caller;
  /** What stands before the route in the path: a stage's name, or a domain's mapping. */
  readonly prefix?: string;
}

/** An answer of the API, its body parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: any;
}

/** An event of an HTTP API, payload format 2.0. */
export function httpEvent(request: TestRequest): APIGatewayProxyEventV2 {
  const { method = 'GET', path = '/tasks', query, body, prefix = '' } = request;
  const routeKey = request.routeKey ?? `${method} ${path.replace(/^\/tasks\/(?!batch$)[^/]+/, '/tasks/{id}')}`;
  return {
    version: '2.0',
    routeKey,
    rawPath: prefix + path,
    rawQueryString: new URLSearchParams(query ?? {}).toString(),
    headers: { 'host': 'abc.execute-api.eu-west-1.amazonaws.com', 'content-type': 'application/json', ...request.headers },
    pathParameters: path.startsWith('/tasks/') && path !== '/tasks/batch' ? { id: decodeURIComponent(path.split('/')[2]) } : undefined,
    queryStringParameters: query,
    requestContext: {
      accountId: '123456789012',
      apiId: 'abc',
      domainName: 'abc.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: 'abc',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request',
      routeKey,
      stage: '$default',
      time: '15/Jan/2026:12:00:00 +0000',
      timeEpoch: 1768478400000,
      ...(request.caller && { authorizer: request.caller }),
    },
    body: body == null || typeof body === 'string' ? body as string | undefined : JSON.stringify(body),
    isBase64Encoded: request.isBase64Encoded ?? false,
  };
}

export const CONTEXT = { functionName: 'test', awsRequestId: 'request', getRemainingTimeInMillis: () => 30_000 } as Context;
