import type { FaultRates, Service } from './faults';
import type { Prng } from './prng';
import type { ClientAction, Outage, Poison, Settings, TaskPlan } from './settings';
import { TASK_TYPE } from './settings';
import { DAY, HOUR, MINUTE, SECOND } from './time';

export type ScenarioName =
  'calm' | 'storm' | 'outage' | 'backlog' | 'late-writer' | 'ambiguous-writes' | 'poison-payloads' | 'cancel-races' | 'retry-races'
  | 'at-most-once' | 'external-workers' | 'scheduled-starts' | 'expiry' | 'big-backlog' | 'recipe' | 'post-and-read' | 'post-and-read-once';

/** What a campaign visits in turn; the large backlog is visited once, beside it, and what is compared has a campaign of its own. */
export const SCENARIOS: readonly ScenarioName[] = [
  'calm', 'storm', 'outage', 'backlog', 'late-writer', 'ambiguous-writes', 'poison-payloads', 'cancel-races', 'retry-races',
  'at-most-once', 'external-workers', 'scheduled-starts', 'expiry',
];

/** Everything at once. */
const STORM: FaultRates = {
  'dynamodb throttled': 0.04,
  'dynamodb slow': 0.08,
  'dynamodb request lost': 0.03,
  'dynamodb answer lost': 0.05,
  'dynamodb index late': 0.1,
  'stream batch repeated': 0.1,
  'stream late': 0.05,
  'sns throttled': 0.05,
  'sns answer lost': 0.05,
  'sns entry refused': 0.05,
  'sns delivery lost': 0.08,
  'sns delivery late': 0.08,
  'sns delivery repeated': 0.1,
  'sns filter changing': 0.02,
  'sqs message repeated': 0.15,
  'sqs message late': 0.08,
  'sqs delete lost': 0.1,
  'sqs visibility refused': 0.1,
  'lambda crashed': 0.04,
  'lambda throttled': 0.05,
  'lambda frozen': 0.03,
  'lambda handler too long': 0.08,
  'schedule missed': 0.1,
  'schedule repeated': 0.1,
  'handler failed': 0.2,
  'handler failed for good': 0.03,
  'client repeated': 0.2,
  'client gone': 0.03,
  'external worker died': 0.15,
  'external worker late': 0.15,
};

const SERVICES: readonly Service[] = ['dynamodb', 'stream', 'sns', 'sqs', 'lambda'];

const POISONS: readonly Poison[] = [
  'throws nothing', 'throws an unreadable object', 'returns a bigint', 'returns a cycle', 'returns too much', 'returns nothing', 'no topic takes it',
];

/** Chooses what a run is made of. */
export function settingsOf(scenario: ScenarioName, prng: Prng): Settings {
  return CHOICES[scenario](prng);
}

const CHOICES: Readonly<Record<ScenarioName, (prng: Prng) => Settings>> = {
  'calm': (prng) => ({
    ...withTimeFor(base(prng)),
    tasks: tasks(prng.between(1, 5), () => ({ ...plan(prng, 'standard', MINUTE), actions: prng.chance(0.3) ? [{ kind: 'read', trigger: 1, delay: SECOND }] : [] })),
    faultsFor: 0,
    deadline: 14 * DAY,
  }),

  'storm': (prng) => ({ ...storm(prng, anything), leastFaults: 5 }),

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

  'backlog': (prng) => backlog(prng, 200, 0.5),

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
    rates: scaled(STORM, prng.pick([0.3, 1])),
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

  'big-backlog': (prng) => backlog(prng, 5000, 0.05),

  // These are compared, so every storm counts as it comes, and a seed's is the same for each.
  'recipe': (prng) => ({ ...storm(prng, postAndRead('standard')), system: 'recipe' }),
  'post-and-read': (prng) => storm(prng, postAndRead('standard')),
  'post-and-read-once': (prng) => storm(prng, postAndRead('once')),
};

/** What the scenarios have in common unless they say otherwise. */
function base(prng: Prng, timeout: number = prng.pick([15 * SECOND, MINUTE, 5 * MINUTE])): Settings {
  return {
    system: 'library',
    tasks: [],
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
      batchSize: prng.pick([1, 1, 3]),
      concurrency: 5,
      mappingConcurrency: prng.pick([2, 5, 8]),
      timeout,
      maxReceiveCount: prng.pick([6, 10]),
      workFor: prng.pick([100, 5 * SECOND, timeout / 2]),
    },
    streamBatchSize: prng.pick([1, 10, 100]),
    leastFaults: 0,
  };
}

function storm(prng: Prng, choose: (prng: Prng, within: number) => TaskPlan): Settings {
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
function withTimeFor(settings: Settings): Settings {
  const { worker } = settings;
  return { ...settings, worker: { ...worker, workFor: Math.min(worker.workFor, worker.timeout / (2 * worker.batchSize)) } };
}

function backlog(prng: Prng, count: number, intensity: number): Settings {
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

function tasks(count: number, choose: () => TaskPlan): TaskPlan[] {
  return Array.from({ length: count }, choose);
}

/** A task with everything that the API lets a client choose. */
function anything(prng: Prng, within: number): TaskPlan {
  return {
    ...plan(prng, prng.pick(['standard', 'standard', 'standard', 'once', 'external'] as const), within),
    ttlAfter: prng.chance(0.1) ? prng.pick([10 * MINUTE, 12 * HOUR, 5 * DAY]) : undefined,
    runAfter: prng.chance(0.15) ? prng.pick([MINUTE, 10 * MINUTE, 5 * HOUR]) : undefined,
    maxAttempts: prng.chance(0.3) ? prng.between(1, 6) : undefined,
    actions: actions(prng),
  };
}

/** A task of a client that does what the recipe's can. */
function postAndRead(type: keyof typeof TASK_TYPE): (prng: Prng, within: number) => TaskPlan {
  return (prng, within) => ({ ...plan(prng, type, within), actions: actions(prng).filter(({ kind }) => kind === 'read') });
}

function plan(prng: Prng, type: keyof typeof TASK_TYPE, within: number): TaskPlan {
  return {
    taskType: TASK_TYPE[type],
    data: { text: prng.chance(0.25) ? 'x'.repeat(prng.between(1000, 5000)) : 'x' },
    postedAfter: prng.between(0, within),
    idempotencyKey: prng.chance(0.5) ? key(prng) : undefined,
    actions: [],
  };
}

function key(prng: Prng): string {
  return `key-${prng.between(0, 1e9)}`;
}

/** Clients cancel, retry, read and repeat themselves at any moment. */
function actions(prng: Prng): ClientAction[] {
  const chosen: ClientAction[] = [];
  if (prng.chance(0.2)) chosen.push({ kind: 'cancel', trigger: prng.between(1, 6), delay: soon(prng) });
  if (prng.chance(0.4)) chosen.push({ kind: 'retry', trigger: 'end', delay: soon(prng) });
  if (prng.chance(0.1)) chosen.push({ kind: 'retry', trigger: 'end', delay: soon(prng) });
  if (prng.chance(0.1)) chosen.push({ kind: 'post again', trigger: prng.pick([1, 'end']), delay: soon(prng) });
  if (prng.chance(0.1)) chosen.push({ kind: 'delete', trigger: prng.pick([2, 'end', 'end'] as const), delay: soon(prng) });
  if (prng.chance(0.2)) chosen.push({ kind: 'read', trigger: prng.pick([1, 3, 'end']), delay: soon(prng) });
  return chosen;
}

/** At once, in a moment, or much later. */
function soon(prng: Prng): number {
  return prng.between(0, prng.pick([50, 2 * SECOND, MINUTE, HOUR]));
}

function scaled(rates: FaultRates, factor: number): FaultRates {
  return Object.fromEntries(Object.entries(rates).map(([fault, rate]) => [fault, Math.min(0.6, rate * factor)]));
}

function outage(prng: Prng, within: number, service: Service = prng.pick(SERVICES)): Outage {
  return { service, from: prng.between(0, Math.min(within, 6 * HOUR)), length: prng.pick([10 * MINUTE, 2 * HOUR, 10 * HOUR, 26 * HOUR]) };
}
