import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { DESCRIPTION_MAX_AGE, DOCS_ROUTE, splitRoute } from '../../src/contract';
import { textTag, isKnown } from '../http/etag';
import { Problem, problemResult } from '../http/problem';

const { method: METHOD } = splitRoute(DOCS_ROUTE);

export type DocsHandler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** Answers with the page, whose style and script stand in it. */
export function docsHandler(page: string): DocsHandler {
  const etag = textTag(page);
  const headers = { ...securityHeaders(page), 'etag': etag, 'cache-control': `max-age=${DESCRIPTION_MAX_AGE}` };
  return async (event) => {
    const { method } = event.requestContext.http;
    if (method !== METHOD) return problemResult(Problem.wrongMethod(method, [METHOD]));
    if (isKnown(event.headers['if-none-match'], etag)) return { statusCode: 304, headers };
    return { statusCode: 200, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' }, body: page };
  };
}

/**
 * What lets the browser run and load nothing but the page itself, and its requests to the API; no other site can frame it,
 * hold a handle on its window, or learn where a link was followed. The gateway speaks nothing but TLS; that browsers do
 * not even try anything else keeps those from a token who answer in its place.
 */
function securityHeaders(page: string): Record<string, string> {
  const policy = {
    'default-src': "'none'",
    'script-src': hashOf(page, 'script'),
    'style-src': hashOf(page, 'style'),
    'img-src': 'data:',
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': "'none'",
  };
  return {
    'content-security-policy': Object.entries(policy).map((directive) => directive.join(' ')).join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
  };
}

/** By its hash, what stands in the page is allowed, and nothing that somebody may get into it besides. */
function hashOf(page: string, tag: 'script' | 'style'): string {
  const [, text] = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(page)!;
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
