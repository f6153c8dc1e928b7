/**
 * DynamoDB's values as the document client takes them: what type they have, how they compare, how large they are.
 */

/** A value that DynamoDB refuses. */
export class ValidationException extends Error {
  public constructor(message: string) {
    super(message);
    this.name = 'ValidationException';
  }
}

export type AttributeType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'L' | 'M' | 'SS' | 'NS' | 'BS';

export const ATTRIBUTE_TYPES: readonly AttributeType[] = ['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS'];

/** The types that `<` and its like can order. */
export const ORDERED_TYPES: readonly AttributeType[] = ['S', 'N', 'B'];

/** The type of a value; refuses what the document client does not marshal. */
export function typeOf(value: unknown): AttributeType {
  switch (typeof value) {
    case 'string': return 'S';
    case 'number': return 'N';
    case 'boolean': return 'BOOL';
    case 'object': return typeOfObject(value);
    default: throw new Error(`a table cannot hold a value of the type ${typeof value}`);
  }
}

function typeOfObject(value: object | null): AttributeType {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return 'L';
  if (value instanceof Uint8Array) return 'B';
  if (value instanceof Set) return typeOfSet(value);
  if (Object.getPrototypeOf(value) === Object.prototype) return 'M';
  throw new Error(`a table cannot hold a ${value.constructor?.name ?? 'object without prototype'}`);
}

function typeOfSet(set: Set<unknown>): AttributeType {
  const types = new Set([...set].map(typeOf));
  const [type] = types;
  if (types.size !== 1 || !ORDERED_TYPES.includes(type)) {
    throw new ValidationException('One or more parameter values were invalid: a set holds strings, numbers or binaries, all of one type, and is not empty');
  }
  return `${type}S` as AttributeType;
}

/** A copy that shares nothing with the original; refuses what the document client does not marshal. */
export function copyValue(value: any): any {
  if (typeof value === 'string') return value;
  switch (typeOf(value)) {
    case 'N': return wholeOrFinite(value);
    case 'B': return new Uint8Array(value);
    case 'L': return value.map(copyValue);
    case 'M': return copyItem(value);
    case 'SS': case 'NS': case 'BS': return new Set([...value].map(copyValue));
    default: return value;
  }
}

/** {@link copyValue} of a map. */
export function copyItem(item: Record<string, any>): Record<string, any> {
  const copy: Record<string, any> = { ...item };
  for (const name of Object.keys(copy)) {
    const value = copy[name];
    if (value === undefined) throw new Error(`the attribute ${name} is undefined: the document client refuses that`);
    // Most values are texts, which cannot be changed.
    if (typeof value !== 'string') copy[name] = copyValue(value);
  }
  return copy;
}

/** The least magnitude of a number but zero that DynamoDB holds. */
const LEAST_NUMBER = 1e-130;

function wholeOrFinite(value: number): number {
  if (!Number.isFinite(value)) throw new Error(`Special numeric value ${value} is not allowed`);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new Error(`Number ${value} is beyond Number.MAX_SAFE_INTEGER: the document client refuses that`);
  if (value !== 0 && Math.abs(value) < LEAST_NUMBER) throw new ValidationException('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  return value;
}

/** Whether two values are of one type and equal; an absent value equals nothing. */
export function equals(a: any, b: any): boolean {
  if (a === undefined || b === undefined) return false;
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;

  const type = typeOf(a);
  if (type !== typeOf(b)) return false;
  switch (type) {
    case 'NULL': return true;
    case 'B': return Buffer.compare(a, b) === 0;
    case 'L': return a.length === b.length && a.every((value: unknown, at: number) => equals(value, b[at]));
    case 'M': return equalMaps(a, b);
    default: return a.size === b.size && [...a].every((value) => hasElement(b, value));
  }
}

function equalMaps(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => equals(a[name], b[name]));
}

/** Whether a set or a list has the element. */
export function hasElement(elements: Iterable<unknown>, element: unknown): boolean {
  for (const each of elements) {
    if (equals(each, element)) return true;
  }
  return false;
}

/** Below zero, zero or above zero; nothing when DynamoDB does not order the two. */
export function compareValues(a: any, b: any): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return undefined;
}

/** DynamoDB orders text by its UTF-8 bytes; JavaScript does the same except beyond the basic plane. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (/[\ud800-\udfff]/.test(a + b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

/**
 * The bytes that DynamoDB counts for an item: names and values, by the rule of the developer guide ("DynamoDB item sizes
 * and formats").
 */
export function sizeOfItem(item: Record<string, any>): number {
  let size = 0;
  for (const name of Object.keys(item)) size += Buffer.byteLength(name) + sizeOfValue(item[name]);
  return size;
}

/** Lists and maps: three bytes, and one for each element besides the element's own. */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

function sizeOfValue(value: any): number {
  switch (typeOf(value)) {
    case 'S': return Buffer.byteLength(value);
    case 'N': return sizeOfNumber(value);
    case 'B': return value.length;
    case 'BOOL': case 'NULL': return 1;
    case 'L': return value.reduce((size: number, each: unknown) => size + ELEMENT_BYTES + sizeOfValue(each), CONTAINER_BYTES);
    case 'M': return CONTAINER_BYTES + Object.keys(value).length * ELEMENT_BYTES + sizeOfItem(value);
    default: return [...value].reduce((size, each) => size + sizeOfValue(each), 0);
  }
}

/**
 * "Approximately", says the guide, a byte for each two significant digits and one more. The pairs are those on either
 * side of the decimal point, and a minus sign takes a byte too.
 */
function sizeOfNumber(value: number): number {
  return 1 + digitPairs(Math.abs(value)) + (value < 0 ? 1 : 0);
}

function digitPairs(value: number): number {
  if (value === 0) return 0;
  if (!Number.isSafeInteger(value)) return Math.ceil(String(value).replace(/e.*$/, '').replace('.', '').replace(/^0+|0+$/g, '').length / 2);

  let pairs = value;
  while (pairs % 100 === 0) pairs /= 100;
  return Math.ceil(String(pairs).length / 2);
}
