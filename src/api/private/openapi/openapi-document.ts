import { contentOf, describeParameter, parametersOf } from './content';
import { errorsOf } from './errors';
import type { DescribedTaskType } from './task-types';
import { examplesWith, requestExamples, schemasWith } from './task-types';
import type { Route } from '../../../contract';
import { CONTRACT_VERSION, ROUTE, splitRoute } from '../../../contract';
import type { DeclaredAnswer, DeclaredBody, DeclaredLink, JsonSchema } from '../../../contract/http';
import { OPERATIONS, TAGS } from '../../../contract/http';

/** How callers authenticate, as the description says it. */
export interface DescribedAuth {
  /** An OpenAPI security scheme. */
  readonly scheme: object;
  /** The OAuth scopes of which a caller needs one for a route; none when any caller may use it. */
  readonly scopesOf?: (route: Route) => readonly string[] | undefined;
  /** Whether a route needs no authentication; every route needs it when this is left out. */
  readonly isPublic?: (route: Route) => boolean;
}

export interface OpenApiProps {
  readonly title: string;
  /** The routes that the API answers. */
  readonly routes: readonly Route[];
  /** Undefined when the API is public. */
  readonly auth?: DescribedAuth;
  /** The declared task types; any is welcome when there are none. */
  readonly taskTypes: readonly DescribedTaskType[];
}

/** The name of the security scheme. */
const SCHEME = 'auth';

const DESCRIPTION = [
  'A client creates a task and gets its id at once; a worker does the work; the client reads status and result.',
  '',
  'An error is a problem document (RFC 9457): `detail` is a sentence that says what was wrong and what to do, and `errors`',
  'names the places of the request. Those with nothing but a `message` come from Amazon API Gateway, which the request did',
  'not get past. Query parameters and members of a body that are not described here are refused; so is, with a 405 and',
  '`Allow`, every other method of a path.',
].join('\n');

/** The description of an API, OpenAPI 3.1. */
export function openApiDocument(props: OpenApiProps): Record<string, unknown> {
  const { title, routes, auth, taskTypes } = props;
  const paths = pathsOf(props);
  const errors = routes.flatMap((route) => errorsOf(route, isAuthenticated(auth, route)));
  const responses = Object.fromEntries(errors.map(({ name, response }) => [name, response]));
  const tags = routes.map((route): string => OPERATIONS[route].tag);
  return {
    openapi: '3.1.0',
    info: { title, version: CONTRACT_VERSION, description: DESCRIPTION },
    // Relative to where the document was read: it holds behind every domain, stage and mapping.
    servers: [{ url: '.' }],
    security: auth ? [{ [SCHEME]: [] }] : [],
    tags: Object.entries(TAGS).filter(([name]) => tags.includes(name)).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: referenced(schemasWith(taskTypes), JSON.stringify([paths, responses])),
      responses,
      ...(auth && { securitySchemes: { [SCHEME]: auth.scheme } }),
    },
  };
}

function pathsOf(props: OpenApiProps): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of props.routes) {
    const { method, path } = splitRoute(route);
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(props, route) };
  }
  return paths;
}

function operationOf({ auth, routes, taskTypes }: OpenApiProps, route: Route): object {
  const { id, summary, description, tag, body, answers } = OPERATIONS[route];
  const parameters = parametersOf(route);
  return {
    tags: [tag],
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    ...securityOf(auth, route),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: requestBodyOf(route, body, taskTypes) }),
    responses: Object.fromEntries([
      ...Object.entries(answers).map(([status, answer]) => [status, answerOf(answer, { routes, taskTypes })]),
      ...errorsOf(route, isAuthenticated(auth, route)).map(({ status, name }) => [status, { $ref: `#/components/responses/${name}` }]),
    ]),
  };
}

function isAuthenticated(auth: DescribedAuth | undefined, route: Route): boolean {
  return auth !== undefined && !auth.isPublic?.(route);
}

/** Examples of requests that are about task types. */
function typedExamples(route: Route, taskTypes: readonly DescribedTaskType[]): DeclaredBody['examples'] {
  const examples = requestExamples(taskTypes);
  if (route === ROUTE.create) return examples;
  const tasks = Object.values(examples).map(({ value }) => value);
  if (route === ROUTE.createAll) return tasks.length > 0 ? { tasks: { summary: 'A task of each type', value: { tasks } } } : {};
  return undefined;
}

/** One of several scopes will do, where several in one requirement would all have to be there. */
function securityOf(auth: DescribedAuth | undefined, route: Route): object {
  if (auth?.isPublic?.(route)) return { security: [] };
  const scopes = auth?.scopesOf?.(route) ?? [];
  return scopes.length > 0 ? { security: scopes.map((scope) => ({ [SCHEME]: [scope] })) } : {};
}

function requestBodyOf(route: Route, { schema, optional, examples }: DeclaredBody, taskTypes: readonly DescribedTaskType[]): object {
  return { required: !optional, content: contentOf('application/json', schema, taskTypes.length > 0 ? typedExamples(route, taskTypes) ?? examples : examples) };
}

function answerOf({ description, schema, headers, examples, links = [] }: DeclaredAnswer, { routes, taskTypes }: Pick<OpenApiProps, 'routes' | 'taskTypes'>): object {
  const available = links.filter(({ route }) => routes.includes(route));
  return {
    description,
    ...(headers && { headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, describeParameter(header)])) }),
    ...(schema && { content: contentOf('application/json', schema, examples && examplesWith(taskTypes, examples)) }),
    ...(available.length > 0 && { links: Object.fromEntries(available.map((link) => [OPERATIONS[link.route].id, linkOf(link)])) }),
  };
}

function linkOf({ route, description, parameters }: DeclaredLink): object {
  return { operationId: OPERATIONS[route].id, description, parameters };
}

/** The schemas to which a text refers, directly or through other schemas. */
function referenced(schemas: Record<string, JsonSchema>, text: string): Record<string, JsonSchema> {
  const names = new Set<string>();
  const follow = (where: string): void => {
    for (const [, name] of where.matchAll(/"#\/components\/schemas\/([A-Za-z0-9._-]+)/g)) {
      if (names.has(name)) continue;
      names.add(name);
      follow(JSON.stringify(schemas[name]));
    }
  };
  follow(text);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => names.has(name)));
}
