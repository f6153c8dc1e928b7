import type { FieldError } from './problem';
import { Problem } from './problem';
import { MAX_BODY_BYTES } from '../../src/contract';

/** The JSON document that a request carries. */
export function parseBody(body: string | undefined, isBase64Encoded: boolean): unknown {
  if (!body) throw new Problem(400, 'The request has no body; send a JSON object.');
  if (body.length > (isBase64Encoded ? Math.ceil(MAX_BODY_BYTES / 3) * 4 : MAX_BODY_BYTES)) throw tooLarge();

  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) throw tooLarge();
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(400, `The body is not JSON: ${(error as Error).message}.`);
  }
}

function tooLarge(): Problem {
  return new Problem(413, `The body is larger than ${MAX_BODY_BYTES} bytes, the most that a request may have.`);
}

/** Reads the members of a JSON object one by one, and gathers what is wrong with them and with those within them. */
export class Members {
  private readonly members: Record<string, unknown>;

  /**
   * @param names  the members that the object may have
   * @param path   where the object is in the request's document
   * @param errors what is wrong with the document so far
   */
  public constructor(
    document: unknown,
    names: readonly string[],
    private readonly path: readonly string[] = [],
    private readonly errors: FieldError[] = [],
  ) {
    if (!isObject(document)) throw Problem.invalid([{ pointer: '#', detail: `A JSON object is expected, not ${nameOf(document)}.` }]);
    this.members = document;
    const whole = path.join('.') || 'this request';
    const rule = names.length > 0 ? `; it may have ${names.join(', ')}.` : ', which has none.';
    for (const name of Object.keys(document)) {
      if (!names.includes(name)) this.refuse(name, `${JSON.stringify(name)} is not a member of ${whole}${rule}`);
    }
  }

  public has(name: string): boolean {
    return Object.hasOwn(this.members, name);
  }

  public get(name: string): unknown {
    return this.has(name) ? this.members[name] : undefined;
  }

  /** What a sentence calls a member. */
  public label(name: string): string {
    return [...this.path, name].join('.');
  }

  /** A string that has to be there. */
  public string(name: string): string | undefined {
    return this.has(name) ? this.optionalString(name) : this.refuse(name, `${this.label(name)} is missing.`);
  }

  public optionalString(name: string): string | undefined {
    const value = this.get(name);
    if (!this.has(name) || typeof value === 'string') return value as string | undefined;
    return this.refuse(name, `${this.label(name)} must be a string, not ${nameOf(value)}.`);
  }

  public optionalBoolean(name: string): boolean | undefined {
    const value = this.get(name);
    if (!this.has(name) || typeof value === 'boolean') return value as boolean | undefined;
    return this.refuse(name, `${this.label(name)} must be true or false, not ${nameOf(value)}.`);
  }

  /**
   * The members of an object that need not be there.
   *
   * @param names the members that it may have
   */
  public optionalObject(name: string, names: readonly string[]): Members | undefined {
    if (!this.has(name)) return undefined;
    const value = this.get(name);
    if (!isObject(value)) return this.refuse(name, `${this.label(name)} must be an object, not ${nameOf(value)}.`);
    return new Members(value, names, [...this.path, name], this.errors);
  }

  /** Notes what is wrong with a member, of which nothing is to be had then. */
  public refuse(name: string, detail: string): undefined {
    this.errors.push({ pointer: `#/${[...this.path, name].map(escapePointer).join('/')}`, detail });
    return undefined;
  }

  /** Throws a problem that names everything that was refused. */
  public check(): void {
    if (this.errors.length > 0) throw Problem.invalid(this.errors);
  }
}

/** A member's name as RFC 6901 writes it in a pointer. */
function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a person calls the kind of a JSON value. */
export function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
