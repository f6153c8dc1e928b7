import { readQuery, readText } from '../../../../runtime/api/http/validation';
import type { Route } from '../../../../src/contract';
import { ROUTE } from '../../../../src/contract';
import type { DeclaredOperation, JsonSchema } from '../../../../src/contract/http';
import { OPERATIONS, SCHEMAS } from '../../../../src/contract/http';
import { TestApi } from '../../../support/task-api';

/* The declaration and the validators agree: whatever breaks a keyword of a declared body is refused, by its place. */

type Json = Record<string, any>;
type Path = readonly string[];

const TIME = 4102444800;
const REPORT = { status_msg: 'x', claim: 'claim-of-mine' };

/** Of each schema of a body, a valid document with every member that there can be. */
const DOCUMENTS: Record<string, Json> = {
  NewTask: { task_type: 'TASK1', data: {}, ttl: TIME, run_at: String(TIME - 1), max_attempts: 3, lane: 'default' },
  InProgressReport: { ...REPORT, status: 'IN_PROGRESS', progress: { percent: 50, message: 'x' } },
  CompletedReport: { ...REPORT, status: 'COMPLETED', result: {} },
  FailedReport: { ...REPORT, status: 'FAILED', error: { type: 'Error', message: 'x', retryable: true } },
  NoBody: {},
  NewTasks: { tasks: [{}] },
};

interface Violation {
  readonly what: string;
  readonly path: Path;
  readonly document: Json;
}

/** What breaks a keyword: the values that do, or a change of the document. */
const WRONG: Record<string, (schema: Json, value: any) => unknown[]> = {
  type: ({ type }) => [null, [], {}, true, 1.5, 'x'].filter((value) => ![type].flat().includes(typeof value === 'object' && value && !Array.isArray(value) ? 'object' : typeof value)),
  pattern: () => ['', '\n', 'a b'],
  minLength: () => [''],
  minimum: ({ minimum }) => [minimum - 1],
  maximum: ({ maximum }) => [maximum + 1],
  const: (_schema, value) => [`${value}x`],
  minItems: () => [[]],
  maxItems: ({ maxItems }) => [Array(maxItems + 1).fill({})],
};

/** Keywords that are broken otherwise, or that break nothing. */
const OTHERS = ['properties', 'required', 'additionalProperties', 'oneOf', 'discriminator', '$ref', 'description', 'writeOnly', 'x-rule', 'x-hint', 'x-items'];

function resolve(schema: JsonSchema): Json {
  return typeof schema.$ref === 'string' ? SCHEMAS[schema.$ref.split('/').pop() as keyof typeof SCHEMAS] : schema;
}

function changed(document: Json, [name, ...rest]: Path, value: unknown): Json {
  const copy = { ...document };
  if (rest.length > 0) copy[name] = changed(document[name], rest, value);
  else if (value === undefined) delete copy[name];
  else copy[name] = value;
  return copy;
}

function violationsOf(schema: Json, document: Json, path: Path = []): Violation[] {
  const here = path.reduce<any>((value, name) => value[name], document);
  const at = path.join('.') || 'the body';
  for (const keyword of Object.keys(schema)) {
    if (!OTHERS.includes(keyword) && !(keyword in WRONG)) throw new Error(`say here what breaks the keyword ${keyword}, which ${at} has`);
  }
  const values = Object.keys(WRONG).filter((keyword) => keyword in schema && path.length > 0).flatMap((keyword) => WRONG[keyword](schema, here)
    .map((value) => ({ what: `${at}: ${keyword}, by ${JSON.stringify(value)}`, path, document: changed(document, path, value) })));
  const missing = (schema.required ?? []).map((name: string) => ({ what: `${at}: required ${name}`, path: [...path, name], document: changed(document, [...path, name], undefined) }));
  const unknown = schema.additionalProperties === false ? [{ what: `${at}: additionalProperties`, path: [...path, 'nobody'], document: changed(document, [...path, 'nobody'], 1) }] : [];
  const within = Object.entries<JsonSchema>(schema.properties ?? {}).flatMap(([name, property]) => {
    if (!(name in here)) throw new Error(`add ${name} to the documents of this test: ${at} may have it`);
    return violationsOf(resolve(property), document, [...path, name]);
  });
  return [...values, ...missing, ...unknown, ...within];
}

const schemasOf = (name: keyof typeof SCHEMAS): string[] => (
  (SCHEMAS[name].oneOf as JsonSchema[] | undefined)?.map(({ $ref }) => ($ref as string).split('/').pop()!) ?? [name]
);
const bodies = (Object.entries(OPERATIONS) as Array<[Route, DeclaredOperation]>)
  .flatMap(([route, { body }]) => (body ? schemasOf(body.schema).map((name): [Route, string] => [route, name]) : []));

describe.each(bodies)('%s with the body %s', (route, name) => {
  const send = async (body: unknown): Promise<any> => {
    const api = new TestApi();
    const [method, path] = route.split(' ');
    return api.send({ method, path: path.replace('{id}', await api.create()), body });
  };

  test('is taken when it is valid', async () => {
    // What the task's status does not allow is not the body's fault.
    expect([...Object.keys(OPERATIONS[route].answers).map(Number), 409]).toContain((await send(DOCUMENTS[name])).status);
  });

  test.each(violationsOf(SCHEMAS[name as keyof typeof SCHEMAS], DOCUMENTS[name]).map(({ what, path, document }) => [what, path, document] as const))('is refused for %s', async (_what, path, document) => {
    const { status, body } = await send(document);
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer: ['#', ...path].join('/'), detail: expect.stringContaining(path.at(-1)!) }]);
    expect(body.detail).toMatch(/^[^{}]*(\{\}[^{}]*)?\.$/);
    expect(body.detail).not.toContain('undefined');
  });

  test.each([[[]], [null], ['x'], [1], [false]])('is refused when it is %j', async (body) => {
    expect((await send(JSON.stringify(body))).body).toMatchObject({ status: 422, errors: [{ pointer: '#', detail: expect.stringMatching(/^A JSON object is expected, not /) }] });
  });
});

describe('query parameters', () => {
  test.each(Object.values(ROUTE))('%s refuses one that nobody declares, by name', async (route) => {
    const api = new TestApi();
    const id = await api.create();
    const [method, path] = route.split(' ');
    const { status, body } = await api.send({ method, path: path.replace('{id}', id), query: { 'pa/ge': '1' }, body: {} });
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter: 'pa/ge', detail: expect.stringMatching(/^"pa\/ge" is not a query parameter of this request(, which has none|; it may have [\w, ]+)\.$/) }]);
    expect(await api.record(id)).toMatchObject({ status: 'CREATED', transition: 'create' });
    expect(api.ports.store.items()).toHaveLength(1);
  });

  test('an inherited name is unknown, too', () => {
    for (const name of ['constructor', '__proto__', 'toString']) expect(() => readQuery(ROUTE.list, JSON.parse(`{"${name}":"1"}`))).toThrow(`"${name}" is not a query parameter of this request; it may have status, task_type, created_after, created_before, limit, next_token`);
  });

  test('a signature in the URL is none of ours', () => {
    expect(readQuery(ROUTE.list, { 'X-Amz-Signature': 'abc', 'x-amz-date': 'now', 'next_token': 'abc' })).toEqual({ next_token: 'abc' });
  });

  test('an authorizer\'s are left alone where it may have some', () => {
    expect(readQuery(ROUTE.list, { token: 'secret', next_token: 'abc' }, true)).toEqual({ next_token: 'abc' });
  });

  test.each<[string, string, unknown]>([
    ['string', '12', '12'],
    ['integer', '12', 12],
    ['integer', '-1', -1],
    ['integer', '1.5', '1.5'],
    ['integer', '0x10', '0x10'],
    ['integer', '1e3', '1e3'],
    ['integer', '', ''],
    ['integer', '9'.repeat(20), '9'.repeat(20)],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['boolean', 'TRUE', 'TRUE'],
    ['array', 'a,b', ['a', 'b']],
    ['array', 'a', ['a']],
    ['array', '', []],
  ])('as %s, %j is %j', (type, text, value) => {
    expect(readText(text, type)).toEqual(value);
  });
});
