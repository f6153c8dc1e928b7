/** The task, as a handler sees it. */
export interface Task<Data = any> {
  readonly id: string;
  readonly task_type: string;
  /** Whose task it is. */
  readonly scope: string;
  /** What the client posted. */
  readonly data: Data;
  /** Which run this is: 1, 2, 3… */
  readonly attempt: number;
  /** How many runs the task may have. */
  readonly max_attempts: number;
  /** Which of the worker's queues the task came through. */
  readonly lane: string;
  /** Epoch seconds. */
  readonly created_time: number;
  /** The task that created this one; null when a client did. */
  readonly parent_id: string | null;
}

/** Writes structured log lines that carry the task's id, type and attempt. */
export interface TaskLogger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** What a handler can use while it runs. */
export interface TaskContext {
  readonly logger: TaskLogger;
  /**
   * Aborted when a client has cancelled the task: throw then, or return what there is. It is noticed within seconds.
   */
  readonly signal: AbortSignal;
  /** How many milliseconds the run has left before its function times out. */
  remainingTime(): number;
}

/**
 * A handler: one JSON document in, one JSON document out; throw to fail. The result's JSON text can have 256 KB.
 *
 * A task whose handler throws is tried again after a while, as often as its worker's `maxAttempts` says; not if the
 * error has a member `retryable` that is false.
 */
export type TaskHandlerFunction<Data = any, Result = any> = (task: Task<Data>, context: TaskContext) => Promise<Result> | Result;
