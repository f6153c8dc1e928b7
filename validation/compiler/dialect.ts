import { FORMATS } from './ajv';
import { SchemaError } from './schema-error';
import { escapePointer } from '../../src/contract';
import { SUBSCHEMA_KEYWORDS } from '../../src/contract/http/json-schema';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

const { one, list, named } = SUBSCHEMA_KEYWORDS;

/** Every keyword of the specification, and OpenAPI's annotations of schemas. */
const KEYWORDS = new Set<string>([
  ...one, ...list, ...named,
  '$anchor', '$comment', '$dynamicAnchor', '$dynamicRef', '$id', '$ref', '$schema', '$vocabulary',
  'const', 'dependentRequired', 'enum', 'exclusiveMaximum', 'exclusiveMinimum', 'format', 'maxContains', 'maxItems', 'maxLength', 'maxProperties',
  'maximum', 'minContains', 'minItems', 'minLength', 'minProperties', 'minimum', 'multipleOf', 'pattern', 'required', 'type', 'uniqueItems',
  'contentEncoding', 'contentMediaType', 'default', 'deprecated', 'description', 'examples', 'readOnly', 'title', 'writeOnly',
  'discriminator', 'example', 'externalDocs', 'xml',
]);

/** Keywords that mean something to ajv, and nothing to whoever else reads the schema. */
const FOREIGN: Readonly<Record<string, string>> = {
  nullable: 'is of OpenAPI 3.0; say "type": ["string", "null"] instead',
  $async: 'is none of JSON Schema\'s; leave it out',
};

type Schema = Readonly<Record<string, unknown>>;

/** A schema or a part of one that is a schema, but neither `true` nor `false`. */
export interface Subschema {
  readonly schema: Schema;
  /** A JSON pointer to it. */
  readonly pointer: string;
}

/** All the schemas that a schema consists of. */
export function* subschemas(schema: unknown, pointer = '#'): Generator<Subschema> {
  if (!isObject(schema)) return;
  yield { schema, pointer };
  for (const keyword of one) yield* subschemas(schema[keyword], `${pointer}/${keyword}`);
  for (const keyword of [...list, ...named]) {
    for (const [name, part] of Object.entries(schema[keyword] ?? {})) yield* subschemas(part, `${pointer}/${keyword}/${escapePointer(name)}`);
  }
}

/** Throws when a schema is none, or says that it is of another draft; nothing else need hold of it yet. */
export function checkDialect(schema: unknown): void {
  if (!isObject(schema)) throw new SchemaError(`must be an object, not ${JSON.stringify(schema)}; a task type that takes any JSON has no schema`);
  for (const { schema: part, pointer } of subschemas(schema)) {
    const { $schema } = part;
    if (typeof $schema === 'string' && $schema.replace(/#$/, '') !== DIALECT) {
      throw new SchemaError(`is wrong at ${pointer}/$schema: it is written for ${JSON.stringify($schema)}, and task types take JSON Schema 2020-12; convert it and say "${DIALECT}", or leave $schema out`);
    }
  }
}

/** Throws where a schema cannot mean what it says, and remarks on what checks nothing, and may have been meant to. */
export function inspect(schema: Schema): string[] {
  return [...subschemas(schema)].flatMap(inspectOne);
}

function inspectOne({ schema, pointer }: Subschema): string[] {
  const foreign = Object.keys(schema).find((keyword) => Object.hasOwn(FOREIGN, keyword));
  if (foreign) throw new SchemaError(`is wrong at ${pointer}/${foreign}: "${foreign}" ${FOREIGN[foreign]}`);

  if (schema.pattern !== undefined) checkPattern(String(schema.pattern), `${pointer}/pattern`);
  for (const pattern of Object.keys(schema.patternProperties ?? {})) checkPattern(pattern, `${pointer}/patternProperties/${escapePointer(pattern)}`);

  const unknown = Object.keys(schema).filter((keyword) => !KEYWORDS.has(keyword) && !keyword.startsWith('x-'));
  const remarks = unknown.map((keyword) => `has "${keyword}" at ${pointer}, which is no keyword of JSON Schema 2020-12 and checks nothing; an annotation of your own begins with x-`);
  const { format } = schema;
  if (format === undefined || FORMATS.includes(format as never)) return remarks;
  return [...remarks, `has the format ${JSON.stringify(format)} at ${pointer}/format, which is not checked; those that are: ${FORMATS.join(', ')}`];
}

/** A regular expression has the flag `u`, as the specification wants it. */
function checkPattern(pattern: string, pointer: string): void {
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    throw new SchemaError(`is wrong at ${pointer}: it is no regular expression of JSON Schema, which are those of ECMAScript with the flag u (${(error as Error).message})`);
  }
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
