import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Credentials, DeployedStack, Engine } from '../../scripts/local-aws';
import { deployExample, exampleFolder, resolvableApiUrl } from '../../scripts/local-aws';
import { TaskClient } from '../../scripts/local-aws/task-client';
import { eventually } from '../../scripts/support/eventually';

/** What the tests of the quickstart need of the local AWS that runs it. */
export interface QuickstartWorld {
  readonly engine: Engine;
  readonly client: TaskClient;
  readonly stack: DeployedStack;
}

/**
 * The tests of the quickstart, on a local AWS that is running when they begin.
 *
 * @param credentials of the client, for an API that is deployed already
 */
export function quickstartSuite(engineOf: () => Engine, credentials: (world: Omit<QuickstartWorld, 'client'>) => Promise<Credentials>): void {
  let world: QuickstartWorld;
  let bucket: string;
  let s3: S3Client;

  beforeAll(async () => {
    const engine = engineOf();
    const [stack] = await deployExample(engine, 'quickstart');
    world = { engine, stack, client: new TaskClient(resolvableApiUrl(engine, stack.outputs.ApiUrl), await credentials({ engine, stack })) };
    bucket = stack.outputs.BucketName;
    s3 = new S3Client({ ...engine.clientConfig, forcePathStyle: true });
    const photo = readFileSync(join(exampleFolder('quickstart'), 'photo.png'));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'photo.png', Body: photo, ContentType: 'image/png' }));
  });

  test('a task goes all the way, and its result is there', async () => {
    const id = await world.client.create({ task_type: 'thumbnail', data: { key: 'photo.png', width: 128 } });
    expect(await world.client.settled(id)).toMatchObject({
      id, task_type: 'thumbnail', status: 'COMPLETED', attempt: 1, result: { key: 'thumbnails/photo.png', width: 128, height: 85 },
    });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'thumbnails/photo.png' }));
    const png = Buffer.from(await Body!.transformToByteArray());
    expect([png.toString('latin1', 1, 4), png.readUInt32BE(16)]).toEqual(['PNG', 128]);
  });

  test('fifty equal requests at once make one task', async () => {
    const task = { task_type: 'thumbnail', data: { key: 'photo.png', width: 32 } };
    // A slow machine does not start fifty functions within their time-out: as every client does then, it sends the request again.
    const post = async (): Promise<[number, string]> => eventually(async () => {
      const { status, body } = await world.client.send('POST', '/tasks', task, { 'idempotency-key': 'fifty' });
      return status === 502 ? undefined : [status, body.id];
    }, () => 'the gateway still answers 502');
    const answers = await Promise.all(Array.from({ length: 50 }, post));
    const [[, id]] = answers;
    expect(new Set(answers.map(String))).toEqual(new Set([`201,${id}`]));
    expect(await world.client.settled(id)).toMatchObject({ status: 'COMPLETED', attempt: 1 });
    const other = { task_type: 'thumbnail', data: { key: 'photo.png', width: 33 } };
    expect((await world.client.send('POST', '/tasks', other, { 'idempotency-key': 'fifty' })).status).toBe(422);
  });

  test('a task that has settled is read by its tag, and can be deleted', async () => {
    const id = await world.client.create({ task_type: 'thumbnail', data: { key: 'photo.png', width: 16 } });
    await world.client.settled(id);
    const etag = (await world.client.send('GET', `/tasks/${id}`)).headers.get('etag')!;
    expect((await world.client.send('GET', `/tasks/${id}`, undefined, { 'if-none-match': etag })).status).toBe(304);
    expect((await world.client.send('DELETE', `/tasks/${id}`, undefined, { 'if-match': '"other"' })).status).toBe(412);
    expect((await world.client.send('DELETE', `/tasks/${id}`, undefined, { 'if-match': etag })).status).toBe(204);
    expect((await world.client.send('GET', `/tasks/${id}`)).status).toBe(404);
  });

  test('every task is in the list once, while others are created', async () => {
    const task = { task_type: 'thumbnail', data: { key: 'no.png', width: 1 }, run_at: 4_102_444_800 };
    const create = async (count: number): Promise<string[]> => {
      const { body } = await world.client.send('POST', '/tasks/batch', { tasks: Array(count).fill(task) });
      return body.tasks.map(({ id }: { id: string }) => id);
    };
    const ids = await create(25);
    const seen: string[] = [];
    for (let token: string | null = ''; token !== null;) {
      const { body }: { body: any } = await world.client.send('GET', `/tasks?status=SCHEDULED&limit=7${token && `&next_token=${token}`}`);
      seen.push(...body.tasks.map(({ id }: { id: string }) => id));
      token = body.next_token;
      await create(2);
    }
    expect(seen.filter((id) => ids.includes(id)).sort()).toEqual([...ids].sort());
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('data that is too large for the record goes the same way', async () => {
    const id = await world.client.create({ task_type: 'thumbnail', data: { key: 'photo.png', width: 64, note: 'x'.repeat(20_000) } });
    expect(await world.client.settled(id)).toMatchObject({ status: 'COMPLETED', result: { width: 64 } });
  });

  test('data that does not fit its schema is refused, place by place', async () => {
    const { status, body } = await world.client.send('POST', '/tasks', { task_type: 'thumbnail', data: { key: '', width: '128' } });
    expect([status, body.errors]).toEqual([422, [
      { pointer: '#/data/key', detail: 'data.key must have at least 1 character, and has 0.' },
      { pointer: '#/data/width', detail: 'data.width must be a whole number, not "128".' },
    ]]);
  });

  test('a task whose handler throws says why, and is tried again', async () => {
    const id = await world.client.create({ task_type: 'thumbnail', data: { key: 'no-such.png', width: 128 }, max_attempts: 2 });
    const retrying = await world.client.until(id, ({ status }) => status === 'RETRYING');
    expect(retrying).toMatchObject({ attempt: 1, max_attempts: 2, error: { type: expect.stringMatching(/NoSuchKey|AccessDenied/) } });

    const failed = await world.client.settled(id);
    expect(failed).toMatchObject({ status: 'FAILED', attempt: 2, error: { type: retrying.error.type } });
    expect(failed.status_msg).toBe(failed.error.message);
  });

  test('a settled task is final', async () => {
    const id = await world.client.create({ task_type: 'thumbnail', data: { key: 'photo.png', width: 32 } });
    await world.client.settled(id);
    expect(await world.client.report(id, 'FAILED')).toBe(409);
    expect((await world.client.read(id)).status).toBe('COMPLETED');
  });

  test('the list shows every task once, newest first', async () => {
    const created: string[] = [];
    for (let i = 0; i < 12; i += 1) created.push(await world.client.create({ task_type: 'thumbnail', data: { key: 'photo.png', width: 16 } }));
    const listed: string[] = [];
    let path = '/tasks';
    while (path) {
      const { status, body } = await world.client.send('GET', path);
      expect(status).toBe(200);
      expect(body.tasks.length).toBeLessThanOrEqual(10);
      listed.push(...body.tasks.map(({ id }: { id: string }) => id));
      path = body.next_token && `/tasks?next_token=${body.next_token}`;
    }
    expect(listed.slice(0, 12)).toEqual(created.reverse());
    expect(new Set(listed).size).toBe(listed.length);
    await Promise.all(created.map(async (id) => world.client.settled(id)));
  });

  test('a direct invocation of the api function creates tasks as well', async () => {
    const name = world.stack.functions.find(({ shortName }) => shortName === 'TasksApiFunction')!.name;
    const { Payload, FunctionError } = await new LambdaClient(world.engine.clientConfig).send(new InvokeCommand({
      FunctionName: name,
      Payload: JSON.stringify([
        { task_type: 'thumbnail', data: { key: 'photo.png', width: 48 } },
        { task_type: 'unknown', data: {} },
      ]),
    }));
    expect(FunctionError).toBeUndefined();
    const [created, refused] = JSON.parse(Buffer.from(Payload!).toString('utf8'));
    expect(refused).toMatchObject({ status: 422, detail: 'There is no task type "unknown"; this API has thumbnail.' });
    expect(await world.client.settled(created.id)).toMatchObject({ status: 'COMPLETED', result: { width: 48 } });
  });

  test.each<[string, string, unknown, number, string]>([
    ['POST', '/tasks', '{"task_type', 400, 'is not JSON'],
    ['POST', '/tasks', { task_type: 'unknown', data: {} }, 422, 'this API has thumbnail'],
    ['POST', '/tasks', { task_type: 'thumbnail', data: { key: 'photo.png', width: 0 } }, 422, 'data.width must be at least 1, not 0.'],
    ['GET', '/tasks?next_token=x', undefined, 400, 'begin again without it'],
    ['GET', '/tasks/nothing', undefined, 404, 'no task "nothing"'],
    ['PATCH', '/tasks/nothing', { status: 'COMPLETED' }, 404, 'no task "nothing"'],
    ['DELETE', '/tasks/nothing', undefined, 404, 'There is no task'],
    ['PUT', '/tasks', {}, 405, 'answers POST, GET'],
  ])('%s %s with %j is answered %d', async (method, path, body, status, detail) => {
    const answer = await world.client.send(method, path, body);
    expect(answer.body).toMatchObject({ status, detail: expect.stringContaining(detail) });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
  });
}
