import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnParameter, Stack } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { AsyncTaskApiProps } from '../../../src';
import { AsyncTaskApi, TaskApiAuth, TaskType } from '../../../src';
import { environmentOf, permissionsOf, routesOf, testApp } from '../../support/template';

const JWT = { issuer: 'https://issuer.example.com', audience: ['me'] };

let app: App;
let stack: Stack;
let scratch: string;
beforeEach(() => {
  app = testApp();
  stack = new Stack(app, 'Stack');
  scratch = mkdtempSync(join(tmpdir(), 'api-description-'));
});
afterEach(() => rmSync(scratch, { recursive: true }));

const create = (props?: AsyncTaskApiProps): AsyncTaskApi => new AsyncTaskApi(stack, 'Tasks', props);
const documentOf = (props?: AsyncTaskApiProps): any => JSON.parse(create(props).openApiDocument);
const authorizer = (): authorizers.HttpLambdaAuthorizer => new authorizers.HttpLambdaAuthorizer('Mine', new lambda.Function(stack, 'Fn', {
  code: lambda.Code.fromInline('x'), handler: 'x', runtime: lambda.Runtime.NODEJS_24_X,
}));
const stagedDescriptions = (): string[] => {
  const { directory } = app.synth();
  return readdirSync(directory).map((name) => join(directory, name, 'openapi.json')).filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'));
};

describe('GET /openapi.json', () => {
  test.each<[string, () => TaskApiAuth, boolean]>([
    ['everybody', () => TaskApiAuth.none(), true],
    ['tokens', () => TaskApiAuth.jwt(JWT), true],
    ['signatures', () => TaskApiAuth.iam(), false],
    ['an authorizer', () => TaskApiAuth.authorizer(authorizer()), false],
  ])('for %s is there unless the props say otherwise', (_who, auth, isAnswered) => {
    for (const [openApi, expected] of [[undefined, isAnswered], [!isAnswered, !isAnswered]]) {
      app = testApp();
      stack = new Stack(app, 'Stack');
      create({ auth: auth(), openApi });
      expect(String(environmentOf(stack, /TasksApiFunction/).ASYNC_TASKS_ROUTES).split(',').includes('GET /openapi.json')).toBe(expected);
      expect(stagedDescriptions()).toHaveLength(expected ? 1 : 0);
    }
  });

  test('is for everybody where tokens are sent, and says so of itself: a browser that goes there has none', () => {
    const api = create({ auth: TaskApiAuth.jwt({ ...JWT, clientScopes: ['tasks'] }) });
    const described = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => routesOf(stack)[`${method} /openapi.json`]);
    expect(described.map(({ AuthorizationType }) => AuthorizationType)).toEqual(described.map(() => 'NONE'));
    expect(described[0].AuthorizationScopes).toBeUndefined();
    const { security, responses } = JSON.parse(api.openApiDocument).paths['/openapi.json'].get;
    expect([security, responses[401], responses[403]]).toEqual([[], undefined, undefined]);
  });

  test('is authorized as everything else is where it was asked for', () => {
    create({ auth: TaskApiAuth.authorizer(authorizer()), openApi: true });
    expect(routesOf(stack)['GET /openapi.json'].AuthorizationType).toBe('CUSTOM');
  });

  test('has routes for the other methods, which are 405; without it there are none', () => {
    create({ auth: TaskApiAuth.none() });
    expect(Object.keys(routesOf(stack)).filter((route) => route.endsWith('/openapi.json'))).toEqual(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} /openapi.json`));
    const other = new Stack(testApp(), 'Other');
    new AsyncTaskApi(other, 'Tasks', { httpApi: new apigatewayv2.HttpApi(other, 'HttpApi') });
    expect(Object.keys(routesOf(other)).filter((route) => route.endsWith('/openapi.json'))).toEqual([]);
  });

  test('answers with the description, from beside the function\'s code', () => {
    const api = create({ auth: TaskApiAuth.none(), taskTypes: [TaskType.named('thumbnail')] });
    const [text] = stagedDescriptions();
    expect(JSON.parse(text)).toEqual(JSON.parse(api.openApiDocument));
    expect(text).not.toContain('\n');
  });

  test('is granted to whoever may read, where it is answered', () => {
    const role = new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() });
    create({ openApi: true }).grantRead(role);
    expect(Object.keys(permissionsOf(stack, /Caller/)).filter((arn) => arn.endsWith('/GET/openapi.json'))).toHaveLength(1);
    const other = new Stack(testApp(), 'Other');
    new AsyncTaskApi(other, 'Tasks').grantRead(new iam.Role(other, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
    expect(JSON.stringify(permissionsOf(other, /Caller/))).not.toContain('openapi.json');
  });
});

describe('the description', () => {
  test('is of the API\'s own routes and task types, and is named after it', () => {
    const { info, paths, components } = documentOf({ listTasks: false, auth: TaskApiAuth.jwt(JWT), taskTypes: [TaskType.named('thumbnail')] });
    expect(info.title).toBe('Tasks API');
    expect(Object.entries<object>(paths).map(([path, item]) => `${Object.keys(item)} ${path}`)).toEqual([
      'post /tasks', 'post /tasks/batch', 'get,delete /tasks/{id}', 'post /tasks/{id}/cancel', 'post /tasks/{id}/retry', 'get /openapi.json',
    ]);
    expect(components.schemas.NewTask.discriminator.mapping).toEqual({ thumbnail: '#/components/schemas/NewThumbnailTask' });
  });

  test('says how requests are signed', () => {
    expect(documentOf().components.securitySchemes.auth).toMatchObject({ 'type': 'apiKey', 'in': 'header', 'name': 'Authorization', 'x-amazon-apigateway-authtype': 'awsSigv4' });
  });

  test('says whose tokens are taken, and with which scopes', () => {
    const { components, paths, security } = documentOf({ auth: TaskApiAuth.jwt({ ...JWT, readScopes: ['read', 'all'] }) });
    expect(components.securitySchemes.auth).toEqual({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A JSON Web Token of https://issuer.example.com' });
    expect(security).toEqual([{ auth: [] }]);
    expect(paths['/tasks'].get.security).toEqual([{ auth: ['read'] }, { auth: ['all'] }]);
    expect(paths['/tasks'].post).not.toHaveProperty('security');
    expect(paths['/openapi.json'].get.security).toEqual([]);
  });

  test('says what an authorizer wants, if it is told', () => {
    expect(documentOf({ auth: TaskApiAuth.authorizer(authorizer()) }).components.securitySchemes.auth).toEqual({ type: 'apiKey', in: 'header', name: 'Authorization' });
    const securityScheme = { type: 'apiKey', in: 'query', name: 'token' };
    const other = new AsyncTaskApi(stack, 'Other', { auth: TaskApiAuth.authorizer(new apigatewayv2.HttpNoneAuthorizer(), { securityScheme }) });
    expect(JSON.parse(other.openApiDocument).components.securitySchemes.auth).toEqual(securityScheme);
  });

  test('asks nobody for anything where everybody may call', () => {
    const { security, components } = documentOf({ auth: TaskApiAuth.none() });
    expect([security, components.securitySchemes]).toEqual([[], undefined]);
  });

  test('leaves out what is only known at deployment', () => {
    const issuer = new CfnParameter(stack, 'Issuer').valueAsString;
    const { components } = documentOf({ auth: TaskApiAuth.jwt({ ...JWT, issuer }) });
    expect(components.securitySchemes.auth).not.toHaveProperty('description');
  });

  test('is refused if the user\'s words are only known at deployment', () => {
    const securityScheme = { type: 'http', scheme: 'bearer', description: new CfnParameter(stack, 'Words').valueAsString };
    expect(() => create({ auth: TaskApiAuth.authorizer(authorizer(), { securityScheme }) })).toThrow(/a value that is only known when the stack is deployed; write it out in the securityScheme/);
  });
});

describe('openApiFile', () => {
  test('is written, with the folders that it needs', () => {
    const file = join(scratch, 'a', 'b', 'openapi.json');
    const api = create({ openApiFile: file });
    expect(readFileSync(file, 'utf8')).toBe(api.openApiDocument);
    expect(api.openApiDocument).toMatch(/^\{\n {2}"openapi": "3\.1\.0",\n[^]*\}\n$/);
  });

  test('is taken from the working directory', () => {
    const directory = process.cwd();
    try {
      process.chdir(scratch);
      create({ openApiFile: 'openapi.json' });
    } finally {
      process.chdir(directory);
    }
    expect(existsSync(join(scratch, 'openapi.json'))).toBe(true);
  });

  test('is left untouched when it is as it has to be', () => {
    const file = join(scratch, 'openapi.json');
    create({ openApiFile: file });
    utimesSync(file, 1000, 1000);
    new AsyncTaskApi(new Stack(app, 'Again'), 'Tasks', { openApiFile: file });
    expect(statSync(file).mtimeMs).toBe(1_000_000);
    new AsyncTaskApi(new Stack(app, 'Another'), 'Tasks', { openApiFile: file, listTasks: false });
    expect(statSync(file).mtimeMs).toBeGreaterThan(1_000_000);
  });

  test('cannot be a folder', () => {
    expect(() => create({ openApiFile: scratch })).toThrow(`openApiFile is a folder: ${scratch}; name the file that is to be written in it`);
  });
});

test('an authorizer may have query parameters of its own', () => {
  create();
  new AsyncTaskApi(stack, 'Other', { auth: TaskApiAuth.authorizer(authorizer()) });
  expect(environmentOf(stack, /TasksApiFunction/)).not.toHaveProperty('ASYNC_TASKS_ALLOW_UNDECLARED_QUERY');
  expect(environmentOf(stack, /OtherApiFunction/).ASYNC_TASKS_ALLOW_UNDECLARED_QUERY).toBe('true');
});
