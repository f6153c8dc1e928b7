/** The table's partition key; it has no sort key. */
export const TABLE_KEY = 'id';

/** The attribute that DynamoDB's time to live reads (epoch seconds). */
export const TTL_ATTRIBUTE = 'ttl';

/**
 * The index that lists a scope's tasks, newest first. It projects only attributes that never change, so that a status
 * update does not write to it.
 */
export const LIST_INDEX = {
  name: 'list',
  partitionKey: 'list_key',
  sortKey: 'list_sort',
  nonKeyAttributes: ['task_type'],
} as const;

/**
 * The index by which the watchdog finds what is due. It is sparse: open tasks are in it, each in one of its buckets, with
 * the time at which somebody has to look at them, and failed ones, by the time of their failure.
 */
export const WATCH_INDEX = {
  name: 'watch',
  partitionKey: 'watch_key',
  sortKey: 'watch_time',
  nonKeyAttributes: [],
} as const;

/** The buckets of the watch index are named after it and a number: `open#0`, `failed#0`. */
export const WATCH_PREFIX = { open: 'open#', failed: 'failed#' } as const;

/** The version of the record's layout; attributes are only ever added to it. */
export const RECORD_VERSION = 1;

/** The attribute that says which transition wrote a record last; stream filters read it. */
export const TRANSITION_ATTRIBUTE = 'transition';

/** The transitions of the life cycle, each one conditional write. */
export type TransitionName =
  /** A client's task begins: available at once, or later. */
  | 'create' | 'schedule'
  /** It is made available, again, or looked at without a change. */
  | 'dispatch' | 'watch' | 'dead-letter'
  /** A worker runs it, and says how it goes. */
  | 'claim' | 'progress' | 'complete' | 'fail' | 'fail-attempt' | 'release' | 'confirm-cancel'
  /** Nobody runs it any more, and its time or its attempts are over. */
  | 'lapse'
  /** A client intervenes: at once, or by asking the worker. */
  | 'cancel' | 'request-cancel' | 'retry';

/** The transitions after which a task waits for a worker: the publisher dispatches these. */
export const DISPATCHED_TRANSITIONS: readonly TransitionName[] = ['create', 'dispatch', 'retry'];
