/** What the page reads of an OpenAPI document, version 3.1. */
export interface Description {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly servers?: ReadonlyArray<{ readonly url: string }>;
  readonly security?: readonly SecurityRequirement[];
  readonly tags?: ReadonlyArray<{ readonly name: string; readonly description?: string }>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: {
    readonly schemas?: Readonly<Record<string, Schema>>;
    readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
  };
}

/** The OAuth scopes that are needed of a security scheme, by its name. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

export interface SecurityScheme {
  readonly type: string;
  readonly description?: string;
  /** Of the type `http`. */
  readonly scheme?: string;
  /** Of the type `apiKey`. */
  readonly in?: string;
  readonly name?: string;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security?: readonly SecurityRequirement[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description?: string; readonly schema: Schema }>>;
  readonly content?: Content;
}

/** What a body may be, by media type. */
export type Content = Readonly<Record<string, {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>;
}>>;

export type Schema = boolean | SchemaObject;

/** A JSON Schema: the keywords that the page follows, and all others. */
export interface SchemaObject {
  readonly [keyword: string]: unknown;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly discriminator?: { readonly propertyName: string; readonly mapping?: Readonly<Record<string, string>> };
}

/** What a reference within the document stands for, with what is said beside it; anything else is what it is. */
export function resolve<Value>(description: Description, value: Value): Value {
  const reference = referenceOf(value);
  if (reference === undefined) return value;
  const { $ref: _reference, ...beside } = value as Record<string, unknown>;
  const target = resolve(description, reference.split('/').slice(1).reduce<any>((place, name) => place?.[unescape(name)], description) ?? {});
  return typeof target === 'object' ? { ...target, ...beside } : target;
}

/** The name of what a reference leads to. */
export function nameOf(value: unknown): string | undefined {
  const name = referenceOf(value)?.split('/').pop();
  return name === undefined ? undefined : unescape(name);
}

/** Where a reference leads: `#/components/schemas/Task`. */
export function referenceOf(value: unknown): string | undefined {
  const reference = (value as { $ref?: unknown } | undefined)?.$ref;
  return typeof reference === 'string' && reference.startsWith('#/') ? reference : undefined;
}

function unescape(name: string): string {
  return decodeURIComponent(name).replace(/~1/g, '/').replace(/~0/g, '~');
}
