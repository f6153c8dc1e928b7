import type { ChildTask } from '../handler';

/** What happens to a run. */
export interface RunOptions {
  /**
   * After how many milliseconds a client cancels the task; with 0, before the handler begins. A worker notices it within
   * seconds, a test at once.
   *
   * @default - nobody cancels it
   */
  readonly cancelAfter?: number;

  /**
   * How many milliseconds the run may take: then its signal is aborted, and half a second later it has failed.
   *
   * @default 30000
   */
  readonly remainingTime?: number;

  /**
   * Stands for the API when the handler creates a task: returns the task's id, or throws what the handler is to catch.
   *
   * @default - every task is accepted; their ids are `child-1`, `child-2` and so on
   */
  readonly createTask?: (task: ChildTask) => string | Promise<string>;
}
