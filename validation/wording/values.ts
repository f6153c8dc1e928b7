/** The most characters of a value that a sentence shows. */
export const MAX_SHOWN = 80;

/** What a person calls the kind of a JSON value. */
export function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** A rejected value, as a sentence shows it: an array or an object only by its kind. */
export function show(value: unknown): string {
  return typeof value === 'object' ? nameOf(value) : quote(value);
}

/** A value as it came, cut to what a sentence can hold. A number that is too large for a double has no JSON any more. */
export function quote(value: unknown): string {
  return cut(typeof value === 'number' ? String(value) : JSON.stringify(value));
}

/** A text, cut to what a sentence can hold. */
export function cut(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text;
}
