import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { httpHandler } from '../../../runtime/api/http';
import { TaskApi } from '../../../runtime/api/task-api';
import { taskKeys } from '../../../runtime/aws/logger';
import { claimTask, completeTask, failTask } from '../../../runtime/core/life-cycle';
import type { Store } from '../../../runtime/core/ports';
import type { Route } from '../../../src/contract';
import { MAX_BODY_BYTES, MAX_CREATES, MAX_JSON_DEPTH, MAX_PAYLOAD_BYTES, ROUTE } from '../../../src/contract';
import type { TestRequest } from '../../support/http';
import { CONTEXT, httpEvent } from '../../support/http';
import type { MemoryPorts } from '../../support/ports';
import { memoryPorts } from '../../support/ports';
import { RecordedLogger, RecordedMetrics } from '../../support/telemetry';

const SECRET = 'do not log me';

let ports: MemoryPorts;
let logger: RecordedLogger;
let metrics: RecordedMetrics;
beforeEach(() => {
  ports = memoryPorts();
  logger = new RecordedLogger();
  metrics = new RecordedMetrics();
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: any;
}

const api = (options: { taskTypes?: string[]; store?: Store } = {}): TaskApi => new TaskApi({
  ports: { ...ports, store: options.store ?? ports.store },
  policy: { retention: 3600, listBuckets: 4 },
  taskTypes: options.taskTypes ?? [],
  logger,
  metrics,
});

const send = async (request: TestRequest, options: { taskTypes?: string[]; store?: Store; routes?: Route[] } = {}): Promise<Answer> => {
  const { operations } = api(options);
  const handler = httpHandler(new Map((options.routes ?? Object.values(ROUTE)).map((route) => [route, operations[route]])), logger);
  const { statusCode, headers = {}, body } = await handler(httpEvent(request), CONTEXT) as APIGatewayProxyStructuredResultV2;
  return { status: statusCode!, headers, body: body ? JSON.parse(body) : undefined };
};

const post = async (body: unknown, options?: { taskTypes?: string[] }): Promise<Answer> => send({ method: 'POST', body }, options);
const create = async (body: object = {}): Promise<string> => (await post({ task_type: 'TASK1', data: { foo: 'bar' }, ...body })).body.id;
const read = async (id: string): Promise<Answer> => send({ path: `/tasks/${id}` });
const patch = async (id: string, body: unknown): Promise<Answer> => send({ method: 'PATCH', path: `/tasks/${id}`, body });
const nowSeconds = (): number => Math.floor(ports.clock.now() / 1000);

describe('POST /tasks', () => {
  test('answers 201 with the id, and where the task is', async () => {
    const answer = await post({ task_type: 'TASK1', data: { foo: 'bar' } });
    expect(answer).toEqual({
      status: 201,
      headers: { 'content-type': 'application/json', 'location': `tasks/${answer.body.id}` },
      body: { id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    expect(new URL(String(answer.headers.location), 'https://host/stage/tasks').pathname).toBe(`/stage/tasks/${answer.body.id}`);
    expect(ports.store.items()).toMatchObject([{ id: answer.body.id, task_type: 'TASK1', data: '{"foo":"bar"}', step: 'create' }]);
    expect(metrics.added).toEqual([{ name: 'Created', taskType: 'TASK1', value: 1 }]);
  });

  test.each([[null], [[]], ['text'], [0], [{ nested: [1, { two: '✓' }] }]])('takes %j as data', async (data) => {
    const { body } = await post({ task_type: 'TASK1', data });
    expect(JSON.parse(ports.store.items().find(({ id }) => id === body.id)!.data)).toEqual(data);
  });

  test.each([['a number', (ttl: number) => ttl], ['a string of digits', String]])('takes ttl as %s', async (_kind, write) => {
    const ttl = nowSeconds() + 60;
    const { body } = await post({ task_type: 'TASK1', data: {}, ttl: write(ttl) });
    expect(ports.store.items()).toMatchObject([{ id: body.id, ttl, client_ttl: ttl }]);
  });

  test('reads a body that the gateway has encoded', async () => {
    const text = JSON.stringify({ task_type: 'TASK1', data: { name: 'Zoë' } });
    const { status } = await send({ method: 'POST', body: Buffer.from(text).toString('base64'), isBase64Encoded: true });
    expect(status).toBe(201);
    expect(ports.store.items()).toMatchObject([{ data: '{"name":"Zoë"}' }]);
  });

  test('takes the task types that are declared, and names them when it refuses another', async () => {
    const taskTypes = ['TASK1', 'TASK2'];
    expect((await post({ task_type: 'TASK2', data: {} }, { taskTypes })).status).toBe(201);
    const { status, body } = await post({ task_type: 'TASK4', data: {} }, { taskTypes });
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer: '#/task_type', detail: 'There is no task type "TASK4"; this API has TASK1, TASK2.' }]);
  });

  test.each<[string, unknown, number, string]>([
    ['no body', undefined, 400, 'has no body'],
    ['malformed JSON', '{"task_type": ', 400, 'is not JSON'],
    ['an array', [], 422, 'A JSON object is expected, not an array.'],
    ['null', 'null', 422, 'A JSON object is expected, not null.'],
    ['no task_type', { data: {} }, 422, 'task_type is missing.'],
    ['a task_type of the wrong type', { task_type: 7, data: {} }, 422, 'task_type must be a string, not a number.'],
    ['an impossible task_type', { task_type: 'a b', data: {} }, 422, 'task_type cannot be "a b"'],
    ['no data', { task_type: 'TASK1' }, 422, 'data is missing'],
    ['an unknown member', { task_type: 'TASK1', data: {}, prioritty: 1 }, 422, '"prioritty" is not a member of this request; it may have task_type, data, ttl.'],
    ['an inherited member', '{"task_type":"TASK1","data":{},"__proto__":{}}', 422, '"__proto__" is not a member'],
    ['a ttl of the wrong type', { task_type: 'TASK1', data: {}, ttl: true }, 422, 'ttl must be a time in whole epoch seconds, as a number or a string of digits, not a boolean.'],
    ['a ttl with a fraction', { task_type: 'TASK1', data: {}, ttl: 1.5 }, 422, 'not 1.5.'],
    ['a ttl that is no number', { task_type: 'TASK1', data: {}, ttl: 'tomorrow' }, 422, 'not "tomorrow".'],
    ['a ttl in milliseconds', { task_type: 'TASK1', data: {}, ttl: 1768478400000 }, 422, 'it counts seconds, not milliseconds'],
    ['a number that no double can hold', '{"task_type":"TASK1","data":{"n":[1e999]}}', 422, 'data is not JSON: its member "0" is Infinity'],
    ['data that is nested too deeply', `{"task_type":"TASK1","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 422, `deeper than ${MAX_JSON_DEPTH} levels`],
    ['data that is nested one level too deeply', `{"task_type":"TASK1","data":${'['.repeat(MAX_JSON_DEPTH + 1)}${']'.repeat(MAX_JSON_DEPTH + 1)}}`, 422, `deeper than ${MAX_JSON_DEPTH} levels`],
    ['data that is too large', { task_type: 'TASK1', data: 'x'.repeat(MAX_PAYLOAD_BYTES) }, 413, `data has ${MAX_PAYLOAD_BYTES + 2} bytes as JSON, and may have ${MAX_PAYLOAD_BYTES}`],
    ['a body that is too large', ' '.repeat(MAX_BODY_BYTES + 1), 413, `larger than ${MAX_BODY_BYTES} bytes`],
  ])('refuses %s', async (_what, body, status, detail) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ type: 'about:blank', status, title: expect.stringMatching(/\w/), detail: expect.stringContaining(detail) });
    expect(ports.store.items()).toEqual([]);
  });

  test('takes data of exactly the largest size and depth', async () => {
    expect((await post({ task_type: 'TASK1', data: 'x'.repeat(MAX_PAYLOAD_BYTES - 2) })).status).toBe(201);
    expect((await post(`{"task_type":"TASK1","data":${'['.repeat(MAX_JSON_DEPTH)}1${']'.repeat(MAX_JSON_DEPTH)}}`)).status).toBe(201);
  });

  test('refuses a ttl that is past, and says what time it is', async () => {
    const { status, body } = await post({ task_type: 'TASK1', data: {}, ttl: '1662381756' });
    expect(status).toBe(422);
    expect(body.detail).toBe(`ttl 1662381756 is past: it is ${nowSeconds()} now (2026-01-15T12:00:00.250Z).`);
    expect((await post({ task_type: 'TASK1', data: {}, ttl: nowSeconds() })).status).toBe(422);
  });

  test('names everything that is wrong at once', async () => {
    const { body } = await post({ 'task_type': 7, 'ttl': 'x', 'a/b~c': 1 });
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(['#/a~1b~0c', '#/task_type', '#/data', '#/ttl']);
  });
});

describe('GET /tasks/{id}', () => {
  test('answers as the recipe does, with nulls and empty strings where nothing is known', async () => {
    const id = await create();
    expect(await read(id)).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { id, task_type: 'TASK1', status: 'CREATED', status_msg: '', created_time: nowSeconds(), updated_time: null, attempt: 0 },
    });
  });

  const claim = async (id: string) => {
    const outcome = await claimTask(ports, { id, taskType: 'TASK1', claim: 'run', leaseUntil: ports.clock.now() + 1000 });
    return outcome.record!;
  };

  test.each([['small', { ok: true }], ['large', 'r'.repeat(5000)]])('shows a %s result', async (_size, result) => {
    const id = await create();
    await completeTask(ports, await claim(id), JSON.stringify(result));
    expect((await read(id)).body).toEqual({
      id,
      task_type: 'TASK1',
      status: 'COMPLETED',
      status_msg: '',
      created_time: nowSeconds(),
      updated_time: nowSeconds(),
      attempt: 1,
      ttl: nowSeconds() + 3600,
      result,
    });
  });

  test('shows why a task failed, also to a client of the recipe', async () => {
    const id = await create();
    await failTask(ports, await claim(id), { type: 'RangeError', message: 'too far' });
    expect((await read(id)).body).toMatchObject({ status: 'FAILED', status_msg: 'too far', error: { type: 'RangeError', message: 'too far' } });
  });

  test('answers 404 for a task that never was, and for one that has expired', async () => {
    const id = await create({ ttl: nowSeconds() + 10 });
    expect((await read(id)).status).toBe(200);
    ports.clock.advance(10_000);
    expect((await read(id)).body).toMatchObject({ status: 404, detail: `There is no task "${id}".` });
    expect((await read('nothing')).body.detail).toBe('There is no task "nothing".');
  });

  test('finds a task behind a mapping', async () => {
    const id = await create();
    expect((await send({ path: `/tasks/${id}`, prefix: '/apis/v1' })).status).toBe(200);
  });

  test('is not misled by the id of a payload', async () => {
    const id = await create({ data: 'x'.repeat(5000) });
    const ref = ports.store.items().find((item) => item.id === id)!.data_ref;
    expect((await read(encodeURIComponent(ref))).status).toBe(404);
    expect((await patch(encodeURIComponent(ref), { status: 'COMPLETED' })).status).toBe(404);
  });
});

describe('GET /tasks', () => {
  const list = async (query?: Record<string, string>): Promise<Answer> => send({ query });
  const createMany = async (count: number): Promise<string[]> => {
    const ids = [];
    for (let i = 0; i < count; i += 1) {
      ids.push(await create());
      ports.clock.advance(7);
    }
    return ids;
  };

  test('answers an empty list with a null token', async () => {
    expect((await list()).body).toEqual({ tasks: [], next_token: null });
  });

  test('shows every task once, newest first, ten a page', async () => {
    const ids = await createMany(23);
    const pages: string[][] = [];
    let token: string | null | undefined;
    while (token !== null) {
      const { body } = await list(token ? { next_token: token } : undefined);
      pages.push(body.tasks.map((task: { id: string }) => task.id));
      token = body.next_token;
    }
    expect(pages.map((page) => page.length)).toEqual([10, 10, 3]);
    expect(pages.flat()).toEqual(ids.reverse());
  });

  test('has no next page after exactly ten tasks', async () => {
    await createMany(10);
    expect((await list()).body.next_token).toBeNull();
  });

  test('shows entries as the recipe does, without data and result', async () => {
    const id = await create();
    await completeTask(ports, (await claimTask(ports, { id, taskType: 'TASK1', claim: 'run', leaseUntil: 1 })).record!, '{"big":1}');
    const [entry] = (await list()).body.tasks;
    expect(entry).toEqual({
      id, task_type: 'TASK1', status: 'COMPLETED', status_msg: '', created_time: nowSeconds(), updated_time: nowSeconds(), attempt: 1, ttl: nowSeconds() + 3600,
    });
  });

  test.each(['nonsense', '', Buffer.from('0000000000000#x').toString('base64url')])('refuses the token %j', async (next_token) => {
    expect((await list({ next_token })).body).toMatchObject({ status: 400, detail: expect.stringContaining('begin again without it') });
  });
});

describe('PATCH /tasks/{id}', () => {
  test('takes a task through the recipe\'s steps', async () => {
    const id = await create();
    ports.clock.advance(2000);
    expect(await patch(id, { status: 'IN_PROGRESS', status_msg: 'Task started' })).toMatchObject({ status: 204, body: undefined });
    expect((await read(id)).body).toMatchObject({ status: 'IN_PROGRESS', status_msg: 'Task started', updated_time: nowSeconds(), attempt: 1 });
    ports.clock.advance(3000);
    expect((await patch(id, { status: 'COMPLETED', status_msg: 'Task completed' })).status).toBe(204);
    expect((await read(id)).body).toMatchObject({ status: 'COMPLETED', status_msg: 'Task completed', updated_time: nowSeconds() });
    expect(metrics.added).toEqual([
      { name: 'Created', taskType: 'TASK1', value: 1 },
      { name: 'Started', taskType: 'TASK1', value: 1 },
      { name: 'WaitTime', taskType: 'TASK1', value: 2000 },
      { name: 'Completed', taskType: 'TASK1', value: 1 },
      { name: 'TotalTime', taskType: 'TASK1', value: 5000 },
    ]);
  });

  test('takes an end without a beginning, and counts both', async () => {
    const id = await create();
    expect((await patch(id, { status: 'FAILED', status_msg: 'no such file' })).status).toBe(204);
    expect((await read(id)).body).toMatchObject({ status: 'FAILED', status_msg: 'no such file', attempt: 1 });
    expect(metrics.names()).toEqual(['Created', 'Started', 'WaitTime', 'Failed', 'TotalTime']);
  });

  test('takes the same end again, and counts it once', async () => {
    const id = await create();
    await patch(id, { status: 'COMPLETED' });
    expect((await patch(id, { status: 'COMPLETED' })).status).toBe(204);
    expect(metrics.names().filter((name) => name === 'Completed')).toHaveLength(1);
  });

  test.each<[string, unknown[], unknown, number, string]>([
    ['a second beginning', [{ status: 'IN_PROGRESS' }], { status: 'IN_PROGRESS' }, 409, 'The task is IN_PROGRESS already; it can become COMPLETED or FAILED.'],
    ['another end', [{ status: 'COMPLETED' }], { status: 'FAILED' }, 409, 'The task is COMPLETED, which is final; it cannot become FAILED.'],
    ['a beginning after the end', [{ status: 'FAILED' }], { status: 'IN_PROGRESS' }, 409, 'The task is FAILED, which is final; it cannot become IN_PROGRESS.'],
    ['an unknown status', [], { status: 'DONE' }, 422, 'status cannot be "DONE"; a worker reports IN_PROGRESS, COMPLETED, FAILED.'],
    ['a status that no worker reports', [], { status: 'CREATED' }, 422, 'status cannot be "CREATED"'],
    ['no status', [], { status_msg: 'x' }, 422, 'status is missing.'],
    ['a status_msg of the wrong type', [], { status: 'COMPLETED', status_msg: {} }, 422, 'status_msg must be a string, not an object.'],
    ['an unknown member', [], { status: 'COMPLETED', statusMsg: 'x' }, 422, '"statusMsg" is not a member'],
    ['no body', [], undefined, 400, 'has no body'],
  ])('refuses %s', async (_what, before, report, status, detail) => {
    const id = await create();
    for (const earlier of before) await patch(id, earlier);
    expect((await patch(id, report)).body).toMatchObject({ status, detail: expect.stringContaining(detail) });
  });

  test('leaves a task alone that a worker has claimed', async () => {
    const id = await create();
    const { record } = await claimTask(ports, { id, taskType: 'TASK1', claim: 'run', leaseUntil: ports.clock.now() + 1000 });
    expect((await patch(id, { status: 'COMPLETED' })).body).toMatchObject({ status: 409, detail: expect.stringContaining('a claim of its own') });
    expect((await completeTask(ports, record!, '1')).applied).toBe(true);
    expect(metrics.names()).toContain('ReportRefused');
  });

  test('does not begin a task past its deadline', async () => {
    const id = await create();
    ports.clock.advance(15 * 24 * 3600 * 1000);
    expect((await patch(id, { status: 'IN_PROGRESS' })).body).toMatchObject({ status: 409, detail: expect.stringContaining('past its deadline') });
  });

  test('answers 404 for a task that is not there', async () => {
    expect((await patch('nothing', { status: 'COMPLETED' })).status).toBe(404);
  });
});

describe('any other request', () => {
  test.each([
    ['DELETE', '/tasks', 'POST, GET'],
    ['PUT', '/tasks/1', 'GET, PATCH'],
    ['TRACE', '/tasks', 'POST, GET'],
    ['HEAD', '/tasks', 'POST, GET'],
  ])('%s %s is a 405 that says what is allowed', async (method, path, allow) => {
    const { status, headers, body } = await send({ method, path });
    expect(status).toBe(405);
    expect(headers.allow).toBe(allow);
    expect(body.detail).toContain(method);
  });

  test('a route that the API does not have is a 405, although there is an operation for it', async () => {
    const id = await create();
    const routes = [ROUTE.create, ROUTE.read];
    const answer = await send({ method: 'PATCH', path: `/tasks/${id}`, body: { status: 'COMPLETED' } }, { routes });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET']);
    expect((await read(id)).body.status).toBe('CREATED');
    expect((await send({ method: 'GET', path: '/tasks' }, { routes })).headers.allow).toBe('POST');
  });

  test.each([['/task', undefined], ['/tasks/1/2', undefined], ['/tasks', '$default']])('%s by the route %s is a 404', async (path, routeKey) => {
    expect((await send({ path, routeKey })).body).toMatchObject({ status: 404, detail: 'There is nothing here; the tasks are at /tasks.' });
  });

  test.each(['../tasks', '#', '?', '\n', ' ', '', '%ZZ'])('the gateway\'s route decides, not what the id %j makes of the path', async (id) => {
    await create();
    expect((await send({ path: `/tasks/${encodeURIComponent(id)}`, routeKey: ROUTE.read })).status).toBe(404);
  });

  test('an item of somebody else\'s in the same table is a 404', async () => {
    const id = '00000000-0000-7000-8000-000000000000';
    await ports.store.put({ TableName: ports.table, Item: { id, secret: SECRET } });
    expect((await read(id)).status).toBe(404);
    expect((await patch(id, { status: 'COMPLETED' })).status).toBe(404);
  });

  test('an id that is too long for a key is a 404', async () => {
    expect((await read('x'.repeat(3000))).status).toBe(404);
    expect((await patch('x'.repeat(3000), { status: 'COMPLETED' })).status).toBe(404);
  });

  test.each<[string, TestRequest]>([
    ['a GET with a body', { body: '{"odd":1}' }],
    ['a header beyond Latin-1', { headers: { 'x-name': 'Łódź', 'host': 'ho st' } }],
    ['a stage or a mapping before the route', { prefix: '/prod' }],
    ['a mapping of several segments', { prefix: '/apis/v1' }],
    ['null where there is nothing', { query: null as never, body: null }],
  ])('%s is no obstacle', async (_what, request) => {
    expect((await send(request)).status).toBe(200);
  });
});

describe('when the table fails', () => {
  const failing = (error: Error): Store => new Proxy(ports.store, { get: () => async () => { throw error; } });

  test('throttling is a 503 that says when to try again', async () => {
    const answer = await send({ path: '/tasks/00000000-0000-7000-8000-000000000000' }, { store: failing(Object.assign(new Error('slow down'), { name: 'ThrottlingException' })) });
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  });

  test('anything else is a 500 that is logged and tells the client nothing', async () => {
    const answer = await send({ path: '/tasks/00000000-0000-7000-8000-000000000000' }, { store: failing(new Error('table arn:aws:secret')) });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain('arn:aws:secret');
    expect(logger.lines).toMatchObject([{ level: 'ERROR', message: 'request failed', error: { message: 'table arn:aws:secret' } }]);
  });
});

describe('a direct invocation', () => {
  test('creates a list of tasks, and answers each as HTTP would', async () => {
    const answers = await api({ taskTypes: ['TASK1'] }).createAll([
      { task_type: 'TASK1', data: 1 },
      { task_type: 'TASK9', data: 2 },
      { task_type: 'TASK1', data: 3, ttl: '1' },
      { task_type: 'TASK1', data: 4 },
      'nonsense',
    ]);
    expect(answers).toEqual([
      { status: 201, id: expect.any(String) },
      expect.objectContaining({ status: 422, title: 'Unprocessable Entity', errors: [expect.objectContaining({ pointer: '#/task_type' })] }),
      expect.objectContaining({ status: 422, detail: expect.stringContaining('is past') }),
      { status: 201, id: expect.any(String) },
      expect.objectContaining({ status: 422 }),
    ]);
    expect(ports.store.items().map(({ data }) => data)).toEqual(['1', '4']);
  });

  test('refuses more tasks than it takes, all of them', async () => {
    await expect(api().createAll(Array(MAX_CREATES + 1).fill({ task_type: 'TASK1', data: {} }))).rejects.toThrow(`at most ${MAX_CREATES} tasks, not ${MAX_CREATES + 1}`);
    expect(ports.store.items()).toEqual([]);
  });
});

test('log lines say which task they are about, and nothing that it carries', async () => {
  const id = await create({ data: { SECRET } });
  await patch(id, { status: 'IN_PROGRESS', status_msg: SECRET });
  await patch(id, { status: 'IN_PROGRESS' });
  const record = ports.store.items()[0] as Parameters<typeof taskKeys>[0];
  expect(logger.lines).toMatchObject([
    { message: 'task created', ...taskKeys({ ...record, attempt: 0 }) },
    { message: 'task IN_PROGRESS', ...taskKeys(record) },
    { message: 'report refused', ...taskKeys(record), reported: 'IN_PROGRESS' },
  ]);
  expect(JSON.stringify(logger.lines)).not.toContain(SECRET);
});
