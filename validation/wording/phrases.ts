/** What a sentence calls the values of a type of JSON Schema. */
export const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'an array',
  object: 'an object',
};

/** `1 item`, `2 items`. */
export function count(number: number, noun: string): string {
  return `${number} ${plural(noun, number)}`;
}

/** A noun as it follows a number. */
export function plural(noun: string, number: number): string {
  return number === 1 ? noun : `${noun}s`;
}

/** `1 to 9`, or what is left of it where there is only one limit. */
export function range(least: number | undefined, most: number | undefined): string {
  if (most === undefined) return `at least ${least}`;
  return least === undefined ? `at most ${most}` : `${least} to ${most}`;
}

/** `a, b or c`. */
export function either(names: readonly string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : names[0];
}
