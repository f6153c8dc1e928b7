import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Caller } from '../../../../runtime/api/http/caller';
import { groupOf, ROUTE } from '../../../../src/contract';
import type { Route, ScopeSource } from '../../../../src/contract';
import type { TestRequest } from '../../../support/http';
import { TestApi } from '../../../support/task-api';

/*
 * Two clients whose scopes differ. Whatever one of them asks for, and whatever it knows of the other's tasks, the answer
 * is, byte for byte, the one that it would get if the other had no tasks at all.
 */
type Name = 'owner' | 'stranger';

/** How the gateway tells two clients apart, by everything that can be a scope. */
const IDENTITIES: Array<[what: string, scope: ScopeSource, callers: Record<Name, Caller>]> = [
  ['claims of tokens', { from: 'jwt', claim: 'custom:tenant' }, {
    owner: { jwt: { claims: { 'sub': 'same', 'custom:tenant': 'acme' } } },
    stranger: { jwt: { claims: { 'sub': 'same', 'custom:tenant': 'acme2' } } },
  }],
  ['claims that differ by case', { from: 'jwt', claim: 'sub' }, {
    owner: { jwt: { claims: { sub: 'Acme' } } }, stranger: { jwt: { claims: { sub: 'acme' } } },
  }],
  ['claims that look like the keys of an index', { from: 'jwt', claim: 'sub' }, {
    owner: { jwt: { claims: { sub: 'acme' } } }, stranger: { jwt: { claims: { sub: 'acme#0' } } },
  }],
  ['roles', { from: 'iam' }, {
    owner: { iam: { userArn: 'arn:aws:sts::111122223333:assumed-role/owner/session', cognitoIdentity: null } },
    stranger: { iam: { userArn: 'arn:aws:sts::111122223333:assumed-role/stranger/session', cognitoIdentity: null } },
  }],
  ['roles of two accounts', { from: 'iam' }, {
    owner: { iam: { userArn: 'arn:aws:sts::111122223333:assumed-role/web/session' } },
    stranger: { iam: { userArn: 'arn:aws:sts::444455556666:assumed-role/web/session' } },
  }],
  ['a role, and a user of its name', { from: 'iam' }, {
    owner: { iam: { userArn: 'arn:aws:sts::111122223333:assumed-role/web/session' } },
    stranger: { iam: { userArn: 'arn:aws:iam::111122223333:user/web' } },
  }],
  ['Cognito identities with one role', { from: 'iam' }, {
    owner: { iam: { userArn: 'arn:aws:sts::111122223333:assumed-role/web/session', cognitoIdentity: { identityId: 'eu-west-1:1' } } },
    stranger: { iam: { userArn: 'arn:aws:sts::111122223333:assumed-role/web/session', cognitoIdentity: { identityId: 'eu-west-1:2' } } },
  }],
  ['contexts of an authorizer', { from: 'authorizer', key: 'tenant' }, { owner: { lambda: { tenant: 1 } }, stranger: { lambda: { tenant: 11 } } }],
];

/** What there is of the owner's, and what a stranger may have come to know. */
interface Owned {
  readonly waiting: string;
  readonly scheduled: string;
  readonly running: string;
  readonly completed: string;
  readonly failed: string;
  readonly cancelled: string;
  /** Of the second page of the owner's list. */
  readonly token: string;
  /** Of the task that waits. */
  readonly tag: string;
}

/** With which the owner has created a task, and many. */
const KEY = 'order-17';

interface Attempt {
  readonly what: string;
  readonly route: Route;
  readonly request: (owned: Owned) => Omit<TestRequest, 'method'>;
  /** Set where the owner would get the same answer as the stranger: the request is not about a task that exists. */
  readonly isForAll?: true;
}

const STATES = ['waiting', 'scheduled', 'running', 'completed', 'failed', 'cancelled'] as const;

/** Everything that a client can send. A route, a header or a parameter that is new has to be here, too. */
const ATTEMPTS: Attempt[] = [
  { what: 'list by a status', route: ROUTE.list, request: () => ({ query: { status: 'FAILED' } }) },
  { what: 'list by a type', route: ROUTE.list, request: () => ({ query: { task_type: 'TASK1', limit: '1' } }) },
  { what: 'list by time', route: ROUTE.list, request: () => ({ query: { created_after: '0' } }) },
  { what: 'list', route: ROUTE.list, request: () => ({}) },
  { what: 'list on from where the owner was', route: ROUTE.list, request: ({ token }) => ({ query: { next_token: token } }) },
  { what: 'read, with the tag that it has', route: ROUTE.read, request: ({ waiting, tag }) => ({ path: `/tasks/${waiting}`, headers: { 'if-none-match': tag } }) },
  { what: 'read, with any tag', route: ROUTE.read, request: ({ waiting }) => ({ path: `/tasks/${waiting}`, headers: { 'if-none-match': '*' } }) },
  { what: 'read, with its data', route: ROUTE.read, request: ({ waiting }) => ({ path: `/tasks/${waiting}`, query: { include: 'data' } }) },
  { what: 'cancel, with the tag that it has', route: ROUTE.cancel, request: ({ waiting, tag }) => ({ path: `/tasks/${waiting}/cancel`, headers: { 'if-match': tag } }) },
  { what: 'cancel, with another tag', route: ROUTE.cancel, request: ({ waiting }) => ({ path: `/tasks/${waiting}/cancel`, headers: { 'if-match': '"other"' } }) },
  ...(['completed', 'cancelled', 'waiting'] as const).map((state): Attempt => (
    { what: `delete what is ${state}`, route: ROUTE.remove, request: (owned) => ({ path: `/tasks/${owned[state]}` }) }
  )),
  { what: 'delete, with any tag', route: ROUTE.remove, request: ({ failed }) => ({ path: `/tasks/${failed}`, headers: { 'if-match': '*' } }) },
  ...STATES.flatMap((state): Attempt[] => [
    { what: `read what is ${state}`, route: ROUTE.read, request: (owned) => ({ path: `/tasks/${owned[state]}` }) },
    { what: `cancel what is ${state}`, route: ROUTE.cancel, request: (owned) => ({ path: `/tasks/${owned[state]}/cancel` }) },
    { what: `retry what is ${state}`, route: ROUTE.retry, request: (owned) => ({ path: `/tasks/${owned[state]}/retry`, body: {} }) },
  ]),
  { what: 'cancel with members', route: ROUTE.cancel, request: ({ waiting }) => ({ path: `/tasks/${waiting}/cancel`, body: { now: true } }), isForAll: true },
  { what: 'retry with no JSON', route: ROUTE.retry, request: ({ failed }) => ({ path: `/tasks/${failed}/retry`, body: '{' }), isForAll: true },
  { what: 'create with the key of another', route: ROUTE.create, request: () => ({ body: { task_type: 'TASK1', data: 1 }, headers: { 'idempotency-key': KEY } }) },
  { what: 'create many', route: ROUTE.createAll, request: () => ({ path: '/tasks/batch', body: { tasks: [{ task_type: 'TASK1', data: {} }] } }), isForAll: true },
  { what: 'create many with the key of another', route: ROUTE.createAll, request: () => ({ path: '/tasks/batch', body: { tasks: [{ task_type: 'TASK1', data: 1 }] }, headers: { 'idempotency-key': KEY } }) },
  { what: 'create', route: ROUTE.create, request: () => ({ body: { task_type: 'TASK1', data: {} } }), isForAll: true },
  { what: 'create in a scope', route: ROUTE.create, request: () => ({ body: { task_type: 'TASK1', data: {}, scope: 'acme' } }), isForAll: true },
];

/** Those that are about a client's tasks. */
const CLIENT_ROUTES = Object.values(ROUTE).filter((route) => !['report', 'describe'].includes(groupOf(route)));

test('every route for clients is tried', () => {
  expect([...new Set(ATTEMPTS.map(({ route }) => route))].sort()).toEqual([...CLIENT_ROUTES].sort());
});

describe.each(IDENTITIES)('by %s', (_what, scope, callers) => {
  /** An API, and clients of it. */
  class World {
    public readonly api = new TestApi();

    public async send(name: Name, route: Route, request: Omit<TestRequest, 'method'>): Promise<APIGatewayProxyStructuredResultV2> {
      return this.api.exchange({ ...request, method: route.split(' ')[0], caller: callers[name] }, { scope });
    }

    public async create(name: Name, more: object = {}): Promise<string> {
      const { body } = await this.send(name, ROUTE.create, { body: { task_type: 'TASK1', data: 'd'.repeat(2000), ...more } });
      this.api.ports.clock.advance(7);
      return JSON.parse(body!).id;
    }

    /** The owner's tasks, in every state. */
    public async fill(): Promise<Owned> {
      const { api } = this;
      const failed = await this.create('owner');
      await api.fail(await api.claim(failed), { type: 'Error', message: 'secret' });
      const completed = await this.create('owner');
      await api.complete(await api.claim(completed), 'r'.repeat(2000));
      const running = await this.create('owner');
      await api.claim(running);
      const cancelled = await this.create('owner');
      await this.send('owner', ROUTE.cancel, { path: `/tasks/${cancelled}/cancel` });
      const scheduled = await this.create('owner', { run_at: api.seconds + 3600 });
      const waiting = await this.create('owner');
      for (let more = 0; more < 10; more += 1) await this.create('owner');
      const token: string = (await this.listed('owner'))[0].next_token;
      const tag = `"${(await api.record(waiting)).revision}"`;
      const keyed = { task_type: 'TASK1', data: 2 };
      await this.send('owner', ROUTE.create, { body: keyed, headers: { 'idempotency-key': KEY } });
      await this.send('owner', ROUTE.createAll, { path: '/tasks/batch', body: { tasks: [keyed] }, headers: { 'idempotency-key': KEY } });
      return { tag, waiting, scheduled, running, completed, failed, cancelled, token };
    }

    /** Every page of a client's list. */
    public async listed(name: Name): Promise<Array<{ tasks: Array<{ id: string }>; next_token: string }>> {
      const pages = [];
      for (let token: string | null | undefined; token !== null; token = pages.at(-1).next_token) {
        const { body } = await this.send(name, ROUTE.list, { query: token ? { next_token: token } : undefined });
        pages.push(JSON.parse(body!));
      }
      return pages;
    }
  }

  let world: World;
  let owned: Owned;
  beforeEach(async () => {
    world = new World();
    owned = await world.fill();
  });

  /** The same API at the same time, where nobody has tasks. */
  const emptyWorld = (): World => {
    const empty = new World();
    empty.api.ports.clock.set(world.api.ports.clock.now());
    return empty;
  };

  /** An answer, with one name for every id that it could not know before. */
  const masked = (answer: APIGatewayProxyStructuredResultV2): string => {
    const known = new Set<string>(Object.values(owned));
    return JSON.stringify(answer).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => (known.has(id) ? id : 'new'));
  };

  test.each(ATTEMPTS)('a stranger can $what, and is answered as if nobody had tasks', async ({ route, request, isForAll }) => {
    const asked = request(owned);
    const before = structuredClone(world.api.ports.store.items());
    expect(masked(await world.send('stranger', route, asked))).toBe(masked(await emptyWorld().send('stranger', route, asked)));
    expect(world.api.ports.store.items()).toEqual(expect.arrayContaining(before));
    // Else there was nothing to hide.
    if (!isForAll) expect(masked(await world.send('owner', route, asked))).not.toBe(masked(await emptyWorld().send('owner', route, asked)));
  });

  test('each lists its own tasks, page by page, where they are mixed', async () => {
    const mixed = new World();
    const ids: Record<Name, string[]> = { owner: [], stranger: [] };
    for (let turn = 0; turn < 13; turn += 1) {
      for (const name of ['owner', 'stranger'] as const) ids[name].unshift(await mixed.create(name));
    }
    for (const name of ['owner', 'stranger'] as const) {
      const pages = await mixed.listed(name);
      expect(pages.map(({ tasks }) => tasks.length)).toEqual([10, 3]);
      expect(pages.flatMap(({ tasks }) => tasks.map(({ id }) => id))).toEqual(ids[name]);
    }
  });

  test('a direct invocation creates for whom it says, or for nobody', async () => {
    const direct = new World();
    const owner = (await direct.api.record(await direct.create('owner'))).scope;
    const answers = await direct.api.taskApi({ scope }).createAll([{ task_type: 'TASK1', data: {}, scope: owner }, { task_type: 'TASK1', data: {} }]);
    const [forOwner, forNobody] = answers.map((answer) => String(answer.id));

    const statuses = async (name: Name, id: string) => (await direct.send(name, ROUTE.read, { path: `/tasks/${id}` })).statusCode;
    expect([await statuses('owner', forOwner), await statuses('stranger', forOwner)]).toEqual([200, 404]);
    expect([await statuses('owner', forNobody), await statuses('stranger', forNobody)]).toEqual([404, 404]);
    expect((await direct.api.record(forNobody)).scope).toBe('shared');
  });

  test.each(CLIENT_ROUTES)('%s is refused to whom nothing is known about', async (route) => {
    const path = route.split(' ')[1].replace('{id}', owned.waiting);
    const { status, body } = await world.api.send({ method: route.split(' ')[0], path, body: '{' }, { scope });
    expect([status, body.title]).toEqual([403, 'Forbidden']);
  });

  test('workers report on tasks of every scope, with none of their own', async () => {
    const reported = new World();
    for (const name of ['owner', 'stranger'] as const) {
      const id = await reported.create(name);
      const { status } = await reported.api.send({ method: 'PATCH', path: `/tasks/${id}`, body: { status: 'COMPLETED' } }, { scope });
      expect([status, (await reported.api.record(id)).status]).toEqual([204, 'COMPLETED']);
    }
  });
});
