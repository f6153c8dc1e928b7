import type { Code, CodeKeywordDefinition, KeywordCxt, KeywordErrorDefinition, Name } from 'ajv/dist/2020';
import { _, Ajv2020 } from 'ajv/dist/2020';
import names from 'ajv/dist/compile/names';
import { useFunc } from 'ajv/dist/compile/util';
import addFormats from 'ajv-formats';
import { formatNames } from 'ajv-formats/dist/formats';
import { findDuplicate } from '../checker/duplicates';

/**
 * The formats that are checked. `url` is not among JSON Schema's, and its regular expression takes minutes for what fits
 * into a task's data.
 */
export const FORMATS = formatNames.filter((name) => name !== 'url');

/** What holds for every compiler: validators are written out as code, and their errors are worded by `validation/wording`. */
const COMMON = { code: { source: true }, messages: false } as const;

/** A compiler of the API's own schemas, whose validators find every error. */
export function requestAjv(): Ajv2020 {
  return new Ajv2020({
    ...COMMON,
    code: { ...COMMON.code, esm: true, lines: true },
    allErrors: true,
    allowUnionTypes: true,
    // Errors are worded by the schema that a value violates.
    verbose: true,
    discriminator: true,
    // Formats only describe.
    validateFormats: false,
    keywords: ['x-rule', 'x-hint'],
  });
}

/**
 * A compiler for one schema of a user: what a schema names with `$id` is known to its compiler from then on.
 *
 * @param allErrors whether its validators find every error, or the first
 */
export function schemaAjv(allErrors: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    ...COMMON,
    allErrors,
    // It refuses what the specification allows (annotations of one's own, keywords without a type), and with it ordinary
    // schemas. What of that may be a slip is remarked on instead.
    strict: false,
    // Done before, by a compiler that has compiled the metaschema already: it takes a while.
    validateSchema: false,
    // 19.99 is a multiple of 0.01 for everybody but a processor.
    multipleOfPrecision: 9,
    // What every object inherits, such as `constructor`, is not a member that is there.
    ownProperties: true,
    logger: false,
  });
  addFormats(ajv, { formats: FORMATS });
  for (const keyword of ['anyOf', 'oneOf', 'contains', 'propertyNames']) replace(ajv, keyword, tellingInner);
  replace(ajv, 'uniqueItems', findingDuplicates);
  return ajv;
}

type Definition = CodeKeywordDefinition & { readonly error: KeywordErrorDefinition };

function replace(ajv: Ajv2020, keyword: string, replacement: (definition: Definition) => CodeKeywordDefinition): void {
  const definition = ajv.getKeyword(keyword) as Definition;
  ajv.removeKeyword(keyword);
  ajv.addKeyword(replacement(definition));
}

/**
 * A keyword that tries other schemas: its error says how many of the errors before it led to it and, where there are
 * alternatives, where the errors of each of them end. From the errors alone that could not be told.
 */
function tellingInner(definition: Definition): CodeKeywordDefinition {
  return {
    ...definition,
    trackErrors: true,
    code: (cxt) => {
      const ends = Array.isArray(cxt.schema) ? endsOf(cxt) : [];
      Object.assign(cxt, { def: { ...cxt.def, error: { ...definition.error, params: (error: KeywordCxt) => withInner(error, definition, ends) } } });
      definition.code(cxt);
    },
  };
}

/** Variables that hold, for each alternative, how many errors there are when it has been tried. */
function endsOf(cxt: KeywordCxt): Name[] {
  const ends: Name[] = cxt.schema.map(() => cxt.gen.let('end', names.errors));
  const { subschema } = cxt;
  cxt.subschema = (applied, valid) => {
    const context = subschema.call(cxt, applied, valid);
    cxt.gen.assign(ends[applied.schemaProp as number], names.errors);
    return context;
  };
  return ends;
}

function withInner(cxt: KeywordCxt, { error: { params } }: Definition, ends: readonly Name[]): Code {
  const own = typeof params === 'function' ? params(cxt) : _`{}`;
  const inner = _`...${own}, within: ${names.errors} - ${cxt.errsCount!}`;
  if (ends.length === 0) return _`{${inner}}`;
  const list = ends.map((end) => _`${end} - ${cxt.errsCount!}`).reduce((one, other) => _`${one}, ${other}`);
  return _`{${inner}, ends: [${list}]}`;
}

/** ajv compares each item with each other. */
function findingDuplicates({ keyword, type, schemaType }: Definition): CodeKeywordDefinition {
  const find = Object.assign(findDuplicate, { code: 'require("./duplicates").findDuplicate' });
  return {
    keyword,
    type,
    schemaType,
    error: { message: '', params: ({ params }) => _`{items: ${params.items}}` },
    code: (cxt) => {
      if (!cxt.schema) return;
      const items = cxt.gen.const('items', _`${useFunc(cxt.gen, find)}(${cxt.data})`);
      cxt.setParams({ items });
      cxt.fail(items);
    },
  };
}
