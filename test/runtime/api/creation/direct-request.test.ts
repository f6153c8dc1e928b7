import type { CreateRequest } from '../../../../runtime/api/creation/creation';
import { readDirectRequest } from '../../../../runtime/api/creation/direct-request';
import { Parents } from '../../../../runtime/api/creation/parents';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import type { ScopeSource } from '../../../../src/contract';
import { MAX_DEPTH } from '../../../../src/contract';
import { altered, created, nowSeconds } from '../../../support/tasks';

const SHARED: ScopeSource = { from: 'shared' };
const BY_CLAIM: ScopeSource = { from: 'jwt', claim: 'sub' };

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts();
});

const read = async (request: unknown, source: ScopeSource = BY_CLAIM): Promise<CreateRequest> => (
  readDirectRequest(request, source, new Parents(ports))
);

test.each<[unknown]>([[{ task_type: 'a', data: 1 }], ['nonsense'], [null], [[1]]])('%j says no scope, so its task belongs to no client', async (request) => {
  for (const source of [SHARED, BY_CLAIM]) expect(await read(request, source)).toEqual({ scope: 'shared', document: request });
});

test('a scope is taken out of the request, which is otherwise as it was', async () => {
  const request = JSON.parse('{"scope":"acme","task_type":"a","__proto__":{}}');
  const { scope, document } = await read(request);
  expect([scope, Object.keys(document as object)]).toEqual(['acme', ['task_type', '__proto__']]);
});

test.each([[SHARED], [BY_CLAIM]])('the shared scope can be said where scopes are %j', async (source) => {
  expect((await read({ scope: 'shared' }, source)).scope).toBe('shared');
});

test.each<[unknown, ScopeSource, string]>([
  ['acme', SHARED, 'scope can only be "shared": all clients of this API share one, and none would see the task.'],
  ...[null, '', 7, ['acme'], ' acme', 'x'.repeat(257), 'Łódź'].map((scope): [unknown, ScopeSource, string] => (
    [scope, BY_CLAIM, 'scope must have 1 to 256 printable ASCII characters, without spaces around them.']
  )),
])('the scope %j is refused where scopes are %j', async (scope, source, detail) => {
  await expect(read({ scope, task_type: 'a' }, source)).rejects.toMatchObject({ status: 422, errors: [{ pointer: '#/scope', detail }] });
});

describe('a task that another creates', () => {
  test.each([{}, { scope: 'acme' }])('belongs to whom that belongs, whether the request says it or not: %j', async (more) => {
    const parent = await created(ports, { scope: 'acme' });
    expect(await read({ parent_id: parent.id, idempotency_key: '#1', task_type: 'a', ...more }))
      .toEqual({ scope: 'acme', parent, idempotency_key: '#1', document: { task_type: 'a' } });
  });

  test('belongs to no other', async () => {
    const { id } = await created(ports, { scope: 'acme' });
    await expect(read({ parent_id: id, scope: 'shared' })).rejects.toMatchObject({
      status: 422, errors: [{ pointer: '#/scope', detail: `scope can only be that of the task ${id}, which creates this one; leave it out.` }],
    });
  });

  test.each<[unknown, string]>([
    ['nothing', 'There is no task "nothing", or not any more, so that it can create none.'],
    ['01a1fdc8-9506-7dbe-8310-973b203f34e0', 'There is no task "01a1fdc8-9506-7dbe-8310-973b203f34e0", or not any more, so that it can create none.'],
    [null, 'parent_id must be the id of the task that creates this one, not null.'],
    [7, 'parent_id must be the id of the task that creates this one, not a number.'],
  ])('is refused where that is %j', async (parent_id, detail) => {
    await expect(read({ parent_id })).rejects.toMatchObject({ status: 422, errors: [{ pointer: '#/parent_id', detail }] });
  });

  test('is refused where that has expired', async () => {
    const { id } = await created(ports, { ttl: nowSeconds(ports) + 10 });
    ports.clock.advance(10_000);
    await expect(read({ parent_id: id })).rejects.toMatchObject({ status: 422, errors: [{ pointer: '#/parent_id' }] });
  });

  test('is refused where that has expired, and its id is now another\'s', async () => {
    const { id, created_time } = await created(ports);
    const request = { parent_id: id, task_type: 'a' };
    expect((await read({ ...request, parent_created_time: created_time })).parent).toMatchObject({ id });
    await expect(read({ ...request, parent_created_time: created_time - 1 })).rejects.toMatchObject({
      status: 422, errors: [{ pointer: '#/parent_id', detail: `There is no task ${JSON.stringify(id)}, or not any more, so that it can create none.` }],
    });
  });

  test('is stopped after so many generations', async () => {
    const { id } = await created(ports);
    await altered(ports, id, { depth: MAX_DEPTH - 1 });
    expect((await read({ parent_id: id })).parent).toMatchObject({ depth: MAX_DEPTH - 1 });
    await altered(ports, id, { depth: MAX_DEPTH });
    await expect(read({ parent_id: id })).rejects.toMatchObject({
      status: 422,
      errors: [{ pointer: '#/parent_id', detail: `The task would be ${MAX_DEPTH + 1} generations below the first, and there may be ${MAX_DEPTH}: tasks that create one another without end are stopped here. What has to go on for longer is begun by a client, or by a schedule.` }],
    });
  });
});
