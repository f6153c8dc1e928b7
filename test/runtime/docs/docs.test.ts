import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { docsHandler } from '../../../runtime/docs/docs';
import type { TestRequest } from '../../support/http';
import { httpEvent } from '../../support/http';

const PAGE = '<!doctype html><style>p { color: red }</style><p>The API</p><script>show();</script>';

const ask = async (request: TestRequest = {}, page = PAGE): Promise<APIGatewayProxyStructuredResultV2> => docsHandler(page)(httpEvent({ path: '/docs', ...request }));
const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policyOf = ({ headers }: APIGatewayProxyStructuredResultV2): Record<string, string> => Object.fromEntries(
  String(headers!['content-security-policy']).split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
);

test('answers with the page', async () => {
  expect(await ask()).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'max-age=300' }, body: PAGE });
});

test.each([['behind a stage', { prefix: '/prod' }], ['with a query string of somebody\'s', { query: { utm_source: 'mail' } }]])('answers %s, too', async (_what, request) => {
  expect((await ask(request)).statusCode).toBe(200);
});

test('lets browsers run and load what stands in the page, and its requests to the API, and nothing else', async () => {
  expect(policyOf(await ask())).toEqual({
    'default-src': "'none'",
    'script-src': sha256('show();'),
    'style-src': sha256('p { color: red }'),
    'img-src': 'data:',
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': "'none'",
  });
});

test.each([['the page', {}], ['a 304', { headers: { 'if-none-match': '*' } }]])('protects %s', async (_what, request) => {
  expect((await ask(request)).headers).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
  });
});

test('answers 304 to whoever has the page, and another tag with another page', async () => {
  const etag = String((await ask()).headers!.etag);
  expect(etag).toMatch(/^"[\w-]{22}"$/);
  expect(await ask({ headers: { 'if-none-match': `W/${etag}` } })).toMatchObject({ statusCode: 304, headers: { etag } });
  expect((await ask({ headers: { 'if-none-match': etag } })).body).toBeUndefined();
  expect((await ask({ headers: { 'if-none-match': etag } }, `${PAGE} `)).statusCode).toBe(200);
});

test.each(['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])('%s is a 405 that says what it answers', async (method) => {
  const { statusCode, headers, body } = await ask({ method });
  expect([statusCode, headers, JSON.parse(body!).detail]).toEqual([
    405, { 'content-type': 'application/problem+json', 'allow': 'GET' }, `${method} is not something that this resource answers; it answers GET.`,
  ]);
});
