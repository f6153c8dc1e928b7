import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Route } from '../../src/contract';
import { splitRoute } from '../../src/contract';

/** An event of an HTTP API, as large as they are, of a client that signs its requests. */
export function httpEvent(
  route: Route, { id, body, headers }: { id?: string; body?: unknown; headers?: Record<string, string> } = {},
): APIGatewayProxyEventV2 {
  const { method, path } = splitRoute(route);
  const rawPath = path.replace('{id}', id ?? '');
  const text = body === undefined ? undefined : JSON.stringify(body);
  return {
    version: '2.0',
    routeKey: route,
    rawPath,
    rawQueryString: '',
    headers: {
      'accept': '*/*',
      'accept-encoding': 'gzip, deflate, br',
      'authorization': `AWS4-HMAC-SHA256 Credential=ASIAEXAMPLEEXAMPLE01/20260115/eu-central-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=${'0123456789abcdef'.repeat(4)}`,
      'content-length': String(text?.length ?? 0),
      'content-type': 'application/json',
      'host': 'a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com',
      'user-agent': 'node',
      'x-amz-date': '20260115T123456Z',
      'x-amz-security-token': 'example'.repeat(100),
      'x-amzn-trace-id': 'Root=1-6968e1c0-5f84c7a9606d71f35d9e7b4a',
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      ...headers,
    },
    ...(id !== undefined && { pathParameters: { id } }),
    requestContext: {
      accountId: '111122223333',
      apiId: 'a1b2c3d4e5',
      authorizer: {
        iam: {
          accessKey: 'ASIAEXAMPLEEXAMPLE01',
          accountId: '111122223333',
          callerId: 'AROAEXAMPLEEXAMPLE01:client',
          cognitoIdentity: null,
          principalOrgId: 'o-a1b2c3d4e5',
          userArn: 'arn:aws:sts::111122223333:assumed-role/client/client',
          userId: 'AROAEXAMPLEEXAMPLE01:client',
        },
      },
      domainName: 'a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com',
      domainPrefix: 'a1b2c3d4e5',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'node' },
      requestId: 'Xk2mPhG1FiAEJ7g=',
      routeKey: route,
      stage: '$default',
      time: '15/Jan/2026:12:34:56 +0000',
      timeEpoch: Date.UTC(2026, 0, 15, 12, 34, 56),
    } as APIGatewayProxyEventV2['requestContext'],
    body: text,
    isBase64Encoded: false,
  };
}

/** What Lambda tells a function about an invocation. */
export function lambdaContext(): Context {
  return {
    awsRequestId: '5f84c7a9-606d-41f3-9d9e-7b4a0c1d2e3f',
    functionName: 'tasks-api-1A2B3C4D5E6F',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:tasks-api-1A2B3C4D5E6F',
    memoryLimitInMB: '512',
    logGroupName: '/aws/lambda/tasks-api-1A2B3C4D5E6F',
    logStreamName: '2026/01/15/[$LATEST]0123456789abcdef0123456789abcdef',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => 30_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
