import { createSign, generateKeyPairSync } from 'node:crypto';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Engine } from '../../scripts/local-aws';
import { cdkDeploy, createIamUser, resolvableApiUrl, sharedEngine, signedFetch } from '../../scripts/local-aws';

/*
 * Real authorizers say who a client is, in the gateway's own events. That no answer tells anything of another scope is
 * tried out, in every way there is, on the same functions in memory.
 */
jest.setTimeout(300_000);

/** What a client, or a worker, sends with each request. */
type Send = (method: string, path: string, body?: unknown) => Promise<Response>;

/** Those who call one API. */
interface Callers {
  readonly owner: Send;
  readonly stranger: Send;
  readonly worker: Send;
}

let engine: Engine;
let outputs: Readonly<Record<string, string>>;
const issuer = tokenIssuer();

beforeAll(async () => {
  await issuer.start();
  engine = await sharedEngine();
  [{ outputs }] = await cdkDeploy(engine, { folder: join(__dirname, 'scopes'), env: { ISSUER: issuer.url() } });
});
afterAll(async () => {
  issuer.stop();
  await engine?.stop();
});

/** Sends requests with an Authorization header. */
const withHeader = (output: string, authorization: string): Send => async (method, path, body) => (
  fetch(resolvableApiUrl(engine, outputs[output]) + path, { method, headers: { authorization }, body: JSON.stringify(body) })
);

const tokens = (): Callers => {
  const send = (claims: object) => withHeader('ByTokenUrl', `Bearer ${issuer.token({ sub: 'same', ...claims })}`);
  return {
    owner: send({ tenant: 'acme', scope: 'tasks/use tasks/manage' }),
    stranger: send({ tenant: 'other', scope: 'tasks/use tasks/manage' }),
    worker: send({ scope: 'tasks/report' }),
  };
};

const contexts = (): Callers => ({
  owner: withHeader('ByContextUrl', 'acme client'),
  stranger: withHeader('ByContextUrl', 'other client'),
  worker: withHeader('ByContextUrl', 'none worker'),
});

const principals = async (): Promise<Callers> => {
  const user = async (name: string): Promise<Send> => {
    const credentials = await createIamUser(engine, name, []);
    return async (method, path, body) => signedFetch(resolvableApiUrl(engine, outputs.ByPrincipalUrl) + path, {
      credentials, method, body: JSON.stringify(body),
    });
  };
  return { owner: await user('owner'), stranger: await user('stranger'), worker: await user('worker') };
};

const TASK = { task_type: 'any', data: {} };

describe.each<[string, () => Callers | Promise<Callers>]>([
  ['claims of tokens', tokens],
  ['what a Lambda authorizer returns', contexts],
  ['users who sign', principals],
])('by %s', (_what, callersOf) => {
  let callers: Callers;
  let id: string;
  beforeAll(async () => {
    callers = await callersOf();
    id = (await (await callers.owner('POST', '/tasks', TASK)).json() as { id: string }).id;
  });

  test('a client sees its task, a stranger what it would see of any other', async () => {
    const absent = '00000000-0000-7000-8000-000000000000';
    for (const [method, path] of [['GET', ''], ['POST', '/cancel'], ['POST', '/retry']] as const) {
      const [answer, expected] = await Promise.all([id, absent].map(async (task) => callers.stranger(method, `/tasks/${task}${path}`)));
      expect([answer.status, (await answer.text()).replaceAll(id, absent)]).toEqual([404, await expected.text()]);
    }
    const list = async (send: Send): Promise<string[]> => (
      (await (await send('GET', '/tasks')).json() as { tasks: Array<{ id: string }> }).tasks.map((task) => task.id)
    );
    expect([await list(callers.owner), await list(callers.stranger)]).toEqual([[id], []]);
    expect((await callers.owner('GET', `/tasks/${id}`)).status).toBe(200);
  });

  test('a worker that sees no task reports on it, and the client sees that', async () => {
    expect((await callers.worker('PATCH', `/tasks/${id}`, { status: 'COMPLETED', result: 42 })).status).toBe(204);
    expect(await (await callers.owner('GET', `/tasks/${id}`)).json()).toMatchObject({ status: 'COMPLETED', result: 42 });
  });
});

test('who has no tenant gets a 403 that says what is missing', async () => {
  const answers = await Promise.all([
    withHeader('ByTokenUrl', `Bearer ${issuer.token({ scope: 'tasks/use' })}`)('GET', '/tasks'),
    withHeader('ByContextUrl', 'none')('GET', '/tasks'),
  ]);
  expect(await Promise.all(answers.map(async (answer) => [answer.status, (await answer.json() as { detail: string }).detail]))).toEqual([
    [403, 'The claim "tenant" of your token is missing or empty; it says whose tasks you see.'],
    [403, 'The value "tenant" that the authorizer has for you is missing or empty; it says whose tasks you see.'],
  ]);
});

test('who is no worker does not report, and whose token has no scope for it does not manage', async () => {
  const { owner, worker } = tokens();
  const limited = withHeader('ByTokenUrl', `Bearer ${issuer.token({ tenant: 'acme', scope: 'tasks/use' })}`);
  const { id } = await (await limited('POST', '/tasks', TASK)).json() as { id: string };
  expect((await owner('PATCH', `/tasks/${id}`, { status: 'COMPLETED' })).status).toBe(403);
  expect((await contexts().owner('PATCH', `/tasks/${id}`, { status: 'COMPLETED' })).status).toBe(403);
  expect((await limited('POST', `/tasks/${id}/cancel`)).status).toBe(403);
  expect((await worker('GET', `/tasks/${id}`)).status).toBe(403);
  expect((await owner('POST', `/tasks/${id}/cancel`)).status).toBe(200);
});

test('who has no token can read what the API is, and nothing of its tasks', async () => {
  const statuses = ['/openapi.json', '/docs', '/tasks'].map(async (path) => (await fetch(resolvableApiUrl(engine, outputs.ByTokenUrl) + path)).status);
  expect(await Promise.all(statuses)).toEqual([200, 200, 401]);
});

/** Issues tokens as an OpenID Connect provider does, whose keys the gateway fetches. */
function tokenIssuer(): { start(): Promise<void>; stop(): void; url(): string; token(claims: object): string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const server: Server = createServer((request, response) => response.end(JSON.stringify(
    request.url?.endsWith('/openid-configuration')
      ? { issuer: url(), jwks_uri: `${url()}/keys` }
      : { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key', use: 'sig', alg: 'RS256' }] },
  )));
  const encode = (document: object): string => Buffer.from(JSON.stringify(document)).toString('base64url');
  return {
    start: async () => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve())),
    stop: () => server.close(),
    url,
    token: (claims) => {
      const now = Math.floor(Date.now() / 1000);
      const unsigned = `${encode({ alg: 'RS256', kid: 'key' })}.${encode({ iss: url(), aud: 'tasks', iat: now, exp: now + 600, ...claims })}`;
      return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(privateKey, 'base64url')}`;
    },
  };
}
