import { Catalogue } from '../../../../runtime/api/catalogue';
import type { Store } from '../../../../runtime/core/ports';
import { taskKeys } from '../../../../runtime/core/record/task-keys';
import { MAX_ATTEMPTS, MAX_BODY_BYTES, MAX_CREATES, MAX_JSON_DEPTH, MAX_PAYLOAD_BYTES } from '../../../../src/contract';
import type { Answer } from '../../../support/http';
import { TestApi } from '../../../support/task-api';

const SECRET = 'do not log me';
const CLAIM = 'claim-of-mine';

let api: TestApi;
beforeEach(() => {
  api = new TestApi();
});

describe('POST /tasks', () => {
  test('answers 201 with the id, and where the task is', async () => {
    const answer = await api.post({ task_type: 'TASK1', data: { foo: 'bar' } });
    expect(answer).toEqual({
      status: 201,
      headers: { 'content-type': 'application/json', 'location': `tasks/${answer.body.id}`, 'retry-after': '1' },
      body: { id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    expect(new URL(String(answer.headers.location), 'https://host/stage/tasks').pathname).toBe(`/stage/tasks/${answer.body.id}`);
    expect(api.ports.store.items()).toMatchObject([{ id: answer.body.id, task_type: 'TASK1', data: '{"foo":"bar"}', transition: 'create' }]);
    expect(api.metrics.added).toEqual([{ name: 'Created', taskType: 'TASK1', value: 1 }]);
  });

  test.each([[null], [[]], ['text'], [0], [{ nested: [1, { two: '✓' }] }]])('takes %j as data', async (data) => {
    const { body } = await api.post({ task_type: 'TASK1', data });
    expect(JSON.parse(api.ports.store.items().find(({ id }) => id === body.id)!.data)).toEqual(data);
  });

  test.each([['a number', (ttl: number) => ttl], ['a string of digits', String]])('takes ttl as %s', async (_kind, write) => {
    const ttl = api.seconds + 60;
    const { body } = await api.post({ task_type: 'TASK1', data: {}, ttl: write(ttl) });
    expect(api.ports.store.items()).toMatchObject([{ id: body.id, ttl, client_ttl: ttl }]);
  });

  test.each([
    ['far', 3600, { status: 'SCHEDULED', dispatch: 0, transition: 'schedule' }],
    ['near', 60, { status: 'CREATED', dispatch: 1, transition: 'create' }],
  ])('keeps a task whose run_at is %s until then', async (_how, wait, expected) => {
    const run_at = api.seconds + wait;
    const id = await api.create({ run_at });
    expect(await api.record(id)).toMatchObject({ ...expected, not_before: run_at * 1000 });
    expect((await api.read(id)).body).toMatchObject({ status: expected.status, run_at });
  });

  test('takes run_at as a string of digits, and a ttl that lies after it', async () => {
    const run_at = api.seconds + 3600;
    const id = await api.create({ run_at: String(run_at), ttl: String(run_at + 1) });
    expect(await api.record(id)).toMatchObject({ not_before: run_at * 1000, ttl: run_at + 1 });
  });

  test('makes a task available at once whose run_at is past', async () => {
    const id = await api.create({ run_at: 1662381756 });
    expect(await api.record(id)).not.toHaveProperty('not_before');
    expect((await api.read(id)).body).toMatchObject({ status: 'CREATED' });
    expect((await api.read(id)).body).not.toHaveProperty('run_at');
  });

  test.each([1, MAX_ATTEMPTS])('gives a task %d attempts', async (max_attempts) => {
    const id = await api.create({ max_attempts });
    expect(await api.record(id)).toMatchObject({ max_attempts, attempt_limit: max_attempts });
    expect((await api.read(id)).body.max_attempts).toBe(max_attempts);
  });

  test('reads a body that the gateway has encoded', async () => {
    const text = JSON.stringify({ task_type: 'TASK1', data: { name: 'Zoë' } });
    const { status } = await api.send({ method: 'POST', body: Buffer.from(text).toString('base64'), isBase64Encoded: true });
    expect(status).toBe(201);
    expect(api.ports.store.items()).toMatchObject([{ data: '{"name":"Zoë"}' }]);
  });

  describe('with an Idempotency-Key', () => {
    const post = async (body: object, key = 'order-17'): Promise<Answer> => (
      api.send({ method: 'POST', body: { task_type: 'TASK1', data: {}, ...body }, headers: { 'idempotency-key': key } })
    );

    test('answers the same request alike, and counts the task once', async () => {
      const first = await post({});
      expect(first.status).toBe(201);
      expect(await post({})).toEqual(first);
      expect(api.ports.store.items()).toHaveLength(1);
      expect(api.metrics.added).toEqual([{ name: 'Created', taskType: 'TASK1', value: 1 }]);
      expect(api.logger.lines.map(({ message }) => message)).toEqual(['task created', 'task asked for again']);
    });

    test('refuses another request, and names the task that has the key', async () => {
      const { body: { id } } = await post({});
      const { status, body } = await post({ data: { other: true } });
      expect(status).toBe(422);
      expect(body.detail).toBe(`This Idempotency-Key came with another request before, which created the task ${id}; take a new key for a new task.`);
    });

    test.each(['', 'ü', 'x'.repeat(256), 'a\tb'])('refuses %j as a key', async (key) => {
      const { status, body } = await post({}, key);
      expect(status).toBe(400);
      expect(body.errors).toContainEqual({ header: 'idempotency-key', detail: expect.stringMatching(/^idempotency-key must have 1 to 255 printable ASCII characters, not ".*\.$/) });
    });

    test('takes the longest', async () => {
      expect((await post({}, '~'.repeat(255))).status).toBe(201);
    });
  });

  test('takes the task types that are declared, and names them when it refuses another', async () => {
    api.catalogue = new Catalogue([{ name: 'TASK1' }, { name: 'TASK2' }]);
    expect((await api.post({ task_type: 'TASK2', data: {} })).status).toBe(201);
    const { status, body } = await api.post({ task_type: 'TASK4', data: {} });
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer: '#/task_type', detail: 'There is no task type "TASK4"; this API has TASK1, TASK2.' }]);
  });

  test.each<[string, unknown, number, string]>([
    ['no body', undefined, 400, 'has no body'],
    ['malformed JSON', '{"task_type": ', 400, 'is not JSON'],
    ['an array', [], 422, 'A JSON object is expected, not an array.'],
    ['null', 'null', 422, 'A JSON object is expected, not null.'],
    ['no task_type', { data: {} }, 422, 'task_type is missing.'],
    ['a task_type of the wrong type', { task_type: 7, data: {} }, 422, 'task_type must be 1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or a digit, not 7.'],
    ['an impossible task_type', { task_type: 'a b', data: {} }, 422, 'beginning with a letter or a digit, not "a b".'],
    ['no data', { task_type: 'TASK1' }, 422, 'data is missing; it is the JSON that the worker gets, and may be {}.'],
    ['an unknown member', { task_type: 'TASK1', data: {}, prioritty: 1 }, 422, '"prioritty" is not a member of this request; it may have task_type, data, ttl, run_at, max_attempts, lane.'],
    ['a parent, which only a worker has', { task_type: 'TASK1', data: {}, parent_id: 'x' }, 422, '"parent_id" is not a member'],
    ['an impossible lane', { task_type: 'TASK1', data: {}, lane: 'a b' }, 422, 'lane must be 1 to 32 letters, digits, dashes or underscores, beginning with a letter or a digit, not "a b".'],
    ['a lane where no types are declared', { task_type: 'TASK1', data: {}, lane: 'bulk' }, 422, 'A TASK1 has no lane "bulk"; it has default.'],
    ['an inherited member', '{"task_type":"TASK1","data":{},"__proto__":{}}', 422, '"__proto__" is not a member'],
    ['a ttl of the wrong type', { task_type: 'TASK1', data: {}, ttl: true }, 422, 'ttl must be a time in epoch seconds (not milliseconds), as a whole number or a string of digits, not a boolean.'],
    ['a ttl with a fraction', { task_type: 'TASK1', data: {}, ttl: 1.5 }, 422, 'not 1.5.'],
    ['a ttl that is no number', { task_type: 'TASK1', data: {}, ttl: 'tomorrow' }, 422, 'not "tomorrow".'],
    ['a run_at of the wrong type', { task_type: 'TASK1', data: {}, run_at: null }, 422, 'run_at must be a time in epoch seconds (not milliseconds), as a whole number or a string of digits, not null.'],
    ['a run_at that is no number', { task_type: 'TASK1', data: {}, run_at: '2026-01-15' }, 422, 'not "2026-01-15".'],
    ['a run_at in milliseconds', { task_type: 'TASK1', data: {}, run_at: 1768478400000 }, 422, 'run_at must be a time in epoch seconds (not milliseconds), as a whole number or a string of digits, not 1768478400000.'],
    ['a ttl at run_at', { task_type: 'TASK1', data: {}, run_at: 1800000000, ttl: 1800000000 }, 422, 'ttl 1800000000 is not after run_at 1800000000: the task would disappear before it begins.'],
    ['no attempts', { task_type: 'TASK1', data: {}, max_attempts: 0 }, 422, `max_attempts must be a whole number from 1 to ${MAX_ATTEMPTS}, not 0.`],
    ['too many attempts', { task_type: 'TASK1', data: {}, max_attempts: MAX_ATTEMPTS + 1 }, 422, `not ${MAX_ATTEMPTS + 1}.`],
    ['half an attempt', { task_type: 'TASK1', data: {}, max_attempts: 1.5 }, 422, 'not 1.5.'],
    ['max_attempts of the wrong type', { task_type: 'TASK1', data: {}, max_attempts: '3' }, 422, 'not "3".'],
    ['a negative ttl', { task_type: 'TASK1', data: {}, ttl: -1 }, 422, 'not -1.'],
    ['a ttl in milliseconds', { task_type: 'TASK1', data: {}, ttl: '1768478400000' }, 422, 'ttl must be a time in epoch seconds (not milliseconds), as a whole number or a string of digits, not "1768478400000".'],
    ['a number that no double can hold', '{"task_type":"TASK1","data":{"n":[1e999]}}', 422, 'data is not JSON: its member "0" is Infinity'],
    ['data that is nested too deeply', `{"task_type":"TASK1","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 422, `deeper than ${MAX_JSON_DEPTH} levels`],
    ['data that is nested one level too deeply', `{"task_type":"TASK1","data":${'['.repeat(MAX_JSON_DEPTH + 1)}${']'.repeat(MAX_JSON_DEPTH + 1)}}`, 422, `deeper than ${MAX_JSON_DEPTH} levels`],
    ['data that is too large', { task_type: 'TASK1', data: 'x'.repeat(MAX_PAYLOAD_BYTES) }, 413, `data has ${MAX_PAYLOAD_BYTES + 2} bytes as JSON, and may have ${MAX_PAYLOAD_BYTES}`],
    ['a body that is too large', ' '.repeat(MAX_BODY_BYTES + 1), 413, `larger than ${MAX_BODY_BYTES} bytes`],
  ])('refuses %s', async (_what, body, status, detail) => {
    const answer = await api.post(body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ type: 'about:blank', status, title: expect.stringMatching(/\w/), detail: expect.stringContaining(detail) });
    expect(api.ports.store.items()).toEqual([]);
  });

  test('takes data of exactly the largest size and depth', async () => {
    expect((await api.post({ task_type: 'TASK1', data: 'x'.repeat(MAX_PAYLOAD_BYTES - 2) })).status).toBe(201);
    expect((await api.post(`{"task_type":"TASK1","data":${'['.repeat(MAX_JSON_DEPTH)}1${']'.repeat(MAX_JSON_DEPTH)}}`)).status).toBe(201);
  });

  test('refuses a ttl that is past, and says what time it is', async () => {
    const { status, body } = await api.post({ task_type: 'TASK1', data: {}, ttl: '1662381756' });
    expect(status).toBe(422);
    expect(body.detail).toBe(`ttl 1662381756 is past: it is ${api.seconds} now (2026-01-15T12:00:00.250Z).`);
    expect((await api.post({ task_type: 'TASK1', data: {}, ttl: api.seconds })).status).toBe(422);
  });

  test('names everything that is wrong at once', async () => {
    const { body } = await api.post({ 'task_type': 7, 'ttl': 'x', 'run_at': 'y', 'max_attempts': -1, 'a/b~c': 1 });
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(['#/data', '#/a~1b~0c', '#/task_type', '#/ttl', '#/run_at', '#/max_attempts']);
  });
});

describe('GET /tasks/{id}', () => {
  test('answers as the recipe does, with nulls and empty strings where nothing is known', async () => {
    const id = await api.create();
    expect(await api.read(id)).toEqual({
      status: 200,
      headers: {
        'content-type': 'application/json', 'cache-control': 'private, no-cache', 'etag': `"${(await api.record(id)).revision}"`, 'retry-after': '1',
      },
      body: { id, task_type: 'TASK1', status: 'CREATED', status_msg: '', created_time: api.seconds, updated_time: null, attempt: 0 },
    });
  });

  test.each([['small', { ok: true }], ['large', 'r'.repeat(5000)]])('shows a %s result', async (_size, result) => {
    const id = await api.create();
    await api.complete(await api.claim(id), result);
    expect((await api.read(id)).body).toEqual({
      id,
      task_type: 'TASK1',
      status: 'COMPLETED',
      status_msg: '',
      created_time: api.seconds,
      updated_time: api.seconds,
      attempt: 1,
      max_attempts: 3,
      ttl: api.seconds + 3600,
      result,
    });
  });

  test('shows why a task failed, also to a client of the recipe', async () => {
    const id = await api.create();
    await api.fail(await api.claim(id), { type: 'RangeError', message: 'too far' });
    expect((await api.read(id)).body).toMatchObject({ status: 'FAILED', status_msg: 'too far', error: { type: 'RangeError', message: 'too far' } });
  });

  test('shows how far a task is, and when it is to stop', async () => {
    const id = await api.create();
    await api.report(id, { status: 'IN_PROGRESS', progress: { percent: 12.5, message: 'reading' } });
    await api.cancel(id);
    expect((await api.read(id)).body).toMatchObject({
      status: 'IN_PROGRESS', max_attempts: 3, progress: { percent: 12.5, message: 'reading' }, cancel_requested: true,
    });
  });

  test('shows when the next attempt is due, in whole seconds and never too early', async () => {
    const id = await api.create();
    await api.claim(id);
    await api.alter(id, { status: 'RETRYING', not_before: api.ports.clock.now() + 1 });
    expect((await api.read(id)).body.run_at).toBe(api.seconds + 1);
    await api.alter(id, { status: 'FAILED' });
    expect((await api.read(id)).body).not.toHaveProperty('run_at');
  });

  test('answers 404 for a task that never was, and for one that has expired', async () => {
    const id = await api.create({ ttl: api.seconds + 10 });
    expect((await api.read(id)).status).toBe(200);
    api.ports.clock.advance(10_000);
    expect((await api.read(id)).body).toMatchObject({ status: 404, detail: `There is no task "${id}".` });
    expect((await api.read('nothing')).body.detail).toBe('There is no task "nothing".');
  });

  test('finds a task behind a mapping', async () => {
    const id = await api.create();
    expect((await api.send({ path: `/tasks/${id}`, prefix: '/apis/v1' })).status).toBe(200);
  });

  test('is not misled by the id of a payload', async () => {
    const id = await api.create({ data: 'x'.repeat(5000) });
    const ref = api.ports.store.items().find((item) => item.id === id)!.data_ref;
    expect((await api.read(encodeURIComponent(ref))).status).toBe(404);
    expect((await api.report(encodeURIComponent(ref), { status: 'COMPLETED' })).status).toBe(404);
  });
});

describe('GET /tasks', () => {
  const list = async (query?: Record<string, string>): Promise<Answer> => api.send({ query });
  const createMany = async (count: number): Promise<string[]> => {
    const ids = [];
    for (let i = 0; i < count; i += 1) {
      ids.push(await api.create());
      api.ports.clock.advance(7);
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
    const id = await api.create();
    await api.complete(await api.claim(id), { big: 1 });
    const [entry] = (await list()).body.tasks;
    expect(entry).toEqual({
      id,
      task_type: 'TASK1',
      status: 'COMPLETED',
      status_msg: '',
      created_time: api.seconds,
      updated_time: api.seconds,
      attempt: 1,
      max_attempts: 3,
      ttl: api.seconds + 3600,
    });
  });

  test.each(['nonsense', '', Buffer.from('0000000000000#x').toString('base64url')])('refuses the token %j', async (next_token) => {
    expect((await list({ next_token })).body).toMatchObject({ status: 400, detail: expect.stringContaining('begin again without it') });
  });
});

describe('when the table fails', () => {
  const failing = (error: Error): Store => new Proxy(api.ports.store, { get: () => async () => { throw error; } });

  test.each([
    { name: 'ThrottlingException' },
    { name: 'ProvisionedThroughputExceededException' },
    { name: 'RequestLimitExceeded' },
    { name: 'InternalServerError' },
    { name: 'TransactionConflictException' },
    { name: 'TimeoutError' },
    { code: 'ECONNRESET' },
  ])('%j is a 503 that says when to try again, on every route', async (error) => {
    const store = failing(Object.assign(new Error('slow down'), error));
    const path = '/tasks/00000000-0000-7000-8000-000000000000';
    for (const request of [
      { method: 'POST', body: { task_type: 'TASK1', data: {} } },
      { path: '/tasks' },
      { path },
      { method: 'PATCH', path, body: { status: 'COMPLETED' } },
      { method: 'POST', path: `${path}/cancel` },
      { method: 'POST', path: `${path}/retry` },
    ]) {
      const { status, headers, body } = await api.send(request, { store });
      expect([status, headers['retry-after'], body.detail]).toEqual([503, '5', 'The task table is busy; try again in a few seconds.']);
    }
  });

  test('anything else is a 500 that is logged and tells the client nothing', async () => {
    const answer = await api.send({ path: '/tasks/00000000-0000-7000-8000-000000000000' }, { store: failing(new Error('table arn:aws:secret')) });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain('arn:aws:secret');
    expect(api.logger.lines).toMatchObject([{ level: 'ERROR', message: 'request failed', error: { message: 'table arn:aws:secret' } }]);
  });
});

describe('a direct invocation', () => {
  test('creates a list of tasks, and answers each as HTTP would', async () => {
    api.catalogue = new Catalogue([{ name: 'TASK1' }]);
    const answers = await api.taskApi().createAll([
      { task_type: 'TASK1', data: 1 },
      { task_type: 'TASK9', data: 2 },
      { task_type: 'TASK1', data: 3, ttl: '1' },
      { task_type: 'TASK1', data: 4, run_at: api.seconds + 3600, max_attempts: 7 },
      { task_type: 'TASK1', data: 5, max_attempts: 0 },
      'nonsense',
    ]);
    expect(answers).toEqual([
      { status: 201, id: expect.any(String) },
      expect.objectContaining({ status: 422, title: 'Unprocessable Entity', errors: [expect.objectContaining({ pointer: '#/task_type' })] }),
      expect.objectContaining({ status: 422, detail: expect.stringContaining('is past') }),
      { status: 201, id: expect.any(String) },
      expect.objectContaining({ status: 422, errors: [expect.objectContaining({ pointer: '#/max_attempts' })] }),
      expect.objectContaining({ status: 422 }),
    ]);
    expect(api.ports.store.items()).toMatchObject([
      { data: '1', status: 'CREATED' },
      { data: '4', status: 'SCHEDULED', not_before: (api.seconds + 3600) * 1000, max_attempts: 7 },
    ]);
  });

  describe('by a task', () => {
    const create = async (...requests: object[]): Promise<any[]> => api.taskApi().createAll(requests.map((request) => ({ task_type: 'TASK1', data: 1, ...request })));

    test('creates each of its children once, however often it asks for them', async () => {
      const parent_id = await api.create();
      const requests = ['#1', '#2', 'key:a'].map((idempotency_key) => ({ parent_id, idempotency_key }));
      const first = await create(...requests);
      expect(await create(...requests)).toEqual(first);
      expect(new Set(first.map(({ id }) => id)).size).toBe(3);
      expect(api.ports.store.items()).toHaveLength(4);
    });

    test('refuses a child that is to be another than it was, and says why', async () => {
      const parent_id = await api.create();
      const [{ id }] = await create({ parent_id, idempotency_key: '#1' });
      expect(await create({ parent_id, idempotency_key: '#1', data: 2 })).toEqual([expect.objectContaining({
        status: 422,
        detail: `The task ${parent_id} has created another by this idempotency_key before, ${id}, and asks for something else now: each time it runs, it has to create the same tasks in the same order, or give each a key of its own.`,
      })]);
    });

    test('reads a parent once for all its children', async () => {
      const parent_id = await api.create();
      const get = jest.spyOn(api.ports.store, 'get');
      await create(...Array(20).fill({ parent_id }));
      expect(get).toHaveBeenCalledTimes(1);
    });

    test('tells the requests whose parent could not be read to come again, and creates the others', async () => {
      const parent_id = await api.create();
      jest.spyOn(api.ports.store, 'get').mockRejectedValue(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
      expect(await create({ parent_id }, {})).toEqual([expect.objectContaining({ status: 503 }), { status: 201, id: expect.any(String) }]);
    });
  });

  test('refuses more tasks than it takes, all of them', async () => {
    await expect(api.taskApi().createAll(Array(MAX_CREATES + 1).fill({ task_type: 'TASK1', data: {} }))).rejects.toThrow(`at most ${MAX_CREATES} tasks, not ${MAX_CREATES + 1}`);
    expect(api.ports.store.items()).toEqual([]);
  });
});

test('log lines say which task they are about, and nothing that it carries', async () => {
  const id = await api.create({ data: { SECRET } });
  await api.report(id, { status: 'IN_PROGRESS', status_msg: SECRET, claim: CLAIM, progress: { message: SECRET } });
  await api.report(id, { status: 'IN_PROGRESS', claim: CLAIM });
  await api.report(id, { status: 'COMPLETED', claim: `${CLAIM}-of-another` });
  await api.cancel(id);
  await api.cancel(id);
  await api.report(id, { status: 'FAILED', claim: CLAIM, error: { message: SECRET } });
  await api.retry(id);
  const record = await api.record(id);
  expect(api.logger.lines).toMatchObject([
    { message: 'task created', ...taskKeys({ ...record, attempt: 0 }) },
    { message: 'task IN_PROGRESS', ...taskKeys(record) },
    { message: 'report refused', ...taskKeys(record), reported: 'COMPLETED' },
    { message: 'task is to be cancelled: its worker was asked to stop', ...taskKeys(record) },
    { message: 'task CANCELLED', ...taskKeys(record) },
    { message: 'task CREATED again: its client retries it', ...taskKeys(record) },
  ]);
  expect(JSON.stringify(api.logger.lines)).not.toContain(CLAIM);
  expect(JSON.stringify(api.logger.lines)).not.toContain(SECRET);
});
