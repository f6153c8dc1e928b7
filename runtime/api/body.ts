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

/** Reads the members of a JSON object one by one, and gathers what is wrong with them. */
export class Members {
  private readonly errors: FieldError[] = [];
  private readonly members: Record<string, unknown>;

  /**
   * @param names the members that the object may have
   */
  public constructor(document: unknown, names: readonly string[]) {
    if (typeof document !== 'object' || document === null || Array.isArray(document)) {
      throw Problem.invalid([{ pointer: '#', detail: `A JSON object is expected, not ${nameOf(document)}.` }]);
    }
    this.members = document as Record<string, unknown>;
    for (const name of Object.keys(document)) {
      if (!names.includes(name)) this.refuse(name, `${JSON.stringify(name)} is not a member of this request; it may have ${names.join(', ')}.`);
    }
  }

  public has(name: string): boolean {
    return Object.hasOwn(this.members, name);
  }

  public get(name: string): unknown {
    return this.has(name) ? this.members[name] : undefined;
  }

  /** A string that has to be there. */
  public string(name: string): string | undefined {
    const value = this.get(name);
    if (typeof value === 'string') return value;
    this.refuse(name, this.has(name) ? `${name} must be a string, not ${nameOf(value)}.` : `${name} is missing.`);
    return undefined;
  }

  public refuse(name: string, detail: string): void {
    this.errors.push({ pointer: `#/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, detail });
  }

  /** Throws a problem that names everything that was refused. */
  public check(): void {
    if (this.errors.length > 0) throw Problem.invalid(this.errors);
  }
}

/** What a person calls the kind of a JSON value. */
export function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
