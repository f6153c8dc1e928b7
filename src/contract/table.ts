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

/** The version of the record's layout; attributes are only ever added to it. */
export const RECORD_VERSION = 1;

/** The attribute that says which step wrote a record last; stream filters read it. */
export const STEP_ATTRIBUTE = 'step';

/** The steps of the life cycle, each one conditional write. */
export type StepName = 'create' | 'claim' | 'complete' | 'fail';

/** The steps after which a task waits for a worker: the publisher dispatches these. */
export const DISPATCHED_STEPS: readonly StepName[] = ['create'];
