import { parseArgs } from 'node:util';
import { ExpectedError } from '../../scripts/support/expected-error';
import { RULES } from '../mutants/mutants';
import { SCENARIO_NAMES } from '../scenarios/scenarios';
import type { ScenarioName } from '../scenarios/scenarios';

const USAGE = 'Use it as `npm run simulate -- [--seed N] [--runs N] [--scenario NAME] [--without RULE] [--mutants] [--trace] [--json FILE]`.';

/** What the command line asks for. */
export interface SimulateOptions {
  /** The first run's seed; each further run has the next number. */
  readonly seed?: number;
  readonly runs?: number;
  readonly scenario?: ScenarioName;
  /** The rule that is taken out. */
  readonly without?: string;
  /** Takes out every rule, one after the other. */
  readonly mutants: boolean;
  /** Prints all that happens in each run. */
  readonly trace: boolean;
  /** The file that the campaign's figures are written to. */
  readonly json?: string;
}

/** Reads the command line; what is wrong with it is an {@link ExpectedError}. */
export function parseOptions(args: readonly string[]): SimulateOptions {
  const { seed, runs, scenario, without, mutants = false, trace = false, json } = parse(args);
  const others = Object.entries({ scenario, without, trace, json }).filter(([, value]) => value).map(([name]) => `--${name}`);
  if (mutants && others.length > 0) throw new ExpectedError(`--mutants decides by itself what it runs: leave out ${others.join(' and ')}.`);
  if (without && scenario === 'recipe') throw new ExpectedError('The recipe has none of the rules: leave out --without, or choose another scenario.');
  return {
    seed: wholeNumber('seed', seed, 0),
    runs: wholeNumber('runs', runs, 1),
    scenario: oneOf('scenario', SCENARIO_NAMES, scenario),
    without: oneOf('rule', RULES, without),
    mutants,
    trace,
    json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        runs: { type: 'string' },
        scenario: { type: 'string' },
        without: { type: 'string' },
        mutants: { type: 'boolean' },
        trace: { type: 'boolean' },
        json: { type: 'string' },
      },
    }).values;
  } catch (error) {
    // The first sentence says what is wrong, the others are advice for positional arguments.
    throw new ExpectedError(`${(error as Error).message.split(/[.\n]/, 1)[0]}. ${USAGE}`);
  }
}

function wholeNumber(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  // Run after run the seeds go up by one, so they keep far below the last safe integer.
  if (!/^\d{1,15}$/.test(text) || value < least) {
    throw new ExpectedError(`--${option} takes a whole number from ${least} on, of at most 15 digits, and not '${text}'.`);
  }
  return value;
}

function oneOf<T extends string>(what: string, names: readonly T[], name: string | undefined): T | undefined {
  if (name === undefined || names.includes(name as T)) return name as T | undefined;
  throw new ExpectedError(`There is no ${what} '${name}': choose one of ${names.join(', ')}.`);
}
