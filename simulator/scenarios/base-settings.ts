import { plan, tasks } from './plans';
import { scaled, STORM } from './rates';
import type { Outage, Settings, TaskPlan } from './settings';
import type { Service } from '../world/faults';
import type { Prng } from '../world/prng';
import { DAY, HOUR, MINUTE, SECOND } from '../world/time';

export const SERVICES: readonly Service[] = ['dynamodb', 'stream', 'sns', 'sqs', 'lambda'];

/** What the scenarios have in common unless they say otherwise. */
export function base(prng: Prng, timeout: number = prng.pick([15 * SECOND, MINUTE, 5 * MINUTE])): Settings {
  const taskTimeout = prng.chance(0.3) ? timeout / 3 : undefined;
  return {
    system: 'library',
    tasks: [],
    schedules: [],
    rates: {},
    faultsFor: 6 * HOUR,
    outages: [],
    retention: 30 * DAY / SECOND,
    deadline: prng.pick([3 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 2 * DAY, 14 * DAY, 14 * DAY, 14 * DAY]),
    externalLease: prng.pick([2 * MINUTE, 10 * MINUTE, HOUR]),
    worker: {
      maxAttempts: prng.between(1, 4),
      retryDelay: prng.pick([10 * SECOND, MINUTE, 20 * MINUTE]),
      maxRetryDelay: prng.pick([MINUTE, HOUR]),
      batchSize: prng.pick([1, 1, 3, 10]),
      window: prng.pick([0, 0, SECOND, MINUTE]),
      parallelism: prng.pick([1, 1, 2, 10]),
      taskTimeout,
      concurrency: 5,
      mappingConcurrency: prng.pick([2, 5, 8]),
      laneConcurrency: { bulk: 2, urgent: prng.pick([2, 3]) },
      timeout,
      maxReceiveCount: prng.pick([6, 10]),
      workFor: Math.min(prng.pick([100, 5 * SECOND, timeout]), (taskTimeout ?? timeout) / 2),
    },
    streamBatchSize: prng.pick([1, 10, 100]),
    leastFaults: 0,
  };
}

export function storm(prng: Prng, choose: (prng: Prng, within: number) => TaskPlan): Settings {
  const faultsFor = prng.pick([HOUR, 6 * HOUR, DAY, 3 * DAY]);
  return {
    ...base(prng),
    rates: scaled(STORM, prng.pick([0.5, 1, 1, 2])),
    tasks: tasks(3, () => choose(prng, prng.pick([MINUTE, HOUR]))),
    faultsFor,
    outages: prng.chance(0.3) ? [outage(prng, faultsFor)] : [],
    mappingDisabled: prng.chance(0.1) ? { from: prng.between(0, HOUR), length: 2 * DAY } : undefined,
  };
}

/** The same with work so short that an invocation has time for the whole of its batch. */
export function withTimeFor(settings: Settings): Settings {
  const { worker } = settings;
  return { ...settings, worker: { ...worker, workFor: Math.min(worker.workFor, worker.timeout / (2 * worker.batchSize)) } };
}

export function backlog(prng: Prng, count: number, intensity: number): Settings {
  const settings = base(prng);
  return {
    ...settings,
    rates: scaled(STORM, intensity),
    tasks: tasks(count, () => ({ ...plan(prng, 'standard', 10 * MINUTE), actions: [] })),
    faultsFor: 4 * HOUR,
    deadline: 14 * DAY,
    worker: { ...settings.worker, concurrency: 2, mappingConcurrency: 2, workFor: 2 * SECOND },
    streamBatchSize: 100,
  };
}

export function outage(prng: Prng, within: number, service: Service = prng.pick(SERVICES)): Outage {
  return { service, from: prng.between(0, Math.min(within, 6 * HOUR)), length: prng.pick([10 * MINUTE, 2 * HOUR, 10 * HOUR, 26 * HOUR]) };
}
