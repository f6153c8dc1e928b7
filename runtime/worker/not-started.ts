import type { TaskError } from '../core/record/task-record';

/**
 * Thrown by a handler of ours that surely did not begin what it should run. The run does not count: its task is given
 * back, also one that runs at most once.
 */
export class NotStarted extends Error {
  /**
   * @param reason why it did not begin, as the task says until the next attempt
   */
  public constructor(reason: TaskError) {
    super(reason.message);
    this.name = reason.type;
  }
}
