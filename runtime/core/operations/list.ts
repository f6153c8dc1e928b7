import type { Status } from '../../../src/contract';
import { LIST_INDEX, MAX_EPOCH_SECONDS, MAX_LIST_EXAMINED, TABLE_KEY } from '../../../src/contract';
import type { Item, Ports } from '../ports';
import { bucketOf } from '../record/bucket';
import type { TaskRecord } from '../record/task-record';
import { isExpired } from '../record/task-record';

/** Epoch milliseconds of so many digits sort as text; they end in the year 2286. */
const LATEST_LIST_TIME = 9_999_999_999_999;

/** The most items of a batch read: a quota of DynamoDB. */
const READ_AT_ONCE = 100;

/** The attributes of the list index that a new record gets. */
export function listAttributes(scope: string, id: string, now: number, buckets: number): Pick<TaskRecord, 'list_key' | 'list_sort'> {
  if (buckets === 0) return {};
  return { list_key: listKey(scope, bucketOf(id, buckets)), list_sort: `${listTime(now)}#${id}` };
}

export interface ListRequest {
  readonly scope: string;
  /** How many buckets the index has. */
  readonly buckets: number;
  /** At most 100: one batch read. */
  readonly limit: number;
  readonly filter?: ListFilter;
  /** The page before says where this one begins. */
  readonly before?: string;
}

/** What a listed task has to be. */
export interface ListFilter {
  readonly status?: Status;
  readonly task_type?: string;
  /** Epoch seconds: the task was created in a later second. */
  readonly created_after?: number;
  /** Epoch seconds: the task was created in an earlier second. */
  readonly created_before?: number;
}

export interface ListPage {
  /** Newest first. A task that has expired is left out, so a page may be short. */
  readonly records: TaskRecord[];
  /** Where the next page begins; absent at the end. */
  readonly next?: string;
}

/**
 * A page of a scope's tasks: one query a bucket and one batch read, however large the table is. With a filter on what a
 * task is, rather than when it was created, it may be two batch reads, and the page may be short: the tasks that fit may
 * be far between, and a page's cost has to have a bound.
 */
export async function listTasks(ports: Ports, request: ListRequest): Promise<ListPage> {
  const { limit, filter = {} } = request;
  const isSifted = filter.status !== undefined || filter.task_type !== undefined;
  const entries = await queryBuckets(ports, request, isSifted ? MAX_LIST_EXAMINED : limit);

  const examined = entries.slice(0, isSifted ? MAX_LIST_EXAMINED : limit);
  const candidates = examined.filter(({ task_type }) => filter.task_type === undefined || task_type === filter.task_type);
  const found: TaskRecord[] = [];
  for (let from = 0; from < candidates.length && found.length < limit; from += READ_AT_ONCE) {
    const records = await readRecords(ports, candidates.slice(from, from + READ_AT_ONCE));
    found.push(...records.filter(({ status }) => filter.status === undefined || status === filter.status));
  }

  const records = found.slice(0, limit);
  const last = records.length === limit ? records[limit - 1] : examined[examined.length - 1];
  return { records, next: last && entries[entries.length - 1].list_sort < last.list_sort! ? last.list_sort : undefined };
}

/** The newest entries of all buckets; one more than is asked for tells whether there is another page. */
async function queryBuckets(ports: Ports, request: ListRequest, count: number): Promise<Item[]> {
  const buckets = await Promise.all(Array.from({ length: request.buckets }, (_, bucket) => queryBucket(ports, request, bucket, count + 1)));
  return buckets.flat().sort((a, b) => (a.list_sort < b.list_sort ? 1 : -1)).slice(0, count + 1);
}

async function queryBucket(ports: Ports, { scope, filter = {}, before }: ListRequest, bucket: number, limit: number): Promise<Item[]> {
  const { created_after: after, created_before = MAX_EPOCH_SECONDS } = filter;
  const until = listTime(created_before * 1000);
  const entries = await ports.store.query({
    TableName: ports.table,
    IndexName: LIST_INDEX.name,
    KeyConditionExpression: '#key = :key AND #sort < :until',
    ExpressionAttributeNames: { '#key': LIST_INDEX.partitionKey, '#sort': LIST_INDEX.sortKey },
    ExpressionAttributeValues: { ':key': listKey(scope, bucket), ':until': before !== undefined && before < until ? before : until },
    ScanIndexForward: false,
    Limit: limit,
  });
  return after === undefined ? entries : entries.filter(({ list_sort }) => list_sort >= listTime((after + 1) * 1000));
}

async function readRecords(ports: Ports, entries: readonly Item[]): Promise<TaskRecord[]> {
  const ids: string[] = entries.map((entry) => entry[TABLE_KEY]);
  const items = await ports.store.batchGet({
    RequestItems: { [ports.table]: { Keys: ids.map((id) => ({ [TABLE_KEY]: id })) } },
  }) as TaskRecord[];
  const byId = new Map(items.map((record) => [record.id, record]));
  return ids
    .map((id) => byId.get(id))
    .filter((record): record is TaskRecord => record !== undefined && !isExpired(record, ports.clock.now()));
}

/** What the sort keys begin with that are as old, in epoch milliseconds, or younger. */
function listTime(milliseconds: number): string {
  return String(Math.min(milliseconds, LATEST_LIST_TIME)).padStart(String(LATEST_LIST_TIME).length, '0');
}

function listKey(scope: string, bucket: number): string {
  return `${scope}#${bucket}`;
}
