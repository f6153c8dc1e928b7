import type { Role } from './roles';
import type { WorkerLane } from './task-types';
import type { FaultRates, Service } from '../world/faults';

/** A task, with what its client and its handler do. */
export interface TaskPlan {
  readonly taskType: string;
  readonly data: TaskData;
  /** When the client posts it, after the run's beginning. */
  readonly postedAfter: number;
  /** When the task may disappear, after the posting, or after its start if that is later. */
  readonly ttlAfter?: number;
  /** When the task is to start, after the posting. */
  readonly runAfter?: number;
  readonly maxAttempts?: number;
  /** The AWS identity that its client has. */
  readonly role: Role;
  readonly lane?: string;
  readonly actions: readonly ClientAction[];
  /** By which the API knows the client's posting again; without one, each posting that it takes is a task. */
  readonly idempotencyKey?: string;
  /** What the handler does with it, whatever the attempt. */
  readonly poison?: Poison;
}

/** A task that a handler creates, as the data of the handler's own task says it. */
export interface ChildPlan {
  readonly taskType: string;
  /** By which the handler knows it; without one, it is known by its place among those that have none. */
  readonly key?: string;
  readonly lane?: string;
  readonly children?: readonly ChildPlan[];
  /** How long its text is. */
  readonly length: number;
}

/** What the data of a task may say to its handler. */
export interface TaskData {
  readonly text?: string;
  readonly poison?: Poison;
  readonly children?: readonly ChildPlan[];
  /** Each task creates another of its kind, in a loop that only the limit of generations ends. So many are done. */
  readonly endless?: number;
  /** Which task created this one, and which of its children it is. */
  readonly origin?: string;
}

/** A schedule that creates a task each time it fires. */
export interface SchedulePlan {
  readonly name: string;
  /** When it fires first, after the run's beginning, how long after that it fires again, and how often it does in all. */
  readonly from: number;
  readonly every: number;
  readonly firings: number;
  readonly taskType: string;
  readonly lane?: string;
  readonly data: TaskData;
}

/** Data and outcomes that are hard to carry. */
export type Poison = 'throws nothing' | 'throws an unreadable object' | 'returns a bigint' | 'returns a cycle' | 'returns too much' | 'returns nothing' | 'no topic takes it'
  | 'outlives its time';

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
  readonly schedules: readonly SchedulePlan[];
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
    /** How long a batch waits to be filled, in milliseconds. */
    readonly window: number;
    /** How many tasks of a batch run at once. */
    readonly parallelism: number;
    /** How long a run may take, in milliseconds, if that is less than its invocation has. */
    readonly taskTimeout?: number;
    /** How many invocations of the function run at once, and how many the mapping asks for. */
    readonly concurrency: number;
    readonly mappingConcurrency: number;
    /** How many invocations the mapping of each lane asks for, besides that of the default lane. */
    readonly laneConcurrency: Readonly<Record<WorkerLane, number>>;
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
