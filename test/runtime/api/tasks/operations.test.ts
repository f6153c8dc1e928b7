import { MAX_BATCH_BODY_BYTES, MAX_CREATES } from '../../../../src/contract';
import type { Answer } from '../../../support/http';
import type { TestApiOptions } from '../../../support/task-api';
import { TestApi } from '../../../support/task-api';

const CLAIM = 'claim-of-mine';

let api: TestApi;
beforeEach(() => {
  api = new TestApi();
});

const send = async (method: string, id: string, headers: Record<string, string> = {}, body?: unknown): Promise<Answer> => (
  api.send({ method, path: `/tasks/${id}`, headers, body })
);

describe('Prefer: return=representation', () => {
  const prefer = 'respond-async, return=representation';
  const APPLIED = { 'preference-applied': 'return=representation' };

  test('answers a creation with the task', async () => {
    const { status, headers, body } = await api.send({ method: 'POST', headers: { prefer }, body: { task_type: 'TASK1', data: {} } });
    expect([status, headers]).toEqual([201, expect.objectContaining({ ...APPLIED, location: `tasks/${body.id}`, etag: `"${(await api.record(body.id)).revision}"` })]);
    expect(body).toMatchObject({ status: 'CREATED', task_type: 'TASK1', attempt: 0 });
  });

  test('answers a report with the task, and its result', async () => {
    const id = await api.create();
    const begun = await send('PATCH', id, { prefer }, { status: 'IN_PROGRESS', claim: CLAIM });
    expect([begun.status, begun.headers, begun.body.status]).toEqual([200, expect.objectContaining(APPLIED), 'IN_PROGRESS']);
    const result = { text: 'x'.repeat(2000) };
    const done = await send('PATCH', id, { prefer }, { status: 'COMPLETED', claim: CLAIM, result });
    expect([done.headers.etag, done.body]).toEqual([`"${(await api.record(id)).revision}"`, expect.objectContaining({ status: 'COMPLETED', result })]);
    expect(done.headers).not.toHaveProperty('retry-after');
  });

  test('without it, a report is answered without a body', async () => {
    const { status, body, headers } = await api.report(await api.create(), { status: 'COMPLETED' });
    expect([status, body, headers.etag]).toEqual([204, undefined, undefined]);
  });
});

describe('If-None-Match', () => {
  test('answers 304 while the task is what the client has', async () => {
    const id = await api.create();
    const { headers: { etag } } = await api.read(id);
    const again = await send('GET', id, { 'if-none-match': `"other", W/${etag}` });
    expect([again.status, again.body, again.headers.etag]).toEqual([304, undefined, etag]);

    await api.claim(id);
    const changed = await send('GET', id, { 'if-none-match': String(etag) });
    expect([changed.status, changed.body.status]).toEqual([200, 'IN_PROGRESS']);
  });

  test('a 304 costs one read, however large the result is', async () => {
    const id = await api.create();
    await api.complete(await api.claim(id), 'x'.repeat(5000));
    const consumed = api.ports.store.startCounting();
    expect((await send('GET', id, { 'if-none-match': '*' })).status).toBe(304);
    expect(consumed.byOperation.get.calls).toBe(1);
  });
});

describe('include=data', () => {
  test.each([['small', { foo: 'bar' }], ['large', 'ü'.repeat(3000)]])('shows what the client posted: %s', async (_, data) => {
    const id = await api.create({ data });
    expect((await api.send({ path: `/tasks/${id}`, query: { include: 'data' } })).body.data).toEqual(data);
    expect((await api.read(id)).body).not.toHaveProperty('data');
  });

  test.each(['data,claim', '', ','])('is not %j', async (include) => {
    const { status, body } = await api.send({ path: `/tasks/${await api.create()}`, query: { include } });
    expect([status, body.errors[0].parameter]).toEqual([400, 'include']);
  });
});

describe('Prefer: wait', () => {
  const waitFor = async (id: string, wait: string, options?: TestApiOptions): Promise<Answer> => (
    api.send({ path: `/tasks/${id}`, headers: { prefer: `wait=${wait}` } }, options)
  );
  const LONG = { longPolling: 20_000 };

  test('answers when the task has settled', async () => {
    const id = await api.create();
    const record = await api.claim(id);
    const start = api.ports.clock.now();
    let looks = 0;
    jest.spyOn(api.ports.clock, 'sleep').mockImplementation(async (milliseconds) => {
      api.ports.clock.advance(milliseconds);
      looks += 1;
      if (looks === 3) await api.complete(record, 'done');
    });
    const { headers, body } = await waitFor(id, '10', LONG);
    expect([body.status, body.result, headers['preference-applied']]).toEqual(['COMPLETED', 'done', 'wait=10']);
    expect(api.ports.clock.now() - start).toBe(3000);
  });

  test.each([['the client', '7', 7000], ['the API', '999', 20_000]])('answers with the task as it is after the time that %s allows', async (_, wait, expected) => {
    const id = await api.create();
    const start = api.ports.clock.now();
    jest.spyOn(api.ports.clock, 'sleep').mockImplementation(async (milliseconds) => void api.ports.clock.advance(milliseconds));
    expect((await waitFor(id, wait, LONG)).body.status).toBe('CREATED');
    expect(api.ports.clock.now() - start).toBe(expected);
  });

  test('tells that the task is gone, once it is', async () => {
    const id = await api.create({ ttl: api.seconds + 2 });
    jest.spyOn(api.ports.clock, 'sleep').mockImplementation(async (milliseconds) => void api.ports.clock.advance(milliseconds));
    expect((await waitFor(id, '10', LONG)).status).toBe(404);
  });

  test('is not heeded where it is not switched on, or the task has settled', async () => {
    const sleep = jest.spyOn(api.ports.clock, 'sleep');
    const id = await api.create();
    expect((await waitFor(id, '10')).headers).not.toHaveProperty('preference-applied');
    await api.report(id, { status: 'COMPLETED' });
    expect((await waitFor(id, '10', LONG)).body.status).toBe('COMPLETED');
    expect(sleep).not.toHaveBeenCalled();
  });
});

describe('If-Match', () => {
  const REQUESTS: Array<[string, (id: string, headers: Record<string, string>) => Promise<Answer>]> = [
    ['cancel', async (id, headers) => send('POST', `${id}/cancel`, headers)],
    ['report', async (id, headers) => send('PATCH', id, headers, { status: 'COMPLETED' })],
  ];
  const SETTLED: typeof REQUESTS = [
    ['retry', async (id, headers) => send('POST', `${id}/retry`, headers)],
    ['delete', async (id, headers) => send('DELETE', id, headers)],
  ];
  const failed = async (): Promise<string> => {
    const id = await api.create();
    await api.fail(await api.claim(id), { type: 'Error', message: 'no' });
    return id;
  };

  test.each([...REQUESTS.map((row) => [...row, false] as const), ...SETTLED.map((row) => [...row, true] as const)])('%s is done on what the client has read', async (_, request, isSettled) => {
    for (const tag of ['read', '*']) {
      const id = isSettled ? await failed() : await api.create();
      const { headers } = await api.read(id);
      expect((await request(id, { 'if-match': tag === '*' ? tag : `"x", ${headers.etag}` })).status).toBeLessThan(300);
    }
  });

  test.each([...REQUESTS.map((row) => [...row, false] as const), ...SETTLED.map((row) => [...row, true] as const)])('%s is refused when the task has changed', async (_, request, isSettled) => {
    const id = isSettled ? await failed() : await api.create();
    const before = await api.record(id);
    for (const tag of ['"other"', `W/"${before.revision}"`, '']) {
      const { status, body } = await request(id, { 'if-match': tag });
      expect([status, body.detail]).toEqual([412, `The task has changed since you read it, and is ${before.status} now; read it again, and decide anew.`]);
    }
    expect(await api.record(id)).toEqual(before);
  });

  test('holds for what comes between reading and writing', async () => {
    const id = await api.create();
    const { headers: { etag } } = await api.read(id);
    const { update } = api.ports.store;
    const slow = {
      ...api.ports.store,
      get: api.ports.store.get.bind(api.ports.store),
      update: async (input: Parameters<typeof update>[0]) => {
        await api.claim(id);
        return update.call(api.ports.store, input);
      },
    };
    const { status, body } = await api.send({ method: 'POST', path: `/tasks/${id}/cancel`, headers: { 'if-match': String(etag) } }, { store: slow as never });
    expect([status, body.detail]).toEqual([412, expect.stringContaining('is IN_PROGRESS now')]);
    expect(await api.record(id)).not.toHaveProperty('cancel_requested');
  });
});

describe('DELETE /tasks/{id}', () => {
  test('erases a settled task with its data and its result', async () => {
    const id = await api.create({ data: 'd'.repeat(2000) });
    await api.complete(await api.claim(id), 'r'.repeat(2000));
    expect((await send('DELETE', id)).status).toBe(204);
    expect(api.ports.store.items()).toEqual([]);
    expect((await send('DELETE', id)).status).toBe(404);
    expect((await api.read(id)).status).toBe(404);
  });

  test.each(['SCHEDULED', 'CREATED', 'IN_PROGRESS', 'RETRYING'])('refuses one that is %s', async (status) => {
    const id = await api.create();
    await api.alter(id, { status });
    const answer = await send('DELETE', id);
    expect([answer.status, answer.body.detail]).toEqual([409, `The task is ${status}; only a task that has settled can be deleted. This one can be cancelled (POST /tasks/{id}/cancel).`]);
  });
});

describe('POST /tasks/batch', () => {
  const post = async (body: unknown, headers?: Record<string, string>): Promise<Answer> => api.send({ method: 'POST', path: '/tasks/batch', body, headers });
  const task = (data: unknown): object => ({ task_type: 'TASK1', data });

  test('creates tasks, each with its own outcome', async () => {
    const { status, body } = await post({ tasks: [task(1), { task_type: 'TASK1' }, 'text', task(2)] });
    expect(status).toBe(200);
    expect(body.tasks).toMatchObject([{ status: 201 }, { status: 422, errors: [{ pointer: '#/data' }] }, { status: 422 }, { status: 201 }]);
    const created = await Promise.all([0, 3].map(async (place) => (await api.record(body.tasks[place].id)).data));
    expect(created).toEqual(['1', '2']);
  });

  test('with a key, again, has the same answer and creates nothing', async () => {
    const tasks = { tasks: [task(1), task(1), { task_type: 'TASK1' }] };
    const first = await post(tasks, { 'idempotency-key': 'order-17' });
    expect(await post(tasks, { 'idempotency-key': 'order-17' })).toEqual(first);
    expect(new Set(first.body.tasks.map(({ id }: { id?: string }) => id)).size).toBe(3);
    expect(api.ports.store.items()).toHaveLength(2);
  });

  test('with a key and another task in a place: that one is refused, and a single task with the key is another', async () => {
    const [first] = (await post({ tasks: [task(1), task(2)] }, { 'idempotency-key': 'order-17' })).body.tasks;
    const { body } = await post({ tasks: [task(1), task(3)] }, { 'idempotency-key': 'order-17' });
    expect(body.tasks).toMatchObject([{ status: 201, id: first.id }, { status: 422 }]);
    const single = await api.send({ method: 'POST', body: task(9), headers: { 'idempotency-key': 'order-17' } });
    expect(single.status).toBe(201);
  });

  test.each([[{}, '#/tasks'], [{ tasks: [] }, '#/tasks'], [{ tasks: {} }, '#/tasks'], [{ tasks: Array(MAX_CREATES + 1).fill({}) }, '#/tasks'], [{ tasks: [{}], more: 1 }, '#/more']])(
    'is refused as a whole when it is no list of 1 to 100: %#', async (body, pointer) => {
      const answer = await post(body);
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
    },
  );

  test('may have 5 MB, and no more', async () => {
    const room = MAX_BATCH_BODY_BYTES - JSON.stringify({ tasks: [] }).length;
    const large = Array.from({ length: 20 }, () => task('x'.repeat(200_000)));
    expect((await post({ tasks: large })).body.tasks.every(({ status }: { status: number }) => status === 201)).toBe(true);
    expect((await post(`{"tasks":[${' '.repeat(room + 1)}]}`)).status).toBe(413);
  });
});

describe('GET /tasks', () => {
  const list = async (query: Record<string, string>): Promise<Answer> => api.send({ query });
  const idsOf = ({ body }: Answer): string[] => body.tasks.map(({ id }: { id: string }) => id);

  test('takes a limit', async () => {
    for (let count = 0; count < 5; count += 1) await api.create();
    const page = await list({ limit: '3' });
    expect(page.body.tasks).toHaveLength(3);
    expect((await list({ limit: '100', next_token: page.body.next_token })).body).toMatchObject({ tasks: [{}, {}], next_token: null });
  });

  test('filters by status, type and time', async () => {
    const failed = await api.create();
    await api.fail(await api.claim(failed), { type: 'Error', message: 'no' });
    api.ports.clock.advance(5000);
    const other = await api.create({ task_type: 'OTHER' });
    expect(idsOf(await list({ status: 'FAILED' }))).toEqual([failed]);
    expect(idsOf(await list({ task_type: 'OTHER' }))).toEqual([other]);
    expect(idsOf(await list({ created_after: String(api.seconds - 1) }))).toEqual([other]);
    expect(idsOf(await list({ created_before: String(api.seconds) }))).toEqual([failed]);
  });

  test('refuses the token of another list', async () => {
    for (let count = 0; count < 3; count += 1) await api.create();
    const { body } = await list({ limit: '1', status: 'CREATED' });
    expect((await list({ limit: '2', status: 'CREATED', next_token: body.next_token })).status).toBe(200);
    const { status, body: problem } = await list({ next_token: body.next_token });
    expect([status, problem.errors[0].parameter]).toEqual([400, 'next_token']);
  });

  test.each<[Record<string, string>, string]>([
    [{ limit: '0' }, 'limit'], [{ limit: '101' }, 'limit'], [{ limit: '1e1' }, 'limit'], [{ status: 'DONE' }, 'status'], [{ task_type: '' }, 'task_type'],
    [{ created_after: '-1' }, 'created_after'], [{ created_before: '2026-01-01' }, 'created_before'], [{ next_token: 'x' }, 'next_token'],
  ])('refuses %j', async (query, parameter) => {
    const { status, body } = await list(query);
    expect([status, body.errors.map((error: { parameter: string }) => error.parameter)]).toEqual([400, [parameter]]);
  });
});
