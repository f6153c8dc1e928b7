import Ajv from 'ajv/dist/2020';
import { DESCRIBED_TYPES } from '../../../../scripts/openapi/described-types';
import { openApiDocument } from '../../../../src/api/private/openapi/openapi-document';
import type { OpenApiProps } from '../../../../src/api/private/openapi/openapi-document';
import type { Route } from '../../../../src/contract';
import { ROUTE, splitRoute } from '../../../../src/contract';
import { OPERATIONS } from '../../../../src/contract/http';

const ALL = Object.values(ROUTE);
const BEARER = { scheme: { type: 'http', scheme: 'bearer' } };

const documentOf = (props: Partial<OpenApiProps> = {}): any => openApiDocument({ title: 'Tasks API', routes: ALL, taskTypes: [], ...props });
const operationOf = (document: any, route: Route): any => {
  const { method, path } = splitRoute(route);
  return document.paths[path][method.toLowerCase()];
};
const validatorOf = (document: any, schema: string): ((value: unknown) => boolean) => {
  const ajv = new Ajv({ strict: false });
  ajv.addSchema({ $id: 'document', ...document });
  return ajv.getSchema(`document#/components/schemas/${schema}`) as (value: unknown) => boolean;
};

describe.each([
  ['everybody and any type', documentOf()],
  ['tokens and declared types', documentOf({ auth: BEARER, taskTypes: DESCRIBED_TYPES })],
])('the description of an API for %s', (_what, document) => {
  test('has every route, and no other', () => {
    const routes = Object.entries<object>(document.paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`));
    expect(routes.sort()).toEqual([...ALL].sort());
  });

  test('refers only to what it has, and has nothing else', () => {
    const { components } = document;
    const names = (kind: string): string[] => [...JSON.stringify(document).matchAll(new RegExp(`#/components/${kind}/([\\w.-]+)`, 'g'))].map(([, name]) => name);
    expect(new Set(names('schemas'))).toEqual(new Set(Object.keys(components.schemas)));
    expect(new Set(names('responses'))).toEqual(new Set(Object.keys(components.responses)));
  });

  test('has no keyword of the declaration\'s own, and no example that is not valid', () => {
    expect(JSON.stringify(document)).not.toMatch(/"x-(rule|hint|items)"/);
    let count = 0;
    JSON.parse(JSON.stringify(document), (_name, value) => {
      for (const { value: example } of Object.values<any>((value?.schema && value.examples) ?? {})) {
        count += 1;
        expect(validatorOf(document, value.schema.$ref.split('/').pop())(example)).toBe(true);
      }
      return value;
    });
    expect(count).toBeGreaterThan(20);
  });

  test('says of every operation what the declaration says', () => {
    for (const route of ALL) {
      const { operationId, responses, requestBody, parameters = [] } = operationOf(document, route);
      const declared = OPERATIONS[route];
      expect(operationId).toBe(declared.id);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining([...Object.keys(declared.answers), '400', '404', '413', '429', '500', '503']));
      expect(requestBody?.required).toBe(declared.body && !declared.body.optional);
      expect(parameters.map(({ in: place, name }: any) => `${place} ${name}`)).toEqual([
        ...(route.includes('{id}') ? ['path id'] : []), ...Object.keys(declared.query ?? {}).map((name) => `query ${name}`), ...Object.keys(declared.headers ?? {}).map((name) => `header ${name}`),
      ]);
    }
  });

  test('leads from an answer to operations, by parameters that they have', () => {
    let count = 0;
    JSON.parse(JSON.stringify(document.paths), (name, value) => {
      for (const [operationId, link] of Object.entries<any>(name === 'links' ? value : {})) {
        count += 1;
        expect(link.operationId).toBe(operationId);
        const target = ALL.map((route) => operationOf(document, route)).find((operation) => operation.operationId === operationId);
        expect(target.parameters.map((parameter: any) => parameter.name)).toEqual(expect.arrayContaining(Object.keys(link.parameters)));
      }
      return value;
    });
    expect(count).toBeGreaterThan(5);
  });

  test('is found relative to itself', () => {
    expect(document.servers.map(({ url }: any) => new URL(`${url}/tasks`, 'https://host/stage/openapi.json').pathname)).toEqual(['/stage/tasks']);
  });
});

test('the gateway\'s own answers are named as such, beside the API\'s', () => {
  const { components: { responses } } = documentOf();
  expect(responses.TooLarge.description).toContain('From the gateway: The request is larger than 10 MB.');
  expect(Object.keys(responses.TooLarge.content)).toEqual(['application/problem+json', 'application/json']);
  expect(responses.TooManyRequests.content).toEqual({
    'application/json': { schema: { $ref: '#/components/schemas/GatewayError' }, examples: { TooManyRequests: { summary: 'From the gateway', value: { message: 'Too Many Requests' } } } },
  });
  expect(responses.Busy.headers).toHaveProperty('Retry-After');
});

test('routes that an API does not have are not described, nor what only they need', () => {
  const document = documentOf({ routes: [ROUTE.create, ROUTE.read] });
  expect(Object.keys(document.paths)).toEqual(['/tasks', '/tasks/{id}']);
  expect(document.tags.map(({ name }: any) => name)).toEqual(['Tasks']);
  expect(document.components.schemas).not.toHaveProperty('TaskPage');
  expect(document.components.responses).not.toHaveProperty('NotReportable');
});

describe('authentication', () => {
  test('nobody is asked for any where everybody may call', () => {
    const document = documentOf();
    expect(document.security).toEqual([]);
    expect(document.components).not.toHaveProperty('securitySchemes');
    expect(JSON.stringify(document)).not.toMatch(/"40[13]"/);
  });

  test('is described as it is said', () => {
    const document = documentOf({ auth: BEARER });
    expect(document.components.securitySchemes).toEqual({ auth: BEARER.scheme });
    expect(document.security).toEqual([{ auth: [] }]);
    expect(Object.keys(operationOf(document, ROUTE.list).responses)).toEqual(expect.arrayContaining(['401', '403']));
  });

  test('of several scopes, one will do', () => {
    const document = documentOf({ auth: { ...BEARER, scopesOf: (route) => (route === ROUTE.report ? ['work', 'admin'] : undefined) } });
    expect(operationOf(document, ROUTE.report).security).toEqual([{ auth: ['work'] }, { auth: ['admin'] }]);
    expect(operationOf(document, ROUTE.read)).not.toHaveProperty('security');
  });
});

describe('declared task types', () => {
  const document = documentOf({ taskTypes: DESCRIBED_TYPES });
  const [label] = DESCRIBED_TYPES;

  test('each is a request of its own, told by its name', () => {
    expect(document.components.schemas.NewTask).toEqual({
      type: 'object',
      oneOf: [{ $ref: '#/components/schemas/NewPrintLabelTask' }, { $ref: '#/components/schemas/NewFeedPaperTask' }, { $ref: '#/components/schemas/NewCleanUpTask' }],
      discriminator: {
        propertyName: 'task_type',
        mapping: { 'print-label': '#/components/schemas/NewPrintLabelTask', 'feed.paper': '#/components/schemas/NewFeedPaperTask', 'clean_up': '#/components/schemas/NewCleanUpTask' },
      },
    });
    expect(document.components.schemas.NewPrintLabelTask).toMatchObject({ description: 'Prints an address label.', additionalProperties: false });
  });

  test.each<[unknown, boolean]>([
    [{ task_type: 'print-label', data: label.example }, true],
    [{ task_type: 'print-label', data: label.example, ttl: '4102444800', run_at: 1, max_attempts: 1 }, true],
    [{ task_type: 'print-label', data: {} }, false],
    [{ task_type: 'print-label', data: { address: { street: 1 } } }, false],
    [{ task_type: 'print-label', data: label.example, lanes: 1 }, false],
    [{ task_type: 'feed.paper', data: [1] }, true],
    [{ task_type: 'clean_up', data: { deep: 1 } }, false],
    [{ task_type: 'another', data: {} }, false],
    [{ task_type: 'feed.paper' }, false],
  ])('the request %j is described as valid: %s', (request, isValid) => {
    expect(validatorOf(document, 'NewTask')(request)).toBe(isValid);
  });

  test.each<[string | undefined, unknown, boolean]>([
    ['feed.paper', 'bulk', true],
    ['feed.paper', 'default', true],
    ['feed.paper', 'fast', false],
    ['clean_up', 'default', true],
    ['clean_up', 'bulk', false],
    [undefined, 'default', true],
    [undefined, 'bulk', false],
  ])('a %s may have the lane %j: %s', (task_type, lane, isValid) => {
    const isRequest = validatorOf(task_type ? document : documentOf(), 'NewTask');
    expect(isRequest({ task_type: task_type ?? 'any', data: {}, lane })).toBe(isValid);
  });

  test('each says which lane its tasks take', () => {
    const laneOf = (name: string): string => document.components.schemas[name].properties.lane.description;
    expect(laneOf('NewFeedPaperTask')).toBe('The lane that the task takes. Without it, `bulk`.');
    expect(laneOf('NewCleanUpTask')).toBe('The lane that the task takes. Without it, `default`.');
  });

  test('a task\'s result is of its type', () => {
    const task = { id: 'x', status: 'COMPLETED', status_msg: '', created_time: 1, updated_time: 2, attempt: 1 };
    const isTask = validatorOf(document, 'Task');
    expect(isTask({ ...task, task_type: 'print-label', result: { labels: 2 } })).toBe(true);
    expect(isTask({ ...task, task_type: 'print-label', result: { labels: 'two' } })).toBe(false);
    expect(isTask({ ...task, task_type: 'feed.paper', result: 'anything' })).toBe(true);
  });

  test('a task is any task where no result is described', () => {
    const { Task } = documentOf({ taskTypes: DESCRIBED_TYPES.slice(1) }).components.schemas;
    expect(Task).toEqual(documentOf().components.schemas.Task);
  });

  test('each that has an example, of its own or in its schema, shows it', () => {
    const { examples } = operationOf(document, ROUTE.create).requestBody.content['application/json'];
    expect(examples).toEqual({
      'print-label': { summary: 'Prints an address label.', value: { task_type: 'print-label', data: label.example } },
      'feed.paper': { summary: 'feed.paper', value: { task_type: 'feed.paper', data: {} } },
      'clean_up': { summary: 'clean_up', value: { task_type: 'clean_up', data: { deep: true } } },
    });
    const { schema, ...rest } = operationOf(documentOf({ taskTypes: [{ name: 'x', dataSchema: { type: 'object' } }] }), ROUTE.create).requestBody.content['application/json'];
    expect(rest).toEqual({});
  });

  test('names that a generator would write alike are told apart', () => {
    const { schemas } = documentOf({ taskTypes: ['a-b', 'a_b', 'A.B'].map((name) => ({ name, dataSchema: { title: name } })) }).components;
    expect(['NewABTask', 'NewABTask2', 'NewABTask3'].map((name) => schemas[name].properties.task_type.const)).toEqual(['a-b', 'a_b', 'A.B']);
    expect(['ABData', 'ABData2', 'ABData3'].map((name) => schemas[name].title)).toEqual(['a-b', 'a_b', 'A.B']);
  });
});

test('an answer does not lead to operations that the API does not have', () => {
  const document = documentOf({ routes: [ROUTE.create, ROUTE.read, ROUTE.cancel] });
  expect(Object.keys(operationOf(document, ROUTE.create).responses[201].links)).toEqual(['readTask', 'cancelTask']);
  expect(operationOf(documentOf({ routes: [ROUTE.create] }), ROUTE.create).responses[201]).not.toHaveProperty('links');
});
