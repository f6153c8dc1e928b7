/** What an API decides for its tasks, or for those of a type. */
export interface TaskPolicy {
  /** How many attempts a task has whose client does not say so; its worker decides when this does not either. */
  readonly maxAttempts?: number;
  /** The lane of a task whose client does not say it; the default one when this does not either. */
  readonly lane?: string;
  /** How many seconds a settled task is kept. */
  readonly retention: number;
  /** How many milliseconds after its start a task that has not settled is failed. */
  readonly deadline: number;
  /** For how many milliseconds a worker that reports over HTTP holds a task. */
  readonly externalLease: number;
  /** How many buckets the list index has; 0 when there is none. */
  readonly listBuckets: number;
  /** How many buckets the watch index has. */
  readonly watchBuckets: number;
}

/** How long a task waits after a failed attempt. */
export interface RetryPolicy {
  /** The longest wait before a second attempt, in milliseconds; it doubles with each further one. */
  readonly retryDelay: number;
  /** The longest wait before any attempt, in milliseconds. */
  readonly maxRetryDelay: number;
}

/** What a worker decides for tasks whose clients leave it open. */
export interface WorkerPolicy extends RetryPolicy {
  readonly maxAttempts: number;
  /** Whether a run that may have started is never started again. */
  readonly atMostOnce: boolean;
}
