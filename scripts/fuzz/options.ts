import { parseArgs } from 'node:util';
import { ExpectedError } from '../support/expected-error';

const USAGE = 'Use it as `npm run fuzz -- [--seed N] [--max-examples N]`.';

/** What the command line asks for. */
export interface FuzzOptions {
  /** The first round's seed; each further round has the next number. */
  readonly seed?: number;
  /** How many examples of each operation are tried in one round, after which it is over. */
  readonly maxExamples?: number;
}

/** Reads the command line; what is wrong with it is an {@link ExpectedError}. */
export function parseOptions(args: readonly string[]): FuzzOptions {
  const { seed, 'max-examples': maxExamples } = parse(args);
  return { seed: wholeNumber('seed', seed, 0), maxExamples: wholeNumber('max-examples', maxExamples, 1) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { 'seed': { type: 'string' }, 'max-examples': { type: 'string' } } }).values;
  } catch (error) {
    // The first sentence says what is wrong, the others are advice for positional arguments.
    throw new ExpectedError(`${(error as Error).message.split(/[.\n]/, 1)[0]}. ${USAGE}`);
  }
}

function wholeNumber(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
    throw new ExpectedError(`--${option} takes a whole number from ${least} on, of at most 9 digits, and not '${text}'.`);
  }
  return Number(text);
}
