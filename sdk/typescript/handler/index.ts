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

/** A task that a handler creates: what `POST /tasks` takes, and a key. Its scope is that of the task that creates it. */
export interface ChildTask<Data = any> {
  readonly task_type: string;
  /** Any JSON of up to 256 KB. */
  readonly data: Data;
  /**
   * What tells this child from the other children of the task: when the task is run again, the child with the same key
   * is there already, and no second one is created. Children without a key are told apart by their order, so give them
   * keys if a rerun may create them in another one.
   */
  readonly key?: string;
  /** Which of its worker's queues the child goes through; that of the task that creates it when it is left out. */
  readonly lane?: string;
  /** When the child may begin, in epoch seconds; at once when it is left out. */
  readonly run_at?: number;
  /** When the child may disappear, in epoch seconds; its API decides when it is left out. */
  readonly ttl?: number;
  /** How many runs the child may have, 1 to 100; its type or its worker decides when it is left out. */
  readonly max_attempts?: number;
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
   * Aborted when the run is to stop: throw then, or return what there is.
   *
   * Its `reason` says why: an `AbortError` when a client has cancelled the task, which is noticed within seconds, or when
   * the task is no longer this run's; a `TimeoutError` when the run's time is over. Half a second after that, a run that
   * has not ended is recorded as failed, and its process ends.
   */
  readonly signal: AbortSignal;
  /**
   * How many milliseconds the run has left: until its worker's `taskTimeout` is over, or its function times out. In the
   * latter case its `signal` is aborted a second before.
   */
  remainingTime(): number;
  /**
   * Says how far the run is, for clients that read the task. Call it as often as you like: at most one write a second is
   * made, of what was said last. A write that fails is logged, and nothing else.
   *
   * @param percent 0 to 100
   * @param message up to 1 KB; longer is cut
   */
  progress(percent: number, message?: string): Promise<void>;
  /**
   * Says that the run is alive, and asks whether it may go on; at most once a second, the table is asked.
   *
   * @returns false once the run is to stop, as `signal` has it
   */
  heartbeat(): Promise<boolean>;
  /**
   * Creates a task, whose parent is this one. A rerun of this task creates no second child.
   *
   * @returns the child's id
   * @throws an error named `TaskRefused` when the API does not accept the child; it is permanent unless it may be accepted
   * later
   */
  createTask(task: ChildTask): Promise<string>;
  /**
   * Creates tasks, a hundred with each request. When one of them is refused, others may have been created; as long as
   * their keys or their order stay the same, creating all of them again is harmless.
   *
   * @returns the children's ids, in the same order
   * @throws as `createTask` does, for the first that is refused
   */
  createTasks(tasks: readonly ChildTask[]): Promise<string[]>;
}

/**
 * A handler: one JSON document in, one JSON document out; throw to fail. The result's JSON text can have 256 KB.
 *
 * A task whose handler throws is tried again after a while, as often as its worker's `maxAttempts` says; not if the
 * error has a member `retryable` that is false.
 */
export type TaskHandlerFunction<Data = any, Result = any> = (task: Task<Data>, context: TaskContext) => Promise<Result> | Result;
