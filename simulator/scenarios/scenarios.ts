import { backlog, base, outage, SERVICES, storm, withTimeFor } from './base-settings';
import { actions, anyLane, anything, children, key, parent, plan, postAndRead, schedule, soon, tasks, withChildren } from './plans';
import { scaled, STORM } from './rates';
import type { Poison, Settings } from './settings';
import { TASK_TYPE, UNKNOWN_LANE } from './task-types';
import type { Prng } from '../world/prng';
import { DAY, HOUR, MINUTE, SECOND } from '../world/time';

const POISONS: readonly Poison[] = [
  'throws nothing', 'throws an unreadable object', 'returns a bigint', 'returns a cycle', 'returns too much', 'returns nothing', 'no topic takes it',
];

/** What a run of each scenario is made of, as the generator draws it. */
const CHOICES = {
  'storm': (prng) => ({ ...storm(prng, anything), schedules: prng.chance(0.4) ? [schedule(prng, 0)] : [], leastFaults: 5 }),

  'calm': (prng) => ({
    ...withTimeFor(base(prng)),
    tasks: tasks(prng.between(1, 5), () => ({ ...plan(prng, 'standard', MINUTE), actions: prng.chance(0.3) ? [{ kind: 'read', trigger: 1, delay: SECOND }] : [] })),
    faultsFor: 0,
    deadline: 14 * DAY,
  }),

  'outage': (prng) => {
    const faultsFor = prng.pick([12 * HOUR, 2 * DAY, 3 * DAY]);
    return {
      ...base(prng),
      rates: scaled(STORM, 0.1),
      tasks: tasks(3, () => anything(prng, 2 * HOUR)),
      faultsFor,
      outages: prng.chance(0.5) ? SERVICES.map((service) => outage(prng, faultsFor, service)) : [outage(prng, faultsFor), outage(prng, faultsFor)],
      mappingDisabled: prng.chance(0.3) ? { from: prng.between(0, 2 * HOUR), length: 2 * DAY } : undefined,
    };
  },

  'late-writer': (prng) => ({
    ...base(prng, prng.pick([15 * SECOND, 5 * MINUTE, 5 * MINUTE])),
    rates: { ...scaled(STORM, 0.2), 'lambda frozen': 0.12, 'external worker late': 0.4, 'sqs message repeated': 0.3 },
    tasks: tasks(3, () => ({
      ...plan(prng, prng.chance(0.8) ? 'standard' : 'external', MINUTE),
      maxAttempts: prng.chance(0.3) ? 1 : undefined,
      actions: prng.chance(0.6) ? [{ kind: 'retry', trigger: 'end', delay: soon(prng) }, { kind: 'retry', trigger: 'end', delay: soon(prng) }] : actions(prng),
    })),
    deadline: prng.pick([2 * MINUTE, 2 * MINUTE, 30 * MINUTE, 6 * HOUR, 14 * DAY]),
    faultsFor: 12 * HOUR,
  }),

  'ambiguous-writes': (prng) => ({
    ...base(prng),
    rates: { ...scaled(STORM, 0.2), 'dynamodb answer lost': 0.3, 'dynamodb request lost': 0.05, 'sns answer lost': 0.2 },
    tasks: tasks(3, () => anything(prng, MINUTE)),
    faultsFor: 6 * HOUR,
  }),

  'poison-payloads': (prng) => ({
    ...base(prng),
    rates: scaled(STORM, 0.3),
    tasks: tasks(3, () => {
      const poison = prng.chance(0.6) ? prng.pick(POISONS) : undefined;
      const text = prng.chance(0.4) ? 'ü'.repeat(prng.pick([600, 6000, 60_000, 100_000, 130_000])) : '\u0000"\\\ud83d\ude00';
      return { ...plan(prng, 'standard', MINUTE), poison, data: { ...(poison && { poison }), text }, actions: actions(prng) };
    }),
    faultsFor: 6 * HOUR,
  }),

  'cancel-races': (prng) => ({
    ...base(prng),
    rates: { ...scaled(STORM, prng.pick([0.2, 1])), 'dynamodb slow': 0.3 },
    tasks: tasks(3, () => ({
      ...anything(prng, MINUTE),
      actions: [
        { kind: 'cancel', trigger: prng.pick([1, 1, 2, 3, 4, 5]), delay: soon(prng) },
        ...(prng.chance(0.5) ? [{ kind: 'cancel', trigger: prng.between(1, 5), delay: soon(prng) } as const] : []),
        ...(prng.chance(0.4) ? [{ kind: 'retry', trigger: 'end', delay: soon(prng) } as const] : []),
      ],
    })),
    faultsFor: 6 * HOUR,
  }),

  'retry-races': (prng) => ({
    ...base(prng),
    rates: { ...scaled(STORM, prng.pick([0.3, 1])), 'handler failed': 0.4, 'handler failed for good': 0.2 },
    tasks: tasks(3, () => ({
      ...anything(prng, MINUTE),
      maxAttempts: prng.between(1, 3),
      actions: [
        ...(prng.chance(0.4) ? [{ kind: 'cancel', trigger: prng.between(1, 5), delay: soon(prng) } as const] : []),
        { kind: 'retry', trigger: 'end', delay: soon(prng) },
        { kind: 'retry', trigger: 'end', delay: soon(prng) },
        { kind: 'retry', trigger: prng.between(2, 8), delay: soon(prng) },
      ],
    })),
    deadline: prng.pick([30 * MINUTE, 6 * HOUR, 14 * DAY]),
    faultsFor: 12 * HOUR,
  }),

  'at-most-once': (prng) => ({
    ...base(prng),
    rates: scaled(STORM, 1),
    tasks: tasks(3, () => ({ ...plan(prng, 'once', MINUTE), actions: actions(prng) })),
    faultsFor: 6 * HOUR,
  }),

  'external-workers': (prng) => ({
    ...base(prng),
    rates: scaled(STORM, prng.pick([0.3, 1])),
    tasks: tasks(3, () => ({ ...plan(prng, 'external', MINUTE), actions: actions(prng) })),
    faultsFor: 12 * HOUR,
  }),

  'scheduled-starts': (prng) => ({
    ...base(prng),
    rates: scaled(STORM, prng.pick([0.3, 1])),
    tasks: tasks(3, () => ({
      ...plan(prng, prng.pick(['standard', 'standard', 'once', 'external'] as const), MINUTE),
      runAfter: prng.pick([-HOUR, 90 * SECOND, 179 * SECOND, 182 * SECOND, 10 * MINUTE, 5 * HOUR, 2 * DAY]),
      actions: actions(prng),
    })),
    faultsFor: prng.pick([6 * HOUR, DAY]),
  }),

  'expiry': (prng) => ({
    ...base(prng),
    rates: { ...scaled(STORM, prng.pick([0.3, 1])), 'lambda frozen': prng.pick([0.03, 0.2]) },
    tasks: tasks(3, () => ({
      ...anything(prng, MINUTE),
      ttlAfter: prng.chance(0.6) ? prng.pick([30 * SECOND, 5 * MINUTE, HOUR, 12 * HOUR]) : undefined,
      idempotencyKey: key(prng),
      actions: [
        ...actions(prng),
        { kind: 'post again', trigger: prng.pick([2, 'end']), delay: soon(prng) },
        ...(prng.chance(0.6) ? [{ kind: 'post another', trigger: prng.pick([3, 'end'] as const), delay: soon(prng) } as const] : []),
      ],
    })),
    retention: prng.pick([60, 600, 3600]),
    faultsFor: 12 * HOUR,
  }),

  'batches': (prng) => {
    const settings = base(prng, prng.pick([15 * SECOND, MINUTE]));
    return {
      ...settings,
      rates: { ...scaled(STORM, prng.pick([0.1, 0.5])), 'handler failed': 0.2, 'lambda handler too long': 0.1 },
      tasks: tasks(10, () => ({ ...plan(prng, prng.chance(0.8) ? 'standard' : 'once', 5 * SECOND), actions: prng.chance(0.1) ? actions(prng) : [] })),
      worker: {
        ...settings.worker,
        batchSize: prng.pick([3, 10]),
        window: prng.pick([SECOND, 10 * SECOND]),
        mappingConcurrency: 2,
        workFor: settings.worker.timeout / prng.pick([3, 10, 100]),
      },
    };
  },

  // Batches for which an invocation has no time, of runs that get theirs: what goes back, must not have cost anything.
  'crowded-batches': (prng) => {
    const settings = base(prng, prng.pick([15 * SECOND, MINUTE]));
    const { timeout } = settings.worker;
    return {
      ...settings,
      tasks: tasks(6, () => plan(prng, 'standard', SECOND)),
      faultsFor: 0,
      deadline: 14 * DAY,
      worker: {
        ...settings.worker,
        batchSize: 10,
        window: SECOND,
        parallelism: prng.pick([1, 2]),
        taskTimeout: timeout / 2,
        workFor: timeout / 2.5,
        mappingConcurrency: 2,
        maxReceiveCount: 10,
      },
    };
  },

  'batch-outlives-its-time': (prng) => {
    const settings = base(prng, 15 * SECOND);
    const [before, second, after] = tasks(3, () => ({ ...plan(prng, 'standard', 10), postedAfter: 0 }));
    return {
      ...settings,
      tasks: [before, { ...second, data: { poison: 'outlives its time' } }, after],
      faultsFor: HOUR,
      deadline: 14 * DAY,
      worker: {
        ...settings.worker,
        batchSize: 3,
        window: SECOND,
        parallelism: prng.pick([1, 3]),
        taskTimeout: prng.pick([undefined, 4 * SECOND]),
        workFor: 2 * SECOND,
      },
    };
  },

  'lanes': (prng) => {
    const settings = base(prng);
    return {
      ...settings,
      rates: scaled(STORM, prng.pick([0, 0.3, 1])),
      tasks: tasks(12, () => ({ ...plan(prng, 'standard', MINUTE), lane: anyLane(prng), actions: prng.chance(0.2) ? actions(prng) : [] })),
      worker: { ...settings.worker, concurrency: prng.pick([3, 10]), mappingConcurrency: 2, batchSize: prng.pick([1, 3]) },
    };
  },

  'unknown-lane': (prng) => ({
    ...withTimeFor(base(prng)),
    tasks: tasks(3, () => ({ ...plan(prng, 'standard', MINUTE), lane: UNKNOWN_LANE })),
    faultsFor: 0,
    deadline: 14 * DAY,
  }),

  'children': (prng) => ({
    ...base(prng),
    rates: { ...scaled(STORM, prng.pick([0.3, 1])), 'invocation answer lost': 0.3, 'handler failed': 0.3 },
    tasks: tasks(2, () => ({ ...parent(prng, MINUTE), actions: actions(prng) })),
  }),

  'rerun-with-children': (prng) => {
    const settings = base(prng);
    const family = children(prng, 1);
    return {
      ...settings,
      rates: { 'handler failed': 0.6, 'invocation answer lost': 0.5, 'lambda crashed': 0.05 },
      tasks: tasks(1, () => withChildren(plan(prng, 'standard', MINUTE), { children: family })),
      worker: { ...settings.worker, maxAttempts: 10 },
    };
  },

  'endless-children': (prng) => ({
    ...withTimeFor(base(prng)),
    rates: scaled(STORM, prng.pick([0, 0.3])),
    tasks: tasks(1, () => withChildren(plan(prng, 'standard', MINUTE), { endless: 0 })),
    deadline: 14 * DAY,
  }),

  'outlived-parents': (prng) => ({
    ...base(prng, 5 * MINUTE),
    rates: { 'lambda frozen': 0.2 },
    tasks: tasks(2, () => ({
      ...withChildren(plan(prng, 'standard', MINUTE), { children: children(prng, 1) }),
      ttlAfter: 30 * SECOND,
      idempotencyKey: key(prng),
      actions: [{ kind: 'post another', trigger: 2, delay: prng.between(30 * SECOND, 2 * MINUTE) }],
    })),
    retention: 60,
  }),

  'schedules': (prng) => ({
    ...base(prng),
    rates: { ...scaled(STORM, prng.pick([0.3, 1])), 'firing repeated': 0.5, 'invocation repeated': 0.3 },
    schedules: [schedule(prng, 0), schedule(prng, 1)],
  }),

  'repeated-firing': (prng) => ({
    ...base(prng),
    rates: { 'firing late': 0.5, 'firing repeated': 1, 'invocation repeated': 1, 'lambda crashed': 0.2, 'dynamodb answer lost': 0.3 },
    schedules: [{ name: 'nightly', from: prng.between(0, MINUTE), every: HOUR, firings: 2, taskType: TASK_TYPE.standard, data: {} }],
    faultsFor: DAY,
  }),

  'backlog': (prng) => backlog(prng, 200, 0.5),

  'big-backlog': (prng) => backlog(prng, 5000, 0.05),

  // These are compared, so every storm counts as it comes, and a seed's is the same for each.
  'recipe': (prng) => ({ ...storm(prng, postAndRead('standard')), system: 'recipe' }),
  'post-and-read': (prng) => storm(prng, postAndRead('standard')),
  'post-and-read-once': (prng) => storm(prng, postAndRead('once')),
} satisfies Record<string, (prng: Prng) => Settings>;

export type ScenarioName = keyof typeof CHOICES;

/** In the order in which a campaign visits them, and a summary lists them. */
export const SCENARIO_NAMES = Object.keys(CHOICES) as ScenarioName[];

/** Draws what a run of the scenario is made of. */
export function settingsOf(scenario: ScenarioName, prng: Prng): Settings {
  return CHOICES[scenario](prng);
}
