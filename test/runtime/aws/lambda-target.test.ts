import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Target } from '../../../runtime/aws/lambda-target';
import { lambdaTarget } from '../../../runtime/aws/lambda-target';

let server: Server;
let answer: (request: number) => { status: number; body: string } | undefined;
const connections = new Set<number>();
let requests = 0;
let endpoint: string;

beforeEach(async () => {
  connections.clear();
  requests = 0;
  server = createServer((request, response) => {
    connections.add(request.socket.remotePort!);
    requests += 1;
    const given = answer(requests);
    if (given) response.writeHead(given.status, { 'content-type': 'application/json' }).end(given.body);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const target = (timeout = 5000): Target => (
  lambdaTarget((config) => new LambdaClient({ ...config, endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }), timeout)
);

test('each invocation has a connection of its own', async () => {
  answer = (request) => ({ status: 200, body: String(request) });
  const one = target();
  for (const expected of ['1', '2', '3']) {
    const { Payload } = await one.invoke({ FunctionName: 'theirs' });
    expect(Buffer.from(Payload!).toString()).toBe(expected);
  }
  expect(connections.size).toBe(3);
});

test('a request that fails is not repeated', async () => {
  answer = () => ({ status: 503, body: '{}' });
  await expect(target().invoke({ FunctionName: 'theirs' })).rejects.toThrow();
  expect(requests).toBe(1);
});

test('an answer that does not come is given up', async () => {
  answer = () => undefined;
  await expect(target(50).invoke({ FunctionName: 'theirs' })).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(requests).toBe(1);
});
