/** A task to be created. */
export interface NewTask<Data = any> {
  readonly task_type: string;
  /** What the worker gets: any JSON, at most 256 KB of it. */
  readonly data: Data;
  /**
   * Whose task it is: the scope of the clients that see it. Nobody's when it is left out, which is everybody's where
   * clients have no scopes of their own.
   */
  readonly scope?: string;
  /** The lane that it takes; its type's default when it is left out. */
  readonly lane?: string;
  /** When it may begin, in epoch seconds; at once when it is left out. */
  readonly run_at?: number;
  /** When it may disappear, in epoch seconds. */
  readonly ttl?: number;
  /** How often a worker may begin it until one run succeeds, 1 to 100. */
  readonly max_attempts?: number;
  /**
   * By which it is known when it is created again: the same key and task are the same task, as long as that is kept. 1 to
   * 255 printable ASCII characters; a random one when it is left out.
   */
  readonly idempotency_key?: string;
}
