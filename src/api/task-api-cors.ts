import { Duration } from 'aws-cdk-lib';

/**
 * Which web pages may call the API from a browser (CORS). The gateway answers the browsers' preflight requests by itself.
 * Pages may send what clients of the API send, and read `Location`, `Retry-After` and `ETag` of the answers; they cannot
 * report on tasks (PATCH), which is for workers.
 *
 * This is no authorization: it only says which pages a browser lets read the answers, and other programs than browsers
 * do not ask.
 */
export interface TaskApiCors {
  /**
   * The origins of the pages: scheme, host and port if it is not the scheme's own, as in `https://app.example.com`. `*`
   * is any page; `https://*` any that came over TLS.
   */
  readonly allowOrigins: string[];

  /**
   * Headers that pages may send beside those that the API reads (`Authorization`, `Content-Type`, `Idempotency-Key`,
   * `If-Match`, `If-None-Match`, `Prefer`, and with `TaskApiAuth.iam()` those of a signature): what an authorizer of your
   * own looks at, for instance.
   *
   * @default - none
   */
  readonly allowHeaders?: string[];

  /**
   * Whether browsers send cookies along. Only an authorizer of your own would read them; a token in a header needs no
   * such permission. Not with an origin that is a wildcard: any page could then act for whoever looks at it.
   *
   * @default false
   */
  readonly allowCredentials?: boolean;

  /**
   * How long a browser may remember what is allowed, instead of asking before each request. In whole seconds, at most a
   * day (an API Gateway quota); browsers have limits of their own.
   *
   * @default Duration.hours(1)
   */
  readonly maxAge?: Duration;
}
