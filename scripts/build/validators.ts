import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import standaloneCode from 'ajv/dist/standalone';
import type { Route } from '../../src/contract';
import type { DeclaredParameter, JsonSchema, SchemaName } from '../../src/contract/http';
import { OPERATIONS, SCHEMAS } from '../../src/contract/http';
import { mapSchema, withoutKeywords } from '../../src/private/json-schema';
import { requestAjv } from '../../validation/compiler/ajv';
import { REPOSITORY } from '../support/folders';

/** Git ignores it. */
export const VALIDATORS = join(REPOSITORY, 'runtime', 'api', 'http', 'validators.generated.ts');

/** What no validator of a request looks at. The declaration's own keywords stay: errors are worded by them. */
const TEXTS = ['description', 'examples', 'title', 'x-items'];

/** Compiles the declaration of the HTTP API to the functions that validate its requests, so that Lambda compiles nothing. */
export function writeValidators(): void {
  writeFileSync(VALIDATORS, validators());
}

function validators(): string {
  const ajv = requestAjv();
  const names: Record<string, string> = {};
  const compile = (name: string, schema: JsonSchema): string => {
    ajv.addSchema(schema, name);
    names[name] = name;
    return name;
  };
  const lines = Object.entries(OPERATIONS).map(([route, { id, body, query = {}, headers }]) => {
    const parts = [
      ...(body ? [`body: ${compile(`${id}Body`, compilable(SCHEMAS[body.schema]))}`] : []),
      `query: ${compile(`${id}Query`, { ...parametersSchema(query), additionalProperties: false })}`,
      `queryTypes: ${JSON.stringify(typesOf(route as Route, query))}`,
      ...(headers ? [`headers: ${compile(`${id}Headers`, parametersSchema(lowerCased(headers)))}`] : []),
    ];
    return `  ${JSON.stringify(route)}: { ${parts.join(', ')} },`;
  });
  return [
    '// Compiled from src/contract/http by scripts/build/validators.ts.',
    '// @ts-nocheck',
    'import type { Validators } from \'./validators\';',
    standaloneCode(ajv, names),
    'export const VALIDATORS: Validators = {',
    ...lines,
    '};',
    '',
  ].join('\n');
}

/**
 * A schema as the compiler takes it: nothing that only describes, no mapping, which says the same as the alternatives, and
 * these in their places instead of references, so that an error can tell them.
 */
function compilable(schema: JsonSchema): JsonSchema {
  return mapSchema(withoutKeywords(schema, TEXTS), ({ $ref, discriminator, ...rest }) => ({
    ...($ref !== undefined && compilable(SCHEMAS[($ref as string).split('/').pop() as SchemaName])),
    ...(discriminator !== undefined && { discriminator: { propertyName: (discriminator as { propertyName: string }).propertyName } }),
    ...rest,
  }));
}

function parametersSchema(parameters: Readonly<Record<string, DeclaredParameter>>): JsonSchema {
  return { type: 'object', properties: Object.fromEntries(Object.entries(parameters).map(([name, { schema }]) => [name, compilable(schema)])) };
}

/** As the gateway writes the names of headers. */
function lowerCased(headers: Readonly<Record<string, DeclaredParameter>>): Record<string, DeclaredParameter> {
  return Object.fromEntries(Object.entries(headers).map(([name, header]) => [name.toLowerCase(), header]));
}

/** As what the text of a query parameter has to be read before it can be validated. */
function typesOf(route: Route, query: Readonly<Record<string, DeclaredParameter>>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, { schema: { type } }]): [string, string] => {
    if (!['string', 'integer', 'boolean', 'array'].includes(type as string)) {
      throw new Error(`the query parameter ${name} of ${route} must be declared as string, integer, boolean or array, not ${JSON.stringify(type)}`);
    }
    return [name, type as string];
  }));
}
