import { createTask } from '../../runtime/core/operations/create';
import type { TaskPolicy } from '../../runtime/core/policy';
import type { Item, Ports, Store } from '../../runtime/core/ports';
import type { TaskRecord } from '../../runtime/core/record/task-record';
import type { TransitionOutcome } from '../../runtime/core/transitions/transition';
import { ManualClock } from '../../simulator/world/manual-clock';
import { Prng } from '../../simulator/world/prng';
import { TABLE_KEY, WATCH_INDEX, WATCH_PREFIX } from '../../src/contract';

/** A table that the suites may write to. */
export interface StoreUnderTest {
  readonly store: Store;
  readonly table: string;
  /** Deletes an item, as DynamoDB's time to live does. */
  expire(id: string): Promise<void>;
}

/** What the life cycle needs, around any store. */
export interface World extends Ports {
  readonly clock: ManualClock;
}

export function worldOf({ store, table }: Pick<StoreUnderTest, 'store' | 'table'>): World {
  return { store, table, clock: new ManualClock(), random: new Prng(7) };
}

export const POLICY: TaskPolicy = {
  retention: 3600,
  deadline: 14 * 24 * 3600 * 1000,
  externalLease: 600_000,
  listBuckets: 2,
  watchBuckets: 2,
};

export const TASK = { scope: 'shared', task_type: 'thumbnail', data: '{"size":64}' };

export async function create(world: Ports, more: Partial<Parameters<typeof createTask>[2]> = {}): Promise<TaskRecord> {
  return (await createTask(world, POLICY, { ...TASK, ...more })).record;
}

export async function storedItem({ store, table }: Pick<Ports, 'store' | 'table'>, id: string): Promise<Item | undefined> {
  return store.get({ TableName: table, Key: { [TABLE_KEY]: id }, ConsistentRead: true });
}

/** All entries of the watch index. */
export async function watchEntries({ store, table }: Pick<Ports, 'store' | 'table'>): Promise<Item[]> {
  const keys = Object.values(WATCH_PREFIX).flatMap((prefix) => Array.from({ length: POLICY.watchBuckets }, (_, bucket) => `${prefix}${bucket}`));
  const pages = await Promise.all(keys.map(async (key) => store.query({
    TableName: table,
    IndexName: WATCH_INDEX.name,
    KeyConditionExpression: '#key = :key',
    ExpressionAttributeNames: { '#key': WATCH_INDEX.partitionKey },
    ExpressionAttributeValues: { ':key': key },
  })));
  return pages.flat();
}

/** The record that a transition has left; it must not have been refused. */
export function applied(outcome: TransitionOutcome): TaskRecord {
  if (!outcome.applied) throw new Error(`the transition was refused by ${JSON.stringify(outcome.record)}`);
  return outcome.record;
}
