import { ROUTE } from '../../../../src/contract';
import type { TestRequest } from '../../../support/http';
import { TestApi } from '../../../support/task-api';

let api: TestApi;
beforeEach(() => {
  api = new TestApi();
});

describe('requests', () => {
  test.each([
    ['DELETE', '/tasks', 'POST, GET'],
    ['PUT', '/tasks/1', 'GET, PATCH, DELETE'],
    ['GET', '/tasks/batch', 'POST'],
    ['GET', '/tasks/1/cancel', 'POST'],
    ['DELETE', '/tasks/1/cancel', 'POST'],
    ['PATCH', '/tasks/1/retry', 'POST'],
    ['TRACE', '/tasks', 'POST, GET'],
    ['HEAD', '/tasks', 'POST, GET'],
  ])('%s %s is a 405 that says what is allowed', async (method, path, allow) => {
    const { status, headers, body } = await api.send({ method, path });
    expect(status).toBe(405);
    expect(headers.allow).toBe(allow);
    expect(body.detail).toContain(method);
  });

  test('a route that the API does not have is a 405, although there is an operation for it', async () => {
    const id = await api.create();
    const routes = [ROUTE.create, ROUTE.read];
    const answer = await api.send({ method: 'PATCH', path: `/tasks/${id}`, body: { status: 'COMPLETED' } }, { routes });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET']);
    expect((await api.read(id)).body.status).toBe('CREATED');
    expect((await api.send({ method: 'GET', path: '/tasks' }, { routes })).headers.allow).toBe('POST');
  });

  test.each([['/task', undefined], ['/tasks/1/2', undefined], ['/tasks', '$default']])('%s by the route %s is a 404', async (path, routeKey) => {
    expect((await api.send({ path, routeKey })).body).toMatchObject({ status: 404, detail: 'There is nothing here; the tasks are at /tasks.' });
  });

  test.each(['../tasks', '#', '?', '\n', ' ', '', '%ZZ'])('the gateway\'s route decides, not what the id %j makes of the path', async (id) => {
    await api.create();
    expect((await api.send({ path: `/tasks/${encodeURIComponent(id)}`, routeKey: ROUTE.read })).status).toBe(404);
  });

  test('an item of somebody else\'s in the same table is a 404', async () => {
    const id = '00000000-0000-7000-8000-000000000000';
    await api.ports.store.put({ TableName: api.ports.table, Item: { id, secret: 'of somebody else' } });
    expect((await api.read(id)).status).toBe(404);
    expect((await api.report(id, { status: 'COMPLETED' })).status).toBe(404);
    expect((await api.cancel(id)).status).toBe(404);
    expect((await api.retry(id)).status).toBe(404);
  });

  test('an id that is too long for a key is a 404', async () => {
    expect((await api.read('x'.repeat(3000))).status).toBe(404);
    expect((await api.report('x'.repeat(3000), { status: 'COMPLETED' })).status).toBe(404);
  });

  test.each<[string, TestRequest]>([
    ['a GET with a body', { body: '{"odd":1}' }],
    ['a header beyond Latin-1', { headers: { 'x-name': 'Łódź', 'host': 'ho st' } }],
    ['a stage or a mapping before the route', { prefix: '/prod' }],
    ['a mapping of several segments', { prefix: '/apis/v1' }],
    ['null where there is nothing', { query: null as never, body: null }],
  ])('%s is no obstacle', async (_what, request) => {
    expect((await api.send(request)).status).toBe(200);
  });
});

describe('answers', () => {
  const MARK = 'x-mark';
  const INJECTED = `${MARK}\r\nset-cookie: a=${MARK}`;

  test.each<[string, TestRequest]>([
    ['an id', { path: `/tasks/${encodeURIComponent(INJECTED)}` }],
    ['a method', { method: MARK }],
    ['a path', { path: `/${MARK}` }],
    ['a path before the route', { prefix: `/${encodeURIComponent(INJECTED)}` }],
    ['a query', { query: { [MARK]: INJECTED, next_token: INJECTED } }],
    ['a token that reads well', { query: { next_token: Buffer.from(`0000000000000#${'0'.repeat(36)}`).toString('base64url') } }],
    ['headers', { headers: Object.fromEntries(['host', 'origin', 'accept', 'authorization', 'x-forwarded-host', MARK].map((name) => [name, INJECTED])) }],
    ['a created task', { method: 'POST', body: { task_type: MARK, data: INJECTED } }],
    ['a refused task', { method: 'POST', body: { task_type: INJECTED, [INJECTED]: INJECTED } }],
    ['a body that is not JSON', { method: 'POST', body: INJECTED }],
    ['a report', { method: 'PATCH', path: `/tasks/${MARK}`, body: { status: INJECTED, status_msg: INJECTED } }],
    ['a cancellation', { method: 'POST', path: `/tasks/${encodeURIComponent(INJECTED)}/cancel` }],
  ])('have nothing in their headers that came with %s', async (_what, request) => {
    const { headers } = await api.send(request);
    expect(Object.keys(headers)).toContain('content-type');
    expect(JSON.stringify(headers)).not.toContain(MARK);
  });
});
