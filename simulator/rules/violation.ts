import type { TaskState } from './task-state';

/** An invariant that did not hold. */
export interface Violation {
  /** The invariant in a few words. */
  readonly invariant: string;
  /** The task's id. */
  readonly task: string;
  readonly detail: string;
  /** What happened to the task, a line each, virtual time first. */
  readonly timeline: string;
}

/** Reports that an invariant does not hold for a task. */
export type Violate = (state: TaskState, invariant: string, detail: string) => void;
