import type { Route } from '../../../contract';
import type { DeclaredExample, DeclaredParameter, JsonSchema } from '../../../contract/http';
import { ID_PARAMETER, OPERATIONS } from '../../../contract/http';
import { mapSchema, withoutKeywords } from '../../../private/json-schema';

/** The declaration's own keywords, by which errors are worded. */
const UNPUBLISHED = ['x-rule', 'x-hint'];

/** A schema of the declaration as the description of the API shows it. */
export function publishedSchema(schema: JsonSchema): JsonSchema {
  return mapSchema(withoutKeywords(schema, UNPUBLISHED), ({ 'x-items': items, ...rest }) => ({ ...rest, ...(items !== undefined && { items }) }));
}

/** The content of a body: a document of one of the components' schemas. */
export function contentOf(mediaType: string, schema: string, examples: Readonly<Record<string, DeclaredExample>> = {}): object {
  return { [mediaType]: { schema: { $ref: `#/components/schemas/${schema}` }, ...(Object.keys(examples).length > 0 && { examples }) } };
}

/** What a request says outside its body. */
export function parametersOf(route: Route): object[] {
  const { query = {}, headers = {} } = OPERATIONS[route];
  return [
    ...(route.includes('{id}') ? [{ name: 'id', in: 'path', required: true, ...describeParameter(ID_PARAMETER) }] : []),
    ...Object.entries(query).map(([name, declared]) => ({
      name,
      in: 'query',
      ...describeParameter(declared),
      // Several values have commas between them.
      ...(declared.schema.type === 'array' && { style: 'form', explode: false }),
    })),
    ...Object.entries(headers).map(([name, declared]) => ({ name, in: 'header', ...describeParameter(declared) })),
  ];
}

/** Describes a parameter, or a header of an answer. */
export function describeParameter({ description, schema }: DeclaredParameter): object {
  return { description, schema: publishedSchema(schema) };
}
