import { runChosen } from './choice';
import { DEFAULT_LANE } from '../../src/contract';
import { dispatchesOf, messageBound } from '../rules/bounds';
import type { TaskState } from '../rules/task-state';
import type { Violation } from '../rules/violation';
import type { ScenarioName } from '../scenarios/scenarios';
import { settingsOf } from '../scenarios/scenarios';

export interface RunOptions {
  readonly scenario: ScenarioName;
  /** A whole number; the same one, the same run. */
  readonly seed: number;
  /** Whether the result tells everything that happened. */
  readonly trace?: boolean;
}

export interface RunResult {
  readonly scenario: ScenarioName;
  readonly seed: number;
  /** How many tasks there were. */
  readonly tasks: number;
  /** How many of them were in no terminal status when nothing was due any more. */
  readonly stuck: number;
  /** How many of them were started again although a run before had not said that it failed; a client's retry begins anew. */
  readonly ranTwice: number;
  /** How often each kind of fault was injected. */
  readonly faults: Readonly<Record<string, number>>;
  /** One number a task: how often its handler ran, or a worker that reports over HTTP. */
  readonly handlerRuns: readonly number[];
  /** One number a task: how often it was dispatched. */
  readonly dispatches: readonly number[];
  /** One number a task: how many messages the topic took in for it, and how many it may be at most. */
  readonly messages: readonly number[];
  readonly messageBounds: readonly number[];
  /** How many tasks had each lane. */
  readonly lanes: Readonly<Record<string, number>>;
  /** How many tasks had so many tasks above them: children, children of children. */
  readonly depths: Readonly<Record<number, number>>;
  /** How many firings of schedules there were. */
  readonly firings: number;
  /** How many batches of a worker had so many messages, and how many of the messages went back without a claim. */
  readonly batches: Readonly<Record<number, number>>;
  readonly unclaimed: number;
  /** How many runs were recorded as failed because they had outlived their time. */
  readonly timeOuts: number;
  /** The longest virtual time from acceptance, a client's retry or the time to start, to a terminal status, in milliseconds. */
  readonly longestMs: number;
  readonly violations: readonly Violation[];
  readonly trace?: string;
}

/** One run of a scenario: all that happens in it follows from its seed. */
export async function simulate({ scenario, seed, trace }: RunOptions): Promise<RunResult> {
  const { observer, checker, faults, violations } = await runChosen(seed, (prng) => settingsOf(scenario, prng));
  const states = observer.states();
  return {
    scenario,
    seed,
    tasks: states.length,
    stuck: observer.countStuck(),
    ranTwice: states.filter(({ ranTwice }) => ranTwice).length,
    faults: faults.counts as Record<string, number>,
    handlerRuns: states.map(({ runs }) => runs),
    dispatches: states.map(dispatchesOf),
    messages: states.map(({ messages }) => messages),
    messageBounds: states.map(messageBound),
    lanes: countBy(states, ({ item }) => item?.lane ?? DEFAULT_LANE),
    depths: countBy(states, ({ item }) => item?.depth ?? 0),
    firings: checker?.firings.count() ?? 0,
    batches: checker?.batches.sizes ?? {},
    unclaimed: checker?.batches.unclaimed ?? 0,
    timeOuts: checker?.timeOuts.recorded ?? 0,
    longestMs: Math.max(0, ...states.map(({ longest }) => longest)),
    violations,
    ...(trace && { trace: observer.trace(faults.timeline) }),
  };
}

function countBy(states: readonly TaskState[], keyOf: (state: TaskState) => string | number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const state of states) {
    const key = keyOf(state);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
