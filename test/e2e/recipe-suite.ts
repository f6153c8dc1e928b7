import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Engine } from '../../scripts/local-aws';
import { deployExample } from '../../scripts/local-aws';
import { TaskClient } from '../../scripts/local-aws/task-client';
import { eventually } from '../../scripts/support/eventually';

/** So long a task is there, or runs: a slow machine sees it, too. */
const SEEN_SECONDS = 5;

/** The tests of the recipe's system, API and worker in two apps, on a local AWS that is running when they begin. */
export function recipeSuite(engineOf: () => Engine): void {
  let apiUrl: string;
  let client: TaskClient;

  beforeAll(async () => {
    await deployExample(engineOf(), 'recipe');
    const { Parameter } = await new SSMClient(engineOf().clientConfig).send(new GetParameterCommand({ Name: '/tasks/api_url' }));
    apiUrl = Parameter!.Value!;
    client = new TaskClient(apiUrl);
  });

  test('the Python worker does TASK1, and reports each step over HTTP', async () => {
    const id = await client.create({ task_type: 'TASK1', data: { seconds: SEEN_SECONDS } });
    const { body: created } = await client.send('GET', `/tasks/${id}`);
    expect(created).toMatchObject({ id, task_type: 'TASK1', created_time: expect.any(Number) });

    const running = await client.until(id, (task) => task.status === 'IN_PROGRESS');
    expect(running).toMatchObject({ status_msg: 'Task started', updated_time: expect.any(Number) });
    expect(await client.settled(id)).toMatchObject({ status: 'COMPLETED', status_msg: 'Task completed' });
  });

  test('a failure is reported with its reason', async () => {
    const id = await client.create({ task_type: 'TASK1', data: { seconds: -1 } });
    expect(await client.settled(id)).toMatchObject({ status: 'FAILED', status_msg: 'cannot sleep for -1 seconds' });
  });

  test('tasks that nobody serves stay CREATED, as the recipe answers them', async () => {
    const unserved = await client.create({ task_type: 'TASK2', data: { foo: 'bar' } });
    const served = await client.create({ task_type: 'TASK1', data: { seconds: 0 } });
    await client.settled(served);
    expect(await client.read(unserved)).toEqual({
      id: unserved, task_type: 'TASK2', status: 'CREATED', status_msg: '', created_time: expect.any(Number), updated_time: null, attempt: 0,
    });
    const { body } = await client.send('GET', '/tasks');
    expect(body.next_token).toBeNull();
    expect(body.tasks.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining([served, unserved]));
  });

  test('any program can report on them instead', async () => {
    const id = await client.create({ task_type: 'TASK3', data: {} });
    expect(await client.report(id, 'IN_PROGRESS', 'by hand')).toBe(204);
    expect(await client.report(id, 'IN_PROGRESS', 'by another hand')).toBe(409);
    expect(await client.report(id, 'COMPLETED', 'done')).toBe(204);
    expect(await client.report(id, 'FAILED', 'after all')).toBe(409);
    expect(await client.read(id)).toMatchObject({ status: 'COMPLETED', status_msg: 'done' });
  });

  test('the API describes itself, relative to where it is', async () => {
    const { status, body } = await client.send('GET', '/openapi.json');
    expect(status).toBe(200);
    expect(Object.keys(body.paths)).toContain('/tasks/{id}');
    expect(body.servers).toEqual([{ url: '.' }]);
  });

  test('a browser that goes to /docs gets the page', async () => {
    const url = `${apiUrl}/docs`;
    const page = await fetch(url);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toMatch(/^<!doctype html>/);
    expect((await fetch(url, { headers: { 'if-none-match': page.headers.get('etag')! } })).status).toBe(304);
    const refused = await fetch(url, { method: 'POST' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET']);
  });

  test('a ttl makes a task disappear, whether or not DynamoDB has deleted it', async () => {
    const ttl = String(Math.floor(Date.now() / 1000) + SEEN_SECONDS);
    const id = await client.create({ task_type: 'TASK2', data: {}, ttl });
    expect((await client.read(id)).ttl).toBe(Number(ttl));
    const after = await eventually(async () => {
      const { status } = await client.send('GET', `/tasks/${id}`);
      return status === 200 ? undefined : status;
    }, () => 'the task is still there');
    expect(after).toBe(404);
  });

  test('a task type that the recipe does not have is refused', async () => {
    expect((await client.send('POST', '/tasks', { task_type: 'TASK4', data: {} })).body).toMatchObject({
      status: 422, detail: 'There is no task type "TASK4"; this API has TASK1, TASK2, TASK3.',
    });
  });
}
