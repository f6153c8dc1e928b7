/**
 * A value as JSON text. JSON has no NaN and no infinities, of which `JSON.stringify` would make null without a word; a
 * document can have them as well, where a number is beyond what a double can hold.
 *
 * @param what what the value is, for the error's sentence
 * @throws when the value has such a number, or a circle
 */
export function toJson(what: string, value: unknown): string {
  return JSON.stringify(value ?? null, (key, member) => {
    if (typeof member === 'number' && !Number.isFinite(member)) {
      throw new TypeError(`${what} is not JSON: ${key ? `its member ${JSON.stringify(key)}` : 'it'} is ${member}`);
    }
    return member;
  }) ?? 'null';
}

/**
 * Whether a document nests deeper than so many levels. Recursion would end in a stack overflow for just those that this is
 * to find.
 */
export function isDeeperThan(value: unknown, levels: number): boolean {
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((container) => Object.values(container)).filter(isContainer);
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
