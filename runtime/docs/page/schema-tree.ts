import type { Description, Schema, SchemaObject } from './description';
import { nameOf, referenceOf, resolve } from './description';
import { element, list, unfolding } from './dom';
import { prose } from './prose';

/** A place inside a schema. */
interface Branch {
  /** What a document has there: a member's name, or words for it. */
  readonly label: string;
  readonly isName: boolean;
  readonly schema: Schema;
  readonly required?: boolean;
}

/** The keywords that limit a value, and how they are read. */
const LIMITS: Readonly<Record<string, (value: any) => string>> = {
  const: (value) => `always ${JSON.stringify(value)}`,
  enum: (values: unknown[]) => `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`,
  default: (value) => `${JSON.stringify(value)} if left out`,
  minimum: (value) => `at least ${value}`,
  exclusiveMinimum: (value) => `above ${value}`,
  maximum: (value) => `at most ${value}`,
  exclusiveMaximum: (value) => `below ${value}`,
  multipleOf: (value) => `a multiple of ${value}`,
  format: (value) => `format ${value}`,
  pattern: (value) => `matches ${value}`,
  minLength: (value) => `at least ${value} ${value === 1 ? 'character' : 'characters'}`,
  maxLength: (value) => `at most ${value} characters`,
  minItems: (value) => `at least ${value} ${value === 1 ? 'item' : 'items'}`,
  maxItems: (value) => `at most ${value} items`,
  uniqueItems: (value) => (value ? 'no two items equal' : ''),
  minProperties: (value) => `at least ${value} ${value === 1 ? 'field' : 'fields'}`,
  maxProperties: (value) => `at most ${value} fields`,
};

/** A schema as a tree of what documents hold; the branches below the first unfold. */
export function schemaTree(description: Description, schema: Schema): HTMLElement {
  const branches = branchesOf(description, schema);
  return element('div', { class: 'schema' },
    element('p', { class: 'head' }, typeElement(description, schema)),
    ...notesOf(description, schema),
    list('tree', branches.map((branch) => branchItem(description, branch))));
}

/** In few words, what a value is. */
export function typeOf(description: Description, schema: Schema): string {
  const resolved = resolve(description, schema);
  if (typeof resolved === 'boolean') return resolved ? 'any JSON' : 'nothing';
  const { type, items, oneOf, anyOf, allOf } = resolved;
  if (type === 'array' && items !== undefined) return `array of ${nameOf(items) ?? typeOf(description, items)}`;
  if (oneOf) return oneOf.length === 1 ? typeOf(description, oneOf[0]) : `one of ${oneOf.length}`;
  if (type !== undefined) return [type].flat().join(' or ');
  if (anyOf) return `any of ${anyOf.length}`;
  if (allOf) return `all of ${allOf.length}`;
  return 'const' in resolved || 'enum' in resolved ? 'value' : 'any JSON';
}

/** What limits a value, in words. */
export function limitsOf(description: Description, schema: Schema): string {
  const resolved = resolve(description, schema);
  if (typeof resolved === 'boolean') return '';
  const limits = Object.entries(LIMITS).filter(([keyword]) => keyword in resolved).map(([keyword, say]) => say(resolved[keyword]));
  return [...limits, ...(resolved.additionalProperties === false && resolved.properties ? ['no other fields'] : [])].filter((limit) => limit !== '').join('; ');
}

function branchItem(description: Description, { label, isName, schema, required }: Branch): HTMLLIElement {
  const branches = branchesOf(description, schema);
  return element('li', {},
    element('p', { class: 'head' },
      element(isName ? 'code' : 'span', { class: 'label' }, label), ' ',
      typeElement(description, schema),
      required && element('span', { class: 'required' }, ' required')),
    ...notesOf(description, schema),
    branches.length > 0 && unfolding(`${branches[0].isName ? 'Fields' : 'More'} of ${label}`, 'branch', () => [
      list('tree', branches.map((branch) => branchItem(description, branch))),
    ]));
}

function typeElement(description: Description, schema: Schema): HTMLElement {
  const name = nameOf(schema);
  return element('span', { class: 'type' }, [name, typeOf(description, schema)].filter((part) => part !== undefined).join(', '));
}

function notesOf(description: Description, schema: Schema): HTMLElement[] {
  const { description: text } = resolve(description, schema) as SchemaObject;
  const limits = limitsOf(description, schema);
  return [...prose(text), ...(limits ? [element('p', { class: 'limits' }, limits)] : [])];
}

function branchesOf(description: Description, schema: Schema): Branch[] {
  const resolved = resolve(description, schema);
  if (typeof resolved === 'boolean') return [];
  const { properties = {}, patternProperties = {}, additionalProperties, required, items } = resolved;
  const { prefixItems = [], oneOf = [], anyOf = [], allOf = [] } = resolved;
  return [
    ...Object.entries(properties).map(([label, part]) => ({ label, isName: true, schema: part, required: required?.includes(label) })),
    ...Object.entries(patternProperties).map(([pattern, part]) => ({ label: `each field that matches ${pattern}`, isName: false, schema: part })),
    ...(typeof additionalProperties === 'object' ? [{ label: 'every other field', isName: false, schema: additionalProperties }] : []),
    ...prefixItems.map((part, index) => ({ label: `item ${index + 1}`, isName: false, schema: part })),
    ...(isWorthTelling(description, items) ? [{ label: 'each item', isName: false, schema: items }] : []),
    ...[...oneOf, ...anyOf, ...allOf].map((part, index) => ({ label: alternativeLabel(resolved, part, index), isName: false, schema: part })),
  ];
}

/** Whether there is more to say of an array's items than their type. */
function isWorthTelling(description: Description, items: Schema | undefined): items is Schema {
  return items !== undefined && (branchesOf(description, items).length > 0 || notesOf(description, items).length > 0);
}

/** By what one of several schemas is told from the others. */
function alternativeLabel({ discriminator }: SchemaObject, schema: Schema, index: number): string {
  const [value] = Object.entries(discriminator?.mapping ?? {}).find(([, reference]) => reference === referenceOf(schema)) ?? [];
  if (discriminator && value !== undefined) return `${discriminator.propertyName} ${JSON.stringify(value)}`;
  return nameOf(schema) ?? (schema as SchemaObject).title ?? `alternative ${index + 1}`;
}
