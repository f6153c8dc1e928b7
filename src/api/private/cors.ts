import { Duration, Token } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type { Route } from '../../contract';
import { groupOf, ROUTE, splitRoute } from '../../contract';
import { OPERATIONS } from '../../contract/http';
import { checkDuration, isLonger } from '../../private/durations';
import { TaskApiCors } from '../task-api-cors';

/** What pages may ask for: workers report from elsewhere, and a description is read without any header. */
const BROWSER_OPERATIONS = Object.values(ROUTE).filter((route) => !['describe', 'report'].includes(groupOf(route))).map((route) => OPERATIONS[route]);

/** The headers of requests that the API, its gateway or its authorizer reads. */
const REQUEST_HEADERS = ['authorization', 'content-type', ...headerNames(BROWSER_OPERATIONS)];

/** Those of a signature (SigV4), beside `Authorization`. */
const SIGNATURE_HEADERS = ['x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'];

/** The headers of answers that a page's script could not read otherwise. */
const EXPOSED_HEADERS = headerNames(BROWSER_OPERATIONS.flatMap(({ answers }) => Object.values(answers)));

const MAX_AGE = Duration.days(1);

/** A scheme, a host or a wildcard, and perhaps a port: what browsers send as `Origin`. */
const ORIGIN = /^(\*|[a-z][a-z0-9+.-]*:\/\/(\*|[^/*?#@\s]+))$/i;

/**
 * How the HTTP API answers browsers.
 *
 * @param routes that the API answers
 * @param iam whether clients sign their requests
 */
export function corsPreflight(cors: TaskApiCors, routes: Route[], iam: boolean): apigatewayv2.CorsPreflightOptions {
  checkCors(cors);
  const methods = routes.filter((route) => groupOf(route) !== 'report').map((route) => splitRoute(route).method);
  return {
    allowOrigins: cors.allowOrigins,
    allowMethods: [...new Set(methods)] as apigatewayv2.CorsHttpMethod[],
    allowHeaders: [...new Set([...REQUEST_HEADERS, ...(iam ? SIGNATURE_HEADERS : []), ...cors.allowHeaders ?? []])],
    exposeHeaders: EXPOSED_HEADERS,
    allowCredentials: cors.allowCredentials,
    maxAge: cors.maxAge ?? Duration.hours(1),
  };
}

/** Each once, as browsers compare them, in the alphabet's order. */
function headerNames(declared: ReadonlyArray<{ readonly headers?: Readonly<Record<string, unknown>> }>): string[] {
  return [...new Set(declared.flatMap(({ headers = {} }) => Object.keys(headers)).map((name) => name.toLowerCase()))].sort();
}

function checkCors({ allowOrigins, allowCredentials, maxAge }: TaskApiCors): void {
  if (allowOrigins.length === 0) throw new Error('cors.allowOrigins is empty, so that no page could call the API; name the origins of your pages, or leave cors out');
  const malformed = allowOrigins.find((origin) => !Token.isUnresolved(origin) && !ORIGIN.test(origin));
  if (malformed !== undefined) {
    throw new Error(`cors.allowOrigins has ${JSON.stringify(malformed)}, which no browser sends as an origin: it is a scheme and a host, without a path or a slash at the end, as in "https://app.example.com"`);
  }
  const wildcard = allowOrigins.find((origin) => !Token.isUnresolved(origin) && origin.includes('*'));
  if (allowCredentials && wildcard !== undefined) {
    throw new Error(`cors.allowCredentials does not go with the origin ${JSON.stringify(wildcard)}: any page could act for whoever looks at it; name the origins of your pages`);
  }
  checkDuration('cors.maxAge', maxAge, Duration.seconds(0));
  if (maxAge && isLonger(maxAge, MAX_AGE)) throw new Error(`cors.maxAge must be at most ${MAX_AGE.toHumanString()}, not ${maxAge.toHumanString()}`);
}
