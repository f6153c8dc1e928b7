import type { RunOptions } from '../run/simulate';
import type { ScenarioName } from '../scenarios/scenarios';
import { SCENARIO_NAMES } from '../scenarios/scenarios';

/** How often a scenario comes in each turn of the rotation. Zero: it is too long for that, or of a campaign of its own. */
const WEIGHTS: Readonly<Record<ScenarioName, number>> = {
  'storm': 10,
  'calm': 1,
  'outage': 2,
  'late-writer': 2,
  'ambiguous-writes': 2,
  'poison-payloads': 1,
  'cancel-races': 2,
  'retry-races': 2,
  'at-most-once': 2,
  'external-workers': 2,
  'scheduled-starts': 1,
  'expiry': 2,
  'batches': 2,
  'crowded-batches': 1,
  'batch-outlives-its-time': 1,
  'lanes': 2,
  'unknown-lane': 1,
  'children': 2,
  'rerun-with-children': 1,
  'endless-children': 1,
  'outlived-parents': 1,
  'schedules': 2,
  'repeated-firing': 1,
  'backlog': 0,
  'big-backlog': 0,
  'recipe': 0,
  'post-and-read': 0,
  'post-and-read-once': 0,
};

/** The first run, and every so many further ones, has the backlog. */
const BACKLOG_EVERY = 500;
/** A campaign of so many runs has the big backlog as well: second, because it takes the longest. */
const BIG_BACKLOG_FROM = 1_000;
const BIG_BACKLOG_RUN = 1;

/** The recipe, and what it is compared with in the same storms, by the names that the summary gives them. */
export const COMPARED: ReadonlyMap<ScenarioName, string> = new Map([
  ['recipe', 'recipe'],
  ['post-and-read', 'library, at least once'],
  ['post-and-read-once', 'library, at most once'],
]);

/** One turn: all scenarios once, then those that come twice, and so on. */
const ROTATION = turn(SCENARIO_NAMES);

/** What a campaign runs. */
export interface Campaign {
  /** The first run's seed; each further run has the next number. */
  readonly seed: number;
  readonly runs: number;
  /** Every run has this scenario; all of them by turns when it is left out. The recipe comes with what it is compared with. */
  readonly scenario?: ScenarioName;
  readonly trace?: boolean;
}

/** The campaign's runs: each is one that can be run on its own. */
export function planCampaign({ seed, runs, scenario, trace }: Campaign): RunOptions[] {
  return Array.from({ length: runs }, (_, index) => {
    const names = scenario === 'recipe' ? [...COMPARED.keys()] : [scenario ?? scenarioAt(index, runs)];
    return names.map((name) => ({ scenario: name, seed: seed + index, ...(trace && { trace }) }));
  }).flat();
}

/** Runs in which a broken rule may show: these scenarios by turns, or all but the backlogs, which are about amounts. */
export function planSearch(seed: number, runs: number, scenarios: readonly ScenarioName[] = ROTATION): RunOptions[] {
  return Array.from({ length: runs }, (_, index) => ({ scenario: scenarios[index % scenarios.length], seed: seed + index }));
}

/** The command that repeats a run, and tells all that happens in it. */
export function replayCommand({ scenario, seed }: RunOptions, without?: string): string {
  return `npm run simulate -- --scenario ${scenario} --seed ${seed} --runs 1${without ? ` --without ${without}` : ''} --trace`;
}

function scenarioAt(index: number, runs: number): ScenarioName {
  if (index % BACKLOG_EVERY === 0) return 'backlog';
  if (index === BIG_BACKLOG_RUN && runs >= BIG_BACKLOG_FROM) return 'big-backlog';
  return ROTATION[(index - 1) % ROTATION.length];
}

function turn(names: readonly ScenarioName[]): ScenarioName[] {
  const most = Math.max(...names.map((name) => WEIGHTS[name]));
  return Array.from({ length: most }, (_, round) => names.filter((name) => WEIGHTS[name] > round)).flat();
}
