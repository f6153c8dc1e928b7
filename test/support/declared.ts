import Ajv from 'ajv/dist/2020';
import type { Answer } from './http';
import type { Route } from '../../src/contract';
import type { SchemaName } from '../../src/contract/http';
import { OPERATIONS, problemsOf, SCHEMAS } from '../../src/contract/http';

const ajv = new Ajv({ strict: true, allowUnionTypes: true, keywords: ['x-rule', 'x-hint', 'x-items', 'discriminator', 'components'] });
ajv.addSchema({ $id: 'api', components: { schemas: SCHEMAS } });

/** What is wrong with a document, by one of the declared schemas; nothing if it is valid. */
export function violationsBySchema(name: SchemaName, document: unknown): string | undefined {
  const validate = ajv.getSchema(`api#/components/schemas/${name}`)!;
  return validate(document) ? undefined : ajv.errorsText(validate.errors);
}

/** Throws unless an answer is one that its route declares. */
export function checkAnswer(route: Route, { status, headers, body }: Answer): void {
  const answer = OPERATIONS[route].answers[status];
  const problem = problemsOf(route).find((declared) => declared.status === status);
  if (!answer && !problem) throw new Error(`${route} does not declare that it may answer ${status}`);

  const always = Object.entries(answer?.headers ?? {}).filter(([, { optional }]) => !optional).map(([name]) => name);
  for (const name of [...always, ...(problem?.retryAfter ? ['Retry-After'] : [])]) {
    expect(headers).toHaveProperty(name.toLowerCase());
  }
  const schema = answer ? answer.schema : 'Problem';
  if (schema) expect(headers['content-type']).toBe(answer ? 'application/json' : 'application/problem+json');
  const violations = schema ? violationsBySchema(schema, body) : body && 'it has a body';
  if (violations) throw new Error(`the ${status} of ${route} is not what is declared: ${violations}: ${JSON.stringify(body)}`);
}
