import { ExpectedError } from '../support/expected-error';

const SHOWN = 20;

/** A template, and the app that it comes from. */
export interface Template {
  readonly app: string;
  readonly text: string;
}

/** Throws unless two templates are equal, byte for byte; the error shows where they differ. */
export function expectEqual(expected: Template, actual: Template): void {
  if (actual.text === expected.text) return;
  const places = differences(JSON.parse(expected.text), JSON.parse(actual.text));
  const shown = places.slice(0, SHOWN).map(({ path, values: [theirs, ours] }) => `  ${path}\n    ${expected.app}: ${theirs}\n    ${actual.app}: ${ours}`);
  const rest = places.length > SHOWN ? [`  and ${places.length - SHOWN} more`] : [];
  const where = places.length > 0 ? `in ${places.length} places:` : 'in the order of their properties.';
  throw new ExpectedError([`The templates of ${expected.app} and ${actual.app} differ ${where}`, ...shown, ...rest].join('\n'));
}

interface Difference {
  readonly path: string;
  readonly values: [string, string];
}

function differences(expected: unknown, actual: unknown, path = ''): Difference[] {
  if (!isCollection(expected) || !isCollection(actual)) {
    const values: [string, string] = [JSON.stringify(expected) ?? 'nothing', JSON.stringify(actual) ?? 'nothing'];
    return values[0] === values[1] ? [] : [{ path, values }];
  }
  return [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
    .flatMap((key) => differences(expected[key], actual[key], path ? `${path}.${key}` : key));
}

function isCollection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
