import type { RunResult } from '../run/simulate';
import type { ScenarioName } from '../scenarios/scenarios';

/** What the runs of a scenario have come to. */
export interface ScenarioTally {
  runs: number;
  tasks: number;
  /** Tasks that did not end, and tasks that were started again without a failure before. */
  stuck: number;
  ranTwice: number;
  faults: number;
  /** In the run that had the fewest. */
  fewestFaults: number;
  longestMs: number;
  violations: number;
}

/** Adds up what runs tell. */
export class Tally {
  public runs = 0;
  public tasks = 0;
  public violations = 0;
  /** The longest that a task took to a terminal status, in the simulator's time. */
  public longestMs = 0;
  /** The most messages of a task, how many that one may have, and the most dispatches. */
  public mostMessages = 0;
  public mostMessagesBound = 0;
  public mostDispatches = 0;
  public readonly scenarios = new Map<ScenarioName, ScenarioTally>();
  /** How often each kind of fault was injected. */
  public readonly faults = new Map<string, number>();
  /** How many tasks had so many runs of their handler. */
  public readonly handlerRuns = new Map<number, number>();
  /** How many tasks had each lane, and how many so many tasks above them. */
  public readonly lanes = new Map<string, number>();
  public readonly depths = new Map<number, number>();
  public firings = 0;
  /** How many batches had so many messages, how many messages went back without a claim, how many runs outlived their time. */
  public readonly batches = new Map<number, number>();
  public unclaimed = 0;
  public timeOuts = 0;
  /** How often each invariant was violated. */
  public readonly invariants = new Map<string, number>();

  public add(result: RunResult): void {
    this.runs += 1;
    this.tasks += result.tasks;
    this.violations += result.violations.length;
    this.longestMs = Math.max(this.longestMs, result.longestMs);
    this.mostDispatches = Math.max(this.mostDispatches, ...result.dispatches);
    this.addMessages(result);
    this.firings += result.firings;
    this.unclaimed += result.unclaimed;
    this.timeOuts += result.timeOuts;
    for (const [lane, count] of Object.entries(result.lanes)) addTo(this.lanes, lane, count);
    for (const [depth, count] of Object.entries(result.depths)) addTo(this.depths, Number(depth), count);
    for (const [size, count] of Object.entries(result.batches)) addTo(this.batches, Number(size), count);
    for (const [kind, count] of Object.entries(result.faults)) addTo(this.faults, kind, count);
    for (const runs of result.handlerRuns) addTo(this.handlerRuns, runs, 1);
    for (const { invariant } of result.violations) addTo(this.invariants, invariant, 1);
    this.addToScenario(result);
  }

  private addMessages({ messages, messageBounds }: RunResult): void {
    for (const [task, count] of messages.entries()) {
      if (count <= this.mostMessages) continue;
      this.mostMessages = count;
      this.mostMessagesBound = messageBounds[task];
    }
  }

  private addToScenario({ scenario, tasks, stuck, ranTwice, faults, longestMs, violations }: RunResult): void {
    const injected = Object.values(faults).reduce((sum, count) => sum + count, 0);
    const tally = this.scenarios.get(scenario) ?? newScenarioTally();
    tally.runs += 1;
    tally.tasks += tasks;
    tally.stuck += stuck;
    tally.ranTwice += ranTwice;
    tally.faults += injected;
    tally.fewestFaults = Math.min(tally.fewestFaults, injected);
    tally.longestMs = Math.max(tally.longestMs, longestMs);
    tally.violations += violations.length;
    this.scenarios.set(scenario, tally);
  }
}

function newScenarioTally(): ScenarioTally {
  return { runs: 0, tasks: 0, stuck: 0, ranTwice: 0, faults: 0, fewestFaults: Infinity, longestMs: 0, violations: 0 };
}

function addTo<K>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
