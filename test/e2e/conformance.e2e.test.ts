import { appliesIn, titleOf } from './conformance/case';
import { CASES } from './conformance/cases';
import { comparable } from './conformance/comparable';
import { deployConformanceApp } from './conformance/deploy';
import { expectOutcome } from './conformance/expect-outcome';
import type { LogLines } from './conformance/logs';
import { logLines, metricCounts } from './conformance/logs';
import { MODES, taskTypeOf } from './conformance/modes';
import type { Outcome } from './conformance/run';
import { keyOf, play, runsOf } from './conformance/run';
import type { Engine } from '../../scripts/local-aws';
import { sharedEngine } from '../../scripts/local-aws';

/*
 * One table of cases, and every way to run a handler: what a handler can rely on is the same in each. Tasks of all modes
 * are created at once, since most of the time is spent waiting.
 *
 * What no assertion here may rely on, since the engine does not do it as AWS does: the type of the error when a module
 * does not load, and the message when a process ends, of a function that is invoked; how soon a message comes back (the
 * engine pauses a queue for a second after its function has failed, Lambda for longer and with fewer invocations at
 * once); runtime versions: functions run on the Node.js and the Python of this machine.
 */
jest.setTimeout(900_000);

const SETTLED_WITHIN_MS = 300_000;

const runs = runsOf(MODES, CASES);

let engine: Engine;
const outcomes = new Map<string, Outcome>();
let lines: LogLines;

beforeAll(async () => {
  engine = await sharedEngine();
  const { client, table, stack } = await deployConformanceApp(engine);
  const [perilous, others] = [true, false].map((wanted) => runs.filter((run) => (run.case.worker === 'perilous') === wanted));
  // Not at at_most_once: some of the perilous take all the time that a processor has.
  for (const together of [others!, perilous!]) {
    for (const [key, outcome] of await play(together, client, table, SETTLED_WITHIN_MS)) outcomes.set(key, outcome);
  }
  lines = await logLines(engine, stack);
});
afterAll(async () => engine?.stop());

describe.each(MODES)('$name', (mode) => {
  test.each(runs.filter((run) => run.mode === mode).map((run) => ({ title: titleOf(run.case), one: run.case })))('$title', ({ one }) => {
    expectOutcome(mode, one, outcomes.get(keyOf(mode, one))!, lines);
  });
});

/** Modes of different languages that run handlers alike, and so store the same. */
const comparisons = CASES.filter(({ incomparable }) => incomparable === undefined).flatMap((one) => (
  [MODES.filter(({ isFunction }) => !isFunction), MODES.filter(({ isFunction }) => isFunction)]
    .map((alike) => alike.filter((mode) => appliesIn(mode, one)))
    .filter((alike) => new Set(alike.map(({ language }) => language)).size > 1)
    .map((alike) => ({ one, alike, title: `${titleOf(one)}, in ${alike.map(({ name }) => name).join(' and ')}` }))
));

describe('what Node.js and Python store is the same', () => {
  test.each(comparisons)('$title', ({ one, alike }) => {
    const [stored, ...others] = alike.map((mode) => comparable(outcomes.get(keyOf(mode, one))!, one));
    for (const other of others) expect(other).toEqual(stored);
  });
});

test('what Node.js and Python count is the same', () => {
  // In the perilous workers, it depends on when a process ends.
  const inProcess = MODES.filter(({ isFunction }) => !isFunction);
  const [counted, ...others] = inProcess.map(({ name }) => metricCounts(lines, taskTypeOf(name, 'calm')));
  expect(Object.keys(counted!)).toEqual(expect.arrayContaining(['Started', 'Completed', 'Retried', 'Failed', 'Cancelled', 'RunTime', 'TotalTime']));
  for (const other of others) expect(other).toEqual(counted);
});
