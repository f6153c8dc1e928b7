import type { SchedulePlan } from './settings';

/** A schedule's firing: at least once it asks for its task, and there must be one. */
export interface Firing {
  readonly plan: SchedulePlan;
  /** When it was to be, in epoch milliseconds. */
  readonly time: number;
  /** The task that it made. */
  task?: string;
  /** How often Lambda gave an invocation up after its retries. */
  givenUp: number;
}
