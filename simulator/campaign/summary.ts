import { COMPARED, replayCommand } from './plan';
import type { Tally } from './tally';
import type { Row } from '../../scripts/support/table';
import { table } from '../../scripts/support/table';
import { DISPATCHES, MESSAGES_A_DISPATCH } from '../rules/bounds';
import type { Violation } from '../rules/violation';
import type { RunResult } from '../run/simulate';
import { SCENARIO_NAMES } from '../scenarios/scenarios';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What is allowed of messages: the simulator's bounds in a line. */
const BOUNDS_RULE = `${DISPATCHES.creation} dispatches for its creation, ${DISPATCHES.claim} for each claim, ${DISPATCHES.retry} for each retry and ${DISPATCHES.day} for each day; ${MESSAGES_A_DISPATCH} messages for each dispatch`;

/** What a campaign has shown; its last line is the number of violations. */
export function summaryOf(tally: Tally): string {
  return [
    ...section('Scenarios', ['', 'runs', 'tasks', 'faults', 'a run', 'at least', 'longest task', 'violations'], scenarioRows(tally)),
    ...(tally.scenarios.has('recipe') ? comparison(tally) : details(tally)),
    ...section('Violated', ['', 'times'], most(tally.invariants).map(([invariant, times]) => [invariant, whole(times)])),
    '',
    `violations ${tally.violations}`,
  ].join('\n');
}

function details(tally: Tally): string[] {
  return [
    ...section('Faults', ['', 'times', 'a run'], most(tally.faults).map(([kind, times]) => [kind, whole(times), (times / tally.runs).toFixed(2)])),
    ...section('Tasks by lane', ['', 'tasks'], most(tally.lanes).map(([lane, tasks]) => [lane, whole(tasks)])),
    ...section('Generations', ['above a task', 'tasks'], ascending(tally.depths).map(([depth, tasks]) => [String(depth), whole(tasks)])),
    ...section('Batches of the workers', ['messages', 'batches'], ascending(tally.batches).map(([size, batches]) => [String(size), whole(batches)])),
    ...section('Runs of a task\'s handler', ['runs', 'tasks'], ascending(tally.handlerRuns).map(([runs, tasks]) => [String(runs), whole(tasks)])),
    '',
    `Messages that went back without a claim: ${whole(tally.unclaimed)}; runs that outlived their time: ${whole(tally.timeOuts)}; firings of schedules: ${whole(tally.firings)}`,
    `Of a task: at most ${whole(tally.mostMessages)} messages, of ${whole(tally.mostMessagesBound)} allowed, and ${whole(tally.mostDispatches)} dispatches`,
    `Allowed: ${BOUNDS_RULE}`,
    `Longest time to a terminal status: ${virtualTime(tally.longestMs)}`,
  ];
}

/** How the recipe fares in the storms in which the library does. */
function comparison({ scenarios }: Tally): string[] {
  const lines = [...COMPARED].map(([scenario, name]) => {
    const { tasks, stuck, ranTwice } = scenarios.get(scenario)!;
    const storm = scenario === 'recipe' ? 'the storm' : 'the same storm';
    return `${name}: ${whole(tasks)} tasks under ${storm}, ${share(stuck, tasks)} stuck, ${share(ranTwice, tasks)} run twice`;
  });
  return [
    '',
    ...lines,
    '',
    'Stuck: in no terminal status when nothing is due any more.',
    'Run twice: started again although a run before had not failed by its own account. The library does so only when the',
    'lease of that run has ended without a report, and takes no report of it any more; anything else would be a violation.',
  ];
}

/** A violation, with all that it takes to understand and to repeat it. */
export function violationText({ scenario, seed }: RunResult, { invariant, task, detail, timeline }: Violation, without?: string): string {
  return [
    '',
    `✗ ${scenario}, seed ${seed}: ${invariant}`,
    `  Task ${task}: ${detail}`,
    ...timeline.trimEnd().split('\n').map((line) => `    ${line}`),
    `  Again, with all that happens: ${replayCommand({ scenario, seed }, without)}`,
  ].join('\n');
}

/** A time of the simulator's: `14.2 days`. */
export function virtualTime(milliseconds: number): string {
  const [unit, name] = milliseconds >= DAY_MS ? [DAY_MS, 'days'] : milliseconds >= HOUR_MS ? [HOUR_MS, 'hours']
    : milliseconds >= MINUTE_MS ? [MINUTE_MS, 'minutes'] : [1_000, 'seconds'];
  return `${(milliseconds / unit).toFixed(1)} ${name}`;
}

/** `12,345`, on every machine. */
export function whole(count: number): string {
  return count.toLocaleString('en-US');
}

/** `41.2 %`; what rounds to nothing, but is not, shows. */
function share(count: number, of: number): string {
  const percent = 100 * count / of;
  return count > 0 && percent < 0.1 ? '< 0.1 %' : `${percent.toFixed(1)} %`;
}

function scenarioRows({ scenarios }: Tally): Row[] {
  return SCENARIO_NAMES.flatMap((name) => {
    const tally = scenarios.get(name);
    if (!tally) return [];
    const { runs, tasks, faults, fewestFaults, longestMs, violations } = tally;
    const aRun = (faults / runs).toFixed(1);
    return [[name, whole(runs), whole(tasks), whole(faults), aRun, whole(fewestFaults), virtualTime(longestMs), whole(violations)]];
  });
}

function section(title: string, header: Row, rows: readonly Row[]): string[] {
  return rows.length > 0 ? ['', title, table(header, rows)] : [];
}

function most(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, timesA], [b, timesB]) => timesB - timesA || a.localeCompare(b, 'en'));
}

function ascending(counts: ReadonlyMap<number, number>): [number, number][] {
  return [...counts].sort(([a], [b]) => a - b);
}
