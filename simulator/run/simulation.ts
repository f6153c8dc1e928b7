import { LEAST_RUN_MS, TIMEOUT_SIGNAL_MS } from '../../src/contract';
import { Checker } from '../rules/checker';
import { Observer } from '../rules/observer';
import type { Violation } from '../rules/violation';
import type { Settings } from '../scenarios/settings';
import { TASK_TYPE } from '../scenarios/task-types';
import { WATCH_BUCKETS } from '../system/functions';
import { concurrencyOf, deployLibrary } from '../system/library';
import { deployRecipe } from '../system/recipe';
import { Faults } from '../world/faults';
import { DAY, MINUTE, START } from '../world/time';
import { World } from '../world/world';

/** What a run shows. */
export interface Observed {
  readonly observer: Observer;
  /** The observer, if it checks what it sees. */
  readonly checker?: Checker;
  readonly faults: Faults;
  readonly violations: readonly Violation[];
}

/** How long after the end of faults the requests that were under way then are over. */
const QUIET_MARGIN_MS = MINUTE;

/** By then, everything that was due is done: the longest deadline after the last that a client did, and some days. */
const END_MS = 17 * DAY;

/** One run of the world, with the handlers of the library or with those of the recipe in it. */
export async function runSimulation(seed: number, settings: Settings): Promise<Observed> {
  const world = new World(seed);
  const faults = new Faults(world, settings.rates, START + settings.faultsFor);
  for (const { service, from, length } of settings.outages) faults.addOutage(service, START + from, START + from + length);
  // The recipe promises none of the invariants.
  const checker = settings.system === 'library' ? newChecker(world, faults, settings) : undefined;
  const observer = checker ?? new Observer(world);
  const deployment = checker ? deployLibrary({ world, faults, observer: checker, settings }) : deployRecipe({ world, faults, observer, settings });
  deployment.start();

  const latestStart = Math.max(
    0,
    ...settings.tasks.map(({ postedAfter, runAfter }) => postedAfter + (runAfter ?? 0)),
    ...settings.schedules.map(({ from, every, firings }) => from + every * firings),
  );
  await world.run(faults.end + QUIET_MARGIN_MS);
  checker?.onQuiet();
  await world.run(Math.max(faults.end, START + latestStart) + END_MS);
  checker?.onEnd();
  return { observer, checker, faults, violations: checker?.violations ?? [] };
}

function newChecker(world: World, faults: Faults, settings: Settings): Checker {
  return new Checker(world, faults, {
    onceTypes: new Set([TASK_TYPE.once]),
    watchBuckets: WATCH_BUCKETS,
    isCalm: settings.faultsFor === 0,
    defaultMaxAttempts: settings.worker.maxAttempts,
    leastTime: Math.max(LEAST_RUN_MS, (settings.worker.taskTimeout ?? 0) + TIMEOUT_SIGNAL_MS),
    concurrencyOf: (lane) => concurrencyOf(settings.worker, lane),
  });
}
