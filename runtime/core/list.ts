import { bucketOf } from './bucket';
import type { Item, Ports } from './ports';
import type { TaskRecord } from './task-record';
import { isExpired } from './task-record';
import { LIST_INDEX, TABLE_KEY } from '../../src/contract';

/** The attributes of the list index that a new record gets. */
export function listAttributes(scope: string, id: string, now: number, buckets: number): Pick<TaskRecord, 'list_key' | 'list_sort'> {
  if (buckets === 0) return {};
  return { list_key: listKey(scope, bucketOf(id, buckets)), list_sort: `${String(now).padStart(13, '0')}#${id}` };
}

export interface ListRequest {
  readonly scope: string;
  /** How many buckets the index has. */
  readonly buckets: number;
  readonly limit: number;
  /** The `list_sort` of the last task of the page before. */
  readonly before?: string;
}

export interface ListPage {
  /** Newest first. A task that has expired is left out, so a page may be short. */
  readonly records: TaskRecord[];
  /** Where the next page begins; absent at the end. */
  readonly next?: string;
}

/** A page of a scope's tasks: one query a bucket and one batch read, however large the table is. */
export async function listTasks(ports: Ports, request: ListRequest): Promise<ListPage> {
  const buckets = await Promise.all(
    Array.from({ length: request.buckets }, (_, bucket) => queryBucket(ports, request, bucket)),
  );
  const entries = buckets.flat().sort((a, b) => (a.list_sort < b.list_sort ? 1 : -1));
  const page = entries.slice(0, request.limit);

  return {
    records: await readRecords(ports, page.map((entry) => entry[TABLE_KEY])),
    next: entries.length > page.length ? page[page.length - 1].list_sort : undefined,
  };
}

/** One entry more than a page has tells whether there is another page. */
async function queryBucket(ports: Ports, request: ListRequest, bucket: number): Promise<Item[]> {
  const { before } = request;
  return ports.store.query({
    TableName: ports.table,
    IndexName: LIST_INDEX.name,
    KeyConditionExpression: `#key = :key${before ? ' AND #sort < :before' : ''}`,
    ExpressionAttributeNames: { '#key': LIST_INDEX.partitionKey, ...(before && { '#sort': LIST_INDEX.sortKey }) },
    ExpressionAttributeValues: { ':key': listKey(request.scope, bucket), ...(before && { ':before': before }) },
    ScanIndexForward: false,
    Limit: request.limit + 1,
  });
}

async function readRecords(ports: Ports, ids: string[]): Promise<TaskRecord[]> {
  if (ids.length === 0) return [];

  const items = await ports.store.batchGet({
    RequestItems: { [ports.table]: { Keys: ids.map((id) => ({ [TABLE_KEY]: id })) } },
  }) as TaskRecord[];
  const byId = new Map(items.map((record) => [record.id, record]));
  return ids
    .map((id) => byId.get(id))
    .filter((record): record is TaskRecord => record !== undefined && !isExpired(record, ports.clock.now()));
}

function listKey(scope: string, bucket: number): string {
  return `${scope}#${bucket}`;
}
