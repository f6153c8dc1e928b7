import { POLICY, TestApi } from '../../../support/task-api';

const CLAIM = 'claim-of-mine';
const LARGE = 'x'.repeat(5000);

let api: TestApi;
beforeEach(() => {
  api = new TestApi();
});

const fail = async (id: string): Promise<unknown> => api.report(id, { status: 'FAILED', error: { message: 'no luck' } });

test.each<[string, (id: string) => Promise<unknown>, number]>([
  ['FAILED', fail, 1],
  ['CANCELLED', async (id) => api.cancel(id), 0],
])('a task that is %s begins anew, and its attempts count on', async (status, settle, attempt) => {
  const id = await api.create();
  await settle(id);
  expect(await api.record(id)).toMatchObject({ status });
  api.ports.clock.advance(1000);

  const answer = await api.retry(id);
  expect(answer).toMatchObject({ status: 200, body: { id, status: 'CREATED', status_msg: '', attempt, updated_time: api.seconds } });
  expect(answer.body).not.toHaveProperty('error');
  expect(answer.body).not.toHaveProperty('ttl');
  expect(answer.body).toEqual((await api.read(id)).body);
  expect(await api.record(id)).toMatchObject({ dispatch: 2, deadline: api.ports.clock.now() + POLICY.deadline });
  expect(await api.claim(id)).toMatchObject({ attempt: attempt + 1, attempt_limit: attempt + 3 });
});

test('the ttl that the client chose still holds', async () => {
  const ttl = api.seconds + 600;
  const id = await api.create({ ttl });
  await fail(id);
  expect((await api.retry(id)).body.ttl).toBe(ttl);
});

test('a late report of the run before is refused', async () => {
  const id = await api.create();
  await api.report(id, { status: 'IN_PROGRESS', claim: CLAIM });
  await api.report(id, { status: 'FAILED', claim: CLAIM });
  await api.retry(id);
  expect((await api.report(id, { status: 'COMPLETED', claim: CLAIM })).status).toBe(409);
  expect(await api.record(id)).toMatchObject({ status: 'CREATED' });
});

const CANNOT = 'only a task that is FAILED or CANCELLED can be retried. This one can be cancelled (POST /tasks/{id}/cancel).';

test.each<[string, object, (id: string) => Promise<unknown>, string]>([
  ['SCHEDULED', { run_at: 1800000000 }, async () => {}, `The task is SCHEDULED; ${CANNOT}`],
  ['CREATED', {}, async () => {}, `The task is CREATED; ${CANNOT}`],
  ['IN_PROGRESS', {}, async (id) => api.report(id, { status: 'IN_PROGRESS' }), `The task is IN_PROGRESS; ${CANNOT}`],
  ['RETRYING', {}, async (id) => api.report(id, { status: 'FAILED', error: { message: 'x', retryable: true } }), `The task is RETRYING; ${CANNOT}`],
  ['COMPLETED', {}, async (id) => api.report(id, { status: 'COMPLETED' }), 'The task is COMPLETED, which is final; to do its work again, create a new task.'],
  ['IN_PROGRESS', {}, async (id) => {
    await api.report(id, { status: 'IN_PROGRESS' });
    await api.cancel(id);
  }, 'The task is IN_PROGRESS, and its worker was asked to stop; it can be retried once it is CANCELLED.'],
])('a task that is %s cannot be retried', async (status, task, prepare, detail) => {
  const id = await api.create(task);
  await prepare(id);
  const record = await api.record(id);
  expect((await api.retry(id)).body).toMatchObject({ status: 409, title: 'Conflict', detail });
  expect(record.status).toBe(status);
  expect(await api.record(id)).toEqual(record);
});

test('the second of two retries is told that the task is CREATED', async () => {
  const id = await api.create();
  await fail(id);
  await api.retry(id);
  expect((await api.retry(id)).body).toMatchObject({ status: 409, detail: expect.stringContaining('The task is CREATED') });
  expect(await api.record(id)).toMatchObject({ dispatch: 2 });
});

test('large data is kept as long as the new run may need it', async () => {
  const id = await api.create({ data: LARGE });
  await fail(id);
  api.ports.clock.advance(1_000_000);
  expect((await api.retry(id)).status).toBe(200);
  const { data_ref, deadline } = await api.record(id);
  expect(api.ports.store.items().find((item) => item.id === data_ref)!.ttl).toBe(Math.floor(deadline / 1000) + POLICY.retention);
});

test('a task whose data is gone cannot be retried', async () => {
  const id = await api.create({ data: LARGE });
  await fail(id);
  const record = await api.record(id);
  await api.ports.store.delete({ TableName: api.ports.table, Key: { id: record.data_ref } });
  expect((await api.retry(id)).body).toMatchObject({
    status: 409, detail: 'The task is FAILED, and cannot be retried, since its data is gone; create a new task.',
  });
  expect(await api.record(id)).toEqual(record);
});

test('a task that is not there is a 404', async () => {
  const id = await api.create();
  await fail(id);
  api.ports.clock.advance(POLICY.retention * 1000);
  expect((await api.retry(id)).body).toMatchObject({ status: 404, detail: `There is no task "${id}".` });
  expect((await api.retry('nothing')).status).toBe(404);
});

test.each<[unknown, number]>([[undefined, 200], [{}, 200], [{ data: {} }, 422], ['{', 400]])('the request %j is a %d', async (body, expected) => {
  const id = await api.create();
  await fail(id);
  expect((await api.retry(id, body)).status).toBe(expected);
});
