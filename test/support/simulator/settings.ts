import type { FaultRates, Service } from './faults';

/** What a user's handler does with a task, and what the clients do about it. */
export interface TaskPlan {
  readonly taskType: string;
  readonly data: unknown;
  /** When the client posts it, after the run's beginning. */
  readonly postedAfter: number;
  /** When the task may disappear, after the posting, or after its start if that is later. */
  readonly ttlAfter?: number;
  /** When the task is to start, after the posting. */
  readonly runAfter?: number;
  readonly maxAttempts?: number;
  readonly actions: readonly ClientAction[];
  /** By which the API knows the client's posting again; without one, each posting that it takes is a task. */
  readonly idempotencyKey?: string;
  /** What the handler does with it, whatever the attempt. */
  readonly poison?: Poison;
}

/** Data and outcomes that are hard to carry. */
export type Poison = 'throws nothing' | 'throws an unreadable object' | 'returns a bigint' | 'returns a cycle' | 'returns too much' | 'returns nothing' | 'no topic takes it';

/** What a client does once the task is accepted. */
export interface ClientAction {
  readonly kind: 'cancel' | 'retry' | 'read' | 'delete' | 'post again' | 'post another';
  /** Its moment: after so many writes of the record, or when the task has ended. */
  readonly trigger: number | 'end';
  /** How long after that. */
  readonly delay: number;
}

export interface Outage {
  readonly service: Service;
  readonly from: number;
  readonly length: number;
}

/** Everything that a run is made of; all of it follows from scenario and seed. */
export interface Settings {
  /** Whose handlers run. */
  readonly system: 'library' | 'recipe';
  readonly tasks: readonly TaskPlan[];
  readonly rates: FaultRates;
  /** For how long there are faults, in milliseconds. */
  readonly faultsFor: number;
  readonly outages: readonly Outage[];
  /** How long after the run's beginning the worker's mapping is disabled, and for how long. */
  readonly mappingDisabled?: { readonly from: number; readonly length: number };
  /** Seconds. */
  readonly retention: number;
  /** Milliseconds. */
  readonly deadline: number;
  /** Milliseconds. */
  readonly externalLease: number;
  readonly worker: {
    readonly maxAttempts: number;
    readonly retryDelay: number;
    readonly maxRetryDelay: number;
    readonly batchSize: number;
    /** How many invocations of the function run at once, and how many the mapping asks for. */
    readonly concurrency: number;
    readonly mappingConcurrency: number;
    /** Milliseconds. */
    readonly timeout: number;
    readonly maxReceiveCount: number;
    /** The longest that a handler works on a task when all is well, in milliseconds. */
    readonly workFor: number;
  };
  readonly streamBatchSize: number;
  /** How many faults there have to be, or the run is chosen anew. */
  readonly leastFaults: number;
}

/** The task types of every run, and what serves each. */
export const TASK_TYPE = { standard: 'resize-image', once: 'send-invoice', external: 'print-label' } as const;
