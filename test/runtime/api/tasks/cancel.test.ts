import type { Store } from '../../../../runtime/core/ports';
import { TestApi } from '../../../support/task-api';

const CLAIM = 'claim-of-mine';

let api: TestApi;
beforeEach(() => {
  api = new TestApi();
});

const failRetryably = async (id: string): Promise<void> => {
  await api.report(id, { status: 'FAILED', error: { message: 'no luck', retryable: true } });
};

test.each<[string, (id: string) => Promise<unknown>, object]>([
  ['SCHEDULED', async () => {}, { run_at: 1800000000 }],
  ['CREATED', async () => {}, {}],
  ['RETRYING', failRetryably, {}],
])('a task that is %s is CANCELLED at once', async (status, prepare, task) => {
  const id = await api.create(task);
  await prepare(id);
  expect(await api.record(id)).toMatchObject({ status });
  api.ports.clock.advance(1000);

  const answer = await api.cancel(id);
  expect(answer).toMatchObject({ status: 200, body: { id, status: 'CANCELLED', updated_time: api.seconds, ttl: api.seconds + 3600 } });
  expect(answer.body).not.toHaveProperty('run_at');
  expect(answer.body).toEqual((await api.read(id)).body);
  expect(api.metrics.names().slice(-2)).toEqual(['Cancelled', 'TotalTime']);
});

test('a task that a worker holds is cancelled when the worker has stopped', async () => {
  const id = await api.create();
  await api.report(id, { status: 'IN_PROGRESS', claim: CLAIM });
  expect(await api.cancel(id)).toMatchObject({ status: 202, body: { id, status: 'IN_PROGRESS', cancel_requested: true } });
  expect(api.metrics.names()).not.toContain('Cancelled');

  await api.report(id, { status: 'FAILED', claim: CLAIM });
  const answer = await api.cancel(id);
  expect(answer).toMatchObject({ status: 200, body: { id, status: 'CANCELLED' } });
  expect(answer.body).not.toHaveProperty('cancel_requested');
});

test('a worker that is done before it stops has done its work', async () => {
  const id = await api.create();
  await api.report(id, { status: 'IN_PROGRESS', claim: CLAIM });
  await api.cancel(id);
  expect((await api.report(id, { status: 'COMPLETED', claim: CLAIM })).status).toBe(204);
  const { body } = await api.read(id);
  expect(body.status).toBe('COMPLETED');
  expect(body).not.toHaveProperty('cancel_requested');
});

test.each([['CREATED', 200, false], ['IN_PROGRESS', 202, true]])('the same request again has the same answer (%s)', async (_status, expected, isHeld) => {
  const id = await api.create();
  if (isHeld) await api.report(id, { status: 'IN_PROGRESS' });
  const first = await api.cancel(id);
  const counted = api.metrics.names();
  const lines = api.logger.lines.length;

  api.ports.clock.advance(5000);
  expect(await api.cancel(id)).toEqual(first);
  expect(first.status).toBe(expected);
  expect(api.metrics.names()).toEqual(counted);
  expect(api.logger.lines).toHaveLength(lines);
});

test.each([
  ['COMPLETED', 'The task is COMPLETED, which is final; only a task that has not settled can be cancelled.'],
  ['FAILED', 'The task is FAILED, so there is nothing to cancel; it can only be retried (POST /tasks/{id}/retry).'],
])('a task that is %s cannot be cancelled', async (status, detail) => {
  const id = await api.create();
  await api.report(id, { status });
  const record = await api.record(id);
  expect((await api.cancel(id)).body).toMatchObject({ status: 409, title: 'Conflict', detail });
  expect(await api.record(id)).toEqual(record);
});

test('a task that settles while it is cancelled is what it has become', async () => {
  const id = await api.create();
  const store: Store = Object.create(api.ports.store);
  store.update = async (input) => {
    await api.report(id, { status: 'COMPLETED' });
    return api.ports.store.update(input);
  };
  const { status, body } = await api.send({ method: 'POST', path: `/tasks/${id}/cancel` }, { store });
  expect([status, body.detail]).toEqual([409, expect.stringContaining('The task is COMPLETED')]);
});

test('a task that is not there is a 404', async () => {
  const id = await api.create({ ttl: api.seconds + 10 });
  api.ports.clock.advance(10_000);
  expect((await api.cancel(id)).body).toMatchObject({ status: 404, detail: `There is no task "${id}".` });
  expect((await api.cancel('nothing')).status).toBe(404);
});

test.each([[undefined], [''], [{}]])('the request needs no body (%j)', async (body) => {
  expect((await api.cancel(await api.create(), body)).status).toBe(200);
});

test.each<[unknown, number, string]>([
  [{ reason: 'x' }, 422, '"reason" is not a member of this request, which has none.'],
  [[], 422, 'A JSON object is expected, not an array.'],
  ['{', 400, 'The body is not JSON'],
])('a body that says something is refused (%j)', async (body, status, detail) => {
  const id = await api.create();
  expect((await api.cancel(id, body)).body).toMatchObject({ status, detail: expect.stringContaining(detail) });
  expect(await api.record(id)).toMatchObject({ status: 'CREATED' });
});
