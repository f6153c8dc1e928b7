import { Catalogue } from '../../../runtime/api/catalogue';
import type { DeclaredTaskType } from '../../../src/contract';
import { MAX_EXHAUSTIVE_SIZE } from '../../../src/contract';
import { checkOf } from '../../support/schemas';
import { POLICY, TestApi } from '../../support/task-api';

const VALIDATORS = {
  'data.js': checkOf({ type: 'object', properties: { name: { type: 'string' }, size: { type: 'integer' } }, required: ['name'] }),
  'result.js': checkOf({ type: ['object', 'null'], properties: { bytes: { type: 'integer' } }, additionalProperties: false }),
};
const TASK1: DeclaredTaskType = { name: 'TASK1', data: 'data.js', result: 'result.js' };

let api: TestApi;
let loaded: string[];
beforeEach(() => {
  api = new TestApi();
  loaded = [];
});

const catalogueOf = (...taskTypes: DeclaredTaskType[]): Catalogue => new Catalogue(taskTypes, (file) => {
  loaded.push(file);
  return VALIDATORS[file as keyof typeof VALIDATORS];
});
const useTypes = (...taskTypes: DeclaredTaskType[]): void => {
  api.catalogue = catalogueOf(...taskTypes);
};

describe('the data of a type with a schema', () => {
  beforeEach(() => useTypes(TASK1, { name: 'TASK2' }));

  test('is taken when it fits', async () => {
    expect((await api.post({ task_type: 'TASK1', data: { name: 'a', more: [1] } })).status).toBe(201);
    expect(api.ports.store.items()).toMatchObject([{ data: '{"name":"a","more":[1]}' }]);
  });

  test('is a 422 with every place that is wrong when it does not', async () => {
    const { status, headers, body } = await api.post({ task_type: 'TASK1', data: { size: 'x' } });
    expect([status, headers['content-type']]).toEqual([422, 'application/problem+json']);
    expect(body).toMatchObject({
      detail: 'data.name is missing. data.size must be a whole number, not "x".',
      errors: [
        { pointer: '#/data/name', detail: 'data.name is missing.' },
        { pointer: '#/data/size', detail: 'data.size must be a whole number, not "x".' },
      ],
    });
    expect(api.ports.store.items()).toEqual([]);
  });

  test('is told the first thing that is wrong when it is large', async () => {
    const { body } = await api.post({ task_type: 'TASK1', data: { size: 'x', note: 'n'.repeat(MAX_EXHAUSTIVE_SIZE) } });
    expect(body.errors).toHaveLength(1);
  });

  test('is checked after the request itself, whose own places come first', async () => {
    const { body } = await api.post({ task_type: 'TASK1', data: {}, ttl: 'x' });
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['#/ttl']);
    expect(loaded).toEqual([]);
  });

  test('is checked in a direct invocation as well', async () => {
    const answers = await api.taskApi().createAll([{ task_type: 'TASK1', data: 7 }, { task_type: 'TASK1', data: { name: 'a' } }]);
    expect(answers).toEqual([
      expect.objectContaining({ status: 422, errors: [{ pointer: '#/data', detail: 'data must be an object, not 7.' }] }),
      { status: 201, id: expect.any(String) },
    ]);
  });

  test('is any JSON for a type without one, whose validators are nobody’s business', async () => {
    for (const data of [null, 7, [], { name: 7 }]) expect((await api.post({ task_type: 'TASK2', data })).status).toBe(201);
    expect(loaded).toEqual([]);
    await api.post({ task_type: 'TASK1', data: {} });
    expect(loaded).toEqual(['data.js']);
  });
});

describe('the result of a type with a schema', () => {
  beforeEach(() => useTypes({ ...TASK1, data: undefined }));

  test.each([[{ bytes: 1 }], [null]])('is taken when it is %j', async (result) => {
    const id = await api.create();
    expect((await api.report(id, { status: 'COMPLETED', result })).status).toBe(204);
    expect((await api.read(id)).body).toMatchObject({ status: 'COMPLETED', result });
  });

  test.each([
    ['does not fit', { bytes: '1' }, { pointer: '#/result/bytes', detail: 'result.bytes must be a whole number, not "1".' }],
    ['has an unknown member', { byte: 1 }, { pointer: '#/result/byte', detail: 'result.byte is not a member that its schema knows.' }],
    ['is missing', undefined, { pointer: '#/result', detail: 'result is missing; that of a TASK1 has a schema.' }],
  ])('is a 422 when it %s, and the task stays as it is', async (_what, result, error) => {
    const id = await api.create();
    const { status, body } = await api.report(id, { status: 'COMPLETED', result });
    expect([status, body.errors]).toEqual([422, [error]]);
    expect((await api.record(id)).status).toBe('CREATED');
  });

  test('does not concern other reports', async () => {
    const id = await api.create();
    expect((await api.report(id, { status: 'IN_PROGRESS' })).status).toBe(204);
    expect((await api.report(id, { status: 'FAILED', status_msg: 'no' })).status).toBe(204);
    expect(loaded).toEqual([]);
  });

  test('of no task is a 404 as ever', async () => {
    expect((await api.report('nothing', { status: 'COMPLETED', result: 7 })).status).toBe(404);
  });
});

describe('the lane of a task', () => {
  const LANES = ['bulk', 'slow'];
  const laneOf = async (body: object = {}): Promise<string> => (await api.record(await api.create(body))).lane;

  test('is the one that its client asks for, else the one that its type says, else the default one', async () => {
    useTypes({ name: 'TASK1', lanes: LANES, defaultLane: 'slow' }, { name: 'TASK2', lanes: LANES });
    expect([await laneOf({ lane: 'bulk' }), await laneOf({ lane: 'default' }), await laneOf()]).toEqual(['bulk', 'default', 'slow']);
    expect(await laneOf({ task_type: 'TASK2' })).toBe('default');
  });

  test('is one that its type has', async () => {
    useTypes({ name: 'TASK1', lanes: LANES }, { name: 'TASK2' });
    expect((await api.post({ task_type: 'TASK1', data: {}, lane: 'fast' })).body).toMatchObject({
      status: 422, errors: [{ pointer: '#/lane', detail: 'A TASK1 has no lane "fast"; it has default, bulk, slow.' }],
    });
    expect((await api.post({ task_type: 'TASK2', data: {}, lane: 'bulk' })).body.errors).toEqual([{ pointer: '#/lane', detail: 'A TASK2 has no lane "bulk"; it has default.' }]);
    expect((await api.post({ task_type: 'TASK3', data: {}, lane: 'bulk' })).body.errors).toEqual([expect.objectContaining({ pointer: '#/task_type' })]);
  });

  test('can be asked for in a batch, each on its own', async () => {
    useTypes({ name: 'TASK1', lanes: LANES });
    const { body } = await api.send({
      method: 'POST', path: '/tasks/batch', body: { tasks: ['bulk', 'fast'].map((lane) => ({ task_type: 'TASK1', data: {}, lane })) },
    });
    expect(body.tasks).toEqual([{ status: 201, id: expect.any(String) }, expect.objectContaining({ status: 422 })]);
    expect(api.ports.store.items()).toMatchObject([{ lane: 'bulk' }]);
  });

  test('is shown, in lists too, unless it is the default one', async () => {
    useTypes({ name: 'TASK1', lanes: LANES });
    const id = await api.create({ lane: 'bulk' });
    expect((await api.read(id)).body.lane).toBe('bulk');
    expect((await api.send({})).body.tasks).toEqual([expect.objectContaining({ lane: 'bulk' })]);
    expect((await api.read(await api.create())).body).not.toHaveProperty('lane');
  });

  describe('that another has created', () => {
    const childOf = async (parent_id: string, body: object = {}): Promise<any> => {
      const [answer] = await api.taskApi().createAll([{ task_type: 'TASK2', data: {}, parent_id, ...body }]);
      return (answer as { id?: string }).id === undefined ? answer : api.record((answer as { id: string }).id);
    };

    test('is that of the other', async () => {
      useTypes({ name: 'TASK1', lanes: ['bulk'] }, { name: 'TASK2', lanes: LANES, defaultLane: 'slow' });
      const parent = await api.create({ lane: 'bulk' });
      const child = await childOf(parent);
      expect(child).toMatchObject({ lane: 'bulk', parent_id: parent, depth: 1, scope: 'shared' });
      expect((await api.read(child.id)).body).toMatchObject({ lane: 'bulk', parent_id: parent });
      expect((await childOf(await api.create())).lane).toBe('default');
    });

    test('is the one that it asks for', async () => {
      useTypes({ name: 'TASK1', lanes: ['bulk'] }, { name: 'TASK2', lanes: LANES });
      expect((await childOf(await api.create({ lane: 'bulk' }), { lane: 'slow' })).lane).toBe('slow');
      expect(await childOf(await api.create({ lane: 'bulk' }), { lane: 'fast' })).toMatchObject({ status: 422 });
    });

    test.each<[string, Partial<DeclaredTaskType>]>([
      ['has no such lane', { lanes: ['slow'] }],
      ['says that it is not', { lanes: LANES, inheritLane: false }],
    ])('is that of its type where that %s', async (_what, declared) => {
      useTypes({ name: 'TASK1', lanes: ['bulk'] }, { name: 'TASK2', defaultLane: 'slow', ...declared });
      expect((await childOf(await api.create({ lane: 'bulk' }))).lane).toBe('slow');
    });

    test('is the default one where no types are declared', async () => {
      const parent = await api.create();
      await api.alter(parent, { lane: 'bulk' });
      expect((await childOf(parent)).lane).toBe('default');
    });
  });
});

describe('what a type says of its tasks', () => {
  test('holds for them, unless their client says otherwise', async () => {
    useTypes({ name: 'TASK1', maxAttempts: 7, deadline: 600, retention: 120 }, { name: 'TASK2' });
    const now = api.ports.clock.now();
    expect(await api.record(await api.create())).toMatchObject({ max_attempts: 7, attempt_limit: 7, deadline: now + 600_000, retention: 120 });
    expect(await api.record(await api.create({ max_attempts: 2 }))).toMatchObject({ max_attempts: 2, attempt_limit: 2 });
    const other = await api.record(await api.create({ task_type: 'TASK2' }));
    expect(other).toMatchObject({ deadline: now + POLICY.deadline, retention: POLICY.retention });
    expect(other).not.toHaveProperty('max_attempts');
  });

  test('holds again when a client retries them', async () => {
    useTypes({ name: 'TASK1', maxAttempts: 1, deadline: 600 });
    const id = await api.create();
    await api.report(id, { status: 'FAILED' });
    api.ports.clock.advance(1000);
    await api.retry(id);
    expect(await api.record(id)).toMatchObject({ deadline: api.ports.clock.now() + 600_000, attempt_limit: 2 });
  });

  test.each<[string, Partial<DeclaredTaskType>, number]>([
    ['as long as it says', { externalLease: 90 }, 90_000],
    ['no longer than its deadline', { deadline: 600 }, 600_000],
    ['as long as the API says where it says nothing', {}, POLICY.externalLease],
  ])('lets a worker over HTTP hold them %s', async (_what, limits, lease) => {
    useTypes({ name: 'TASK1', ...limits });
    const id = await api.create();
    await api.report(id, { status: 'IN_PROGRESS', claim: 'claim-of-mine' });
    expect(await api.record(id)).toMatchObject({ lease_until: api.ports.clock.now() + lease });
  });
});
