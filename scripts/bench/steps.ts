import { dataOf } from './data';
import { WATCH_BUCKETS } from './lambda-environment';
import { MemorySystem } from './memory-system';
import type { StoreCall } from './observed-store';
import type { MeasuredStep, StepFigures } from './results';
import { DATA_SIZES } from './results';
import { writesOf } from './task';
import type { TransitionName } from '../../src/contract';
import { ROUTE } from '../../src/contract';

export interface StepsMeasurement {
  readonly figures: Record<MeasuredStep, StepFigures>;
  /** For each bucket. */
  readonly idleWatchdogReadUnits: number;
  /** The DynamoDB operations that were called. */
  readonly operations: readonly string[];
}

/** How a step comes about: what happens to a new task before it, and what takes it. */
interface Play {
  /** The step's name in the record. */
  readonly transition: TransitionName;
  readonly prepare?: (system: MemorySystem, id: string) => Promise<unknown>;
  readonly take: (system: MemorySystem, id: string) => Promise<unknown>;
}

const CLAIM = 'external-worker-0123456789';
const PROGRESS = { percent: 50, message: 'half of it' };

const PLAYS: Record<MeasuredStep, Play> = {
  cancel: {
    transition: 'cancel',
    take: (system, id) => system.request(ROUTE.cancel, { id }),
  },
  retry: {
    transition: 'retry',
    prepare: (system, id) => system.request(ROUTE.report, { id, body: { status: 'FAILED', status_msg: 'no image' } }),
    take: (system, id) => system.request(ROUTE.retry, { id }),
  },
  heartbeat: {
    transition: 'progress',
    prepare: (system, id) => system.request(ROUTE.report, { id, body: { status: 'IN_PROGRESS', claim: CLAIM } }),
    take: (system, id) => system.request(ROUTE.report, { id, body: { status: 'IN_PROGRESS', claim: CLAIM, progress: PROGRESS } }),
  },
  retrying: {
    transition: 'fail-attempt',
    prepare: (system, id) => system.stream(system.record(id)!),
    take: (system) => system.deliver(),
  },
};

/** What the steps beside the usual ones write, and what the watchdog reads when nothing is due. */
export async function measureSteps(): Promise<StepsMeasurement> {
  const figures: Partial<Record<MeasuredStep, StepFigures>> = {};
  const calls: StoreCall[] = [];
  for (const [name, play] of Object.entries(PLAYS)) {
    const played = await callsOf(play);
    figures[name as MeasuredStep] = { write_units: writeUnits(played, play.transition) };
    calls.push(...played);
  }
  const idle = await idleWatchdog();
  return {
    figures: figures as Record<MeasuredStep, StepFigures>,
    idleWatchdogReadUnits: idle.reduce((units, call) => units + call.readUnits, 0) / WATCH_BUCKETS,
    operations: [...new Set([...calls, ...idle].map(({ operation }) => operation))],
  };
}

/** The calls of the part that takes the step. */
async function callsOf({ transition, prepare, take }: Play): Promise<StoreCall[]> {
  const system = new MemorySystem(() => {
    throw new Error('the image could not be read');
  });
  const id = await system.create(dataOf(DATA_SIZES['300B']));
  await prepare?.(system, id);
  const before = system.store.calls.length;
  await take(system, id);
  const last = system.record(id)?.transition;
  if (last !== transition) throw new Error(`the measured step is ${last} instead of ${transition}`);
  return system.store.calls.slice(before);
}

/** All writes of the step, refused ones too. */
function writeUnits(calls: readonly StoreCall[], transition: TransitionName): number {
  return writesOf(calls)
    .filter(({ name }) => name === transition)
    .reduce((units, write) => units + write.tableUnits + write.indexUnits, 0);
}

async function idleWatchdog(): Promise<readonly StoreCall[]> {
  const system = new MemorySystem();
  await system.watch();
  return system.store.calls;
}
