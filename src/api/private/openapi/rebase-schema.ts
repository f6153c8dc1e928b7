import type { ComponentNames } from './component-names';
import { namesOf } from '../../../contract';
import type { JsonSchema } from '../../../contract/http';
import { mapSchema } from '../../../private/json-schema';

/** The base of schemas whose `$id` is missing or relative. */
const BASE_URI = 'https://schema.invalid/';

/**
 * Makes components of a JSON Schema that stands by itself: of the schema, and of each inside it that it refers to, since
 * generators of clients know references to components only.
 *
 * @param name  the name of the schema's component
 * @param names gives the others theirs
 */
export function rebaseSchema(schema: JsonSchema, name: string, names: ComponentNames): Record<string, JsonSchema> {
  return new SchemaRebaser(schema, name, names).components;
}

class SchemaRebaser {
  public readonly components: Record<string, JsonSchema> = {};
  /** The schema, and those inside it with an id of their own, by their ids. */
  private readonly schemasById = new Map<string, JsonSchema>();
  /** The names of the components that there are, by what they were made of. */
  private readonly namesBySchema = new Map<JsonSchema, string>();

  public constructor(schema: JsonSchema, private readonly name: string, private readonly names: ComponentNames) {
    this.collect(schema, BASE_URI);
    this.addComponent(name, schema, idOf(schema, BASE_URI));
  }

  private collect(schema: JsonSchema, base: string): void {
    const id = idOf(schema, base);
    this.schemasById.set(id, schema);
    mapSchema(schema, (part) => part, (part) => {
      if (part.$id === undefined) return undefined;
      this.collect(part, id);
      return part;
    });
  }

  /** A schema whose references lead to components. */
  private rebase(schema: JsonSchema, id: string): JsonSchema {
    const { $schema: _dialect, $id: _id, $defs: _defs, definitions: _definitions, ...own } = schema;
    return mapSchema(own, ({ $anchor: _anchor, $dynamicAnchor: _dynamicAnchor, $dynamicRef, ...rest }) => {
      // Within what stands by itself, a dynamic reference leads where any other would.
      const reference = $dynamicRef ?? rest.$ref;
      const component = typeof reference === 'string' ? this.componentOf(new URL(reference, id)) : undefined;
      return component === undefined ? rest : { ...rest, $ref: `#/components/schemas/${component}` };
    }, (part) => part.$id === undefined ? undefined : this.rebase(part, idOf(part, id)));
  }

  /** The name of the component for what is referred to, which is made when it is first asked for. */
  private componentOf({ href, hash }: URL): string | undefined {
    const id = href.split('#')[0];
    const fragment = decodeURIComponent(hash.slice(1));
    const schema = this.schemasById.get(id);
    const target = schema && (/^(\/|$)/.test(fragment) ? schemaAt(schema, fragment) : schemaWith(schema, fragment));
    if (target === undefined) return undefined;
    const known = this.namesBySchema.get(target);
    if (known !== undefined) return known;
    const name = this.names.take(`${this.name}_${(fragment || id).split('/').pop()}`);
    this.addComponent(name, target, id);
    return name;
  }

  private addComponent(name: string, schema: JsonSchema, id: string): void {
    // Before it is looked through: it may refer to itself.
    this.namesBySchema.set(schema, name);
    this.components[name] = schema;
    // `true` and `false` are schemas, too.
    if (typeof schema === 'object') this.components[name] = this.rebase(schema, id);
  }
}

function idOf({ $id }: JsonSchema, base: string): string {
  return new URL(typeof $id === 'string' ? $id : '', base).href.split('#')[0];
}

/** What a JSON pointer leads to. */
function schemaAt(schema: JsonSchema, pointer: string): JsonSchema | undefined {
  return namesOf(pointer).reduce<any>((value, name) => value?.[name], schema);
}

/** The schema that has an anchor. */
function schemaWith(schema: JsonSchema, anchor: string): JsonSchema | undefined {
  const has = ({ $anchor, $dynamicAnchor }: JsonSchema): boolean => $anchor === anchor || $dynamicAnchor === anchor;
  let found = has(schema) ? schema : undefined;
  mapSchema(schema, (part) => part, (part) => {
    if (part.$id !== undefined) return part;
    if (has(part)) found ??= part;
    return undefined;
  });
  return found;
}
