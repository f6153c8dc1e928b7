/**
 * How often a worker may run a task whose run got lost: its function crashed or was cut off, so that nobody knows how far
 * it came. (Queues repeat messages in any case, and a repeated message alone never starts a second run.)
 */
export enum TaskSemantics {
  /**
   * A run that failed or got lost is followed by another, up to `maxAttempts`. A task is run at least once, and exactly
   * once while nothing goes wrong. For handlers that may repeat what they did: most can, for instance by writing under
   * the task's id.
   */
  AT_LEAST_ONCE = 'AT_LEAST_ONCE',

  /**
   * A run that may have begun is never followed by another: the task fails, with an error that says why, and only a
   * client's retry runs it again. For handlers that must not repeat what they did, and cannot tell whether they did it:
   * a payment, a letter.
   */
  AT_MOST_ONCE = 'AT_MOST_ONCE',
}
