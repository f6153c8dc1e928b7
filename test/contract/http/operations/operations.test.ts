import { ROUTE } from '../../../../src/contract';
import type { DeclaredExample, DeclaredOperation, SchemaName } from '../../../../src/contract/http';
import { GATEWAY_ANSWERS, OPERATIONS, PROBLEM, problemsOf, SCHEMAS, TAGS } from '../../../../src/contract/http';
import { violationsBySchema } from '../../../support/declared';

const operations = Object.entries(OPERATIONS) as Array<[keyof typeof OPERATIONS, DeclaredOperation]>;

const examples: Array<[string, SchemaName, unknown]> = operations.flatMap(([route, { body, answers }]) => [body, ...Object.values(answers)]
  .flatMap((document) => Object.values<DeclaredExample>(document?.examples ?? {}).map(({ summary, value }): [string, SchemaName, unknown] => [`${route}: ${summary}`, document!.schema!, value])));

test('every route is declared, and nothing else', () => {
  expect(operations.map(([route]) => route).sort()).toEqual(Object.values(ROUTE).sort());
});

test('no two operations have the same name, and each is of a group that is described', () => {
  const ids = operations.map(([, { id }]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, { tag }] of operations) expect(TAGS).toHaveProperty(tag);
});

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(10);
});

test.each(examples)('the example of %s is valid', (_what, schema, value) => {
  expect(violationsBySchema(schema, value)).toBeUndefined();
});

test.each(Object.values(PROBLEM).map((problem) => [problem.name, problem] as const))('the example of the problem %s is one', (_name, problem) => {
  expect(violationsBySchema('Problem', { type: 'about:blank', title: 'x', ...problem })).toBeUndefined();
});

test('no two problems have the same name, and none has that of a gateway\'s answer', () => {
  const names = [...Object.values(PROBLEM), ...Object.values(GATEWAY_ANSWERS)].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('every schema is used', () => {
  const references = [...JSON.stringify(SCHEMAS).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  const documents = operations.flatMap(([, { body, answers }]) => [body, ...Object.values(answers)]).flatMap((document) => document?.schema ?? []);
  expect(new Set([...references, ...documents, 'Problem', 'GatewayError'])).toEqual(new Set(Object.keys(SCHEMAS)));
});

test('an operation answers what goes with its path, with its body, and with any request', () => {
  const namesOf = (route: keyof typeof OPERATIONS): string[] => problemsOf(route).map(({ name }) => name);
  expect(namesOf(ROUTE.list)).toEqual(['Malformed', 'OutOfScope', 'Failed', 'Busy']);
  expect(namesOf(ROUTE.create)).toEqual(['Malformed', 'OutOfScope', 'TooLarge', 'Invalid', 'Failed', 'Busy']);
  expect(namesOf(ROUTE.cancel)).toEqual(['Malformed', 'OutOfScope', 'NoSuchTask', 'NotCancellable', 'Changed', 'TooLarge', 'Invalid', 'Failed', 'Busy']);
});
