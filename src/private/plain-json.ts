import { Token } from 'aws-cdk-lib';
import { escapePointer } from '../contract';

/**
 * A JSON value of the user's as a copy that is the same for the same value: the members of its objects are sorted, since
 * some languages change their order from run to run.
 *
 * @param subject of the error's sentence: what the value is
 * @throws when there is something in it that is not JSON, or not known at synthesis
 */
export function plainJson(subject: string, value: unknown): unknown {
  return copy({ subject, pointer: '#', ancestors: [] }, value);
}

/**
 * The same of a value in which there may be tokens; it is not known at synthesis when there are some.
 *
 * @throws when there is something in it that is not JSON
 */
export function jsonWithTokens(subject: string, value: unknown): { readonly value: unknown; readonly isKnown: boolean } {
  const tokens: unknown[] = [];
  return { value: copy({ subject, pointer: '#', ancestors: [], tokens }, value), isKnown: tokens.length === 0 };
}

/** Where in a value a part of it is. */
interface Place {
  readonly subject: string;
  readonly pointer: string;
  /** The arrays and objects that it is in. */
  readonly ancestors: readonly unknown[];
  /** Takes the tokens that are found; they are refused without it. */
  readonly tokens?: unknown[];
}

function copy(place: Place, value: unknown): unknown {
  if (Token.isUnresolved(value) && place.tokens) {
    place.tokens.push(value);
    return value;
  }
  if (Token.isUnresolved(value)) throw new Error(`${place.subject} has a token at ${place.pointer}, a value that is only known when the stack is deployed; it must be known at synthesis`);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object') throw notJson(place, typeof value === 'number' ? String(value) : `a value of type ${typeof value}`);
  if (place.ancestors.includes(value)) throw notJson(place, 'a reference to what is around it');

  const copyPart = (name: string | number, part: unknown): unknown => copy(within(place, value, name), part);
  if (Array.isArray(value)) return value.map((item, index) => copyPart(index, item ?? null));
  if (!isPlain(value)) throw notJson(place, `an instance of ${value.constructor.name}`);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, member]) => {
    copy(place, name);
    return [name, copyPart(name, member)];
  }));
}

function within(place: Place, container: unknown, name: string | number): Place {
  return { ...place, pointer: `${place.pointer}/${escapePointer(String(name))}`, ancestors: [...place.ancestors, container] };
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function notJson({ subject, pointer }: Place, found: string): Error {
  return new Error(`${subject} is not JSON: it has ${found} at ${pointer}`);
}
