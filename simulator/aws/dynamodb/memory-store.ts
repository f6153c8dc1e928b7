import type { BatchGetCommandInput, DeleteCommandInput, GetCommandInput, PutCommandInput, QueryCommandInput, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { compareValues, copyItem, equals, sizeOfItem, ValidationException } from './attribute-values';
import type { Condition, Expression, Path, Placeholders } from './expressions';
import { applyUpdate, checkOverlap, checkPlaceholders, holds, parseCondition, parseProjection, parseUpdate, project, updatedPaths } from './expressions';
import { splitKeyCondition } from './key-condition';
import { onlyKnownParameters } from './known-parameters';
import type { Item, Store } from '../../../runtime/core/ports';
import { ConditionFailed } from '../../../runtime/core/ports';

/** A global secondary index; it has its keys, the table's key and the attributes named here. */
export interface IndexDescription {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** The type of the sort key: text when it is left out. */
  readonly sortKeyType?: KeyType;
  readonly nonKeyAttributes: readonly string[];
}

/** Keys are text here, or numbers in an index; DynamoDB knows binary ones too. */
export type KeyType = 'S' | 'N';

export interface TableDescription {
  readonly table: string;
  /** The partition key; there is no sort key. */
  readonly key: string;
  readonly indexes: readonly IndexDescription[];
}

export type Operation = 'get' | 'query' | 'batchGet' | 'put' | 'update' | 'delete';

/** Capacity units, by the rules of DynamoDB's developer guide. */
export interface Consumed {
  writeUnits: number;
  readUnits: number;
  readonly byOperation: Record<Operation, OperationConsumed>;
}

export interface OperationConsumed {
  calls: number;
  /** With the part of the indexes, which is counted below as well. */
  writeUnits: number;
  readUnits: number;
  indexWriteUnits: number;
}

const MAX_ITEM_BYTES = 400 * 1024;
const MAX_PARTITION_KEY_BYTES = 2048;
const MAX_SORT_KEY_BYTES = 1024;
const MAX_BATCH_KEYS = 100;
const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;

/** An item as it is stored: never changed, only replaced. */
interface Stored {
  readonly item: Item;
  readonly size: number;
}

/**
 * A table in memory. It evaluates the command inputs as DynamoDB documents it, expressions included, and counts the
 * capacity that they would consume. Each call takes effect at once, reads of an index included.
 */
export class MemoryStore implements Store {
  /** What was consumed since the store was made, or since {@link startCounting}. */
  public consumed: Consumed = nothingConsumed();

  private readonly stored = new Map<string, Stored>();
  private readonly indexes: readonly MemoryIndex[];

  public constructor(private readonly description: TableDescription) {
    this.indexes = description.indexes.map((index) => new MemoryIndex(index, description.key));
  }

  /** Begins a new count, and returns it. */
  public startCounting(): Consumed {
    this.consumed = nothingConsumed();
    return this.consumed;
  }

  /** Copies of all items, in the order in which they were first written. */
  public items(): Item[] {
    return [...this.stored.values()].map(({ item }) => copyItem(item));
  }

  public async get(input: GetCommandInput): Promise<Item | undefined> {
    onlyKnownParameters('get', input);
    const stored = this.stored.get(this.keyOf(input.TableName, input.Key));
    this.count('get', { readUnits: readUnits(stored?.size, input.ConsistentRead) });
    return this.projected(stored?.item, input);
  }

  public async batchGet(input: BatchGetCommandInput): Promise<Item[]> {
    onlyKnownParameters('batchGet', input);
    const tables = Object.entries(input.RequestItems ?? {});
    if (tables.length !== 1) throw new Error('a MemoryStore is one table');

    const [[table, request]] = tables;
    onlyKnownParameters('batchGet of a table', request);
    const keys = (request.Keys ?? []).map((key) => this.keyOf(table, key));
    checkBatch(keys);
    const found = keys.map((key) => this.stored.get(key));
    this.count('batchGet', { readUnits: found.reduce((units, stored) => units + readUnits(stored?.size, request.ConsistentRead), 0) });
    return found
      .filter((stored) => stored !== undefined)
      .map((stored) => this.projected(stored.item, request))
      .filter((item) => item !== undefined);
  }

  public async query(input: QueryCommandInput): Promise<Item[]> {
    onlyKnownParameters('query', input);
    this.requireTable(input.TableName);
    const index = this.indexes.find(({ description }) => description.name === input.IndexName);
    if (!index) throw new ValidationException(`The table does not have the specified index: ${input.IndexName}`);
    if (input.ConsistentRead) throw new ValidationException('Consistent reads are not supported on global secondary indexes');
    if (input.Limit !== undefined && input.Limit < 1) throw new ValidationException('Limit must be at least 1');

    const scope = placeholdersOf(input);
    const keyCondition = parseCondition('KeyConditionExpression', input.KeyConditionExpression ?? '');
    const filter = given(input.FilterExpression, (text) => parseCondition('FilterExpression', text));
    const projection = given(input.ProjectionExpression, parseProjection);
    checkPlaceholders([keyCondition, ...present(filter), ...present(projection)], scope);

    const { partition, sort } = splitKeyCondition(keyCondition.tree, index.description, scope);
    const isInRange = (item: Item): boolean => !sort || holds(sort, item, scope);
    const start = given(input.ExclusiveStartKey, (key) => index.checkedStart(key, partition, isInRange));
    const entries = index.entries({ partition, isInRange, start, forward: input.ScanIndexForward !== false, limit: input.Limit });
    this.count('query', { readUnits: readUnits(entries.reduce((size, entry) => size + entry.size, 0)) });
    return entries
      .filter(({ item }) => !filter || holds(filter.tree, item, scope))
      .map(({ item }) => (projection ? project(item, projection.tree, scope) ?? {} : item))
      .map(copyItem);
  }

  public async put(input: PutCommandInput): Promise<void> {
    onlyKnownParameters('put', input);
    this.requireTable(input.TableName);
    const item = copyItem(input.Item ?? {});
    const key = this.checkedKey(item[this.description.key]);
    const scope = placeholdersOf(input);
    const condition = given(input.ConditionExpression, (text) => parseCondition('ConditionExpression', text));
    checkPlaceholders(present(condition), scope);

    const old = this.stored.get(key);
    const wanted = this.asStored(item, 'Item size has exceeded the maximum allowed size');
    if (!isMet(condition, old, scope)) this.refuse('put', input, old, wanted);
    this.write('put', key, wanted);
  }

  public async update(input: UpdateCommandInput): Promise<Item | undefined> {
    onlyKnownParameters('update', input);
    const key = this.keyOf(input.TableName, input.Key);
    const scope = placeholdersOf(input);
    const condition = given(input.ConditionExpression, (text) => parseCondition('ConditionExpression', text));
    const update = parseUpdate(input.UpdateExpression ?? '');
    checkPlaceholders([...present(condition), update], scope);
    const paths = updatedPaths(update.tree);
    checkOverlap('UpdateExpression', paths, scope);
    this.checkKeyUntouched(paths, scope);

    const old = this.stored.get(key);
    const before = old?.item ?? { [this.description.key]: key };
    const attempt = (): Stored => this.asStored(applyUpdate(update.tree, before, scope), 'Item size to update has exceeded the maximum allowed size');
    if (!isMet(condition, old, scope)) this.refuse('update', input, old, unlessInvalid(attempt));

    const wanted = attempt();
    const createsNothing = !old && update.tree.set.length === 0 && update.tree.add.length === 0;
    this.write('update', key, createsNothing ? undefined : wanted);
    return returnValues(input.ReturnValues, old?.item, wanted.item, paths, scope);
  }

  public async delete(input: DeleteCommandInput): Promise<void> {
    onlyKnownParameters('delete', input);
    const key = this.keyOf(input.TableName, input.Key);
    const scope = placeholdersOf(input);
    const condition = given(input.ConditionExpression, (text) => parseCondition('ConditionExpression', text));
    checkPlaceholders(present(condition), scope);

    const old = this.stored.get(key);
    if (!isMet(condition, old, scope)) this.refuse('delete', input, old);
    this.write('delete', key, undefined);
  }

  /** Deletes an item as DynamoDB's time to live does: whatever it holds, and without consuming anything. */
  public expire(key: string): void {
    this.replace(key, undefined);
  }

  private requireTable(table: string | undefined): void {
    if (table === this.description.table) return;
    throw Object.assign(new Error(`Requested resource not found: ${table}`), { name: 'ResourceNotFoundException' });
  }

  private keyOf(table: string | undefined, key: Item = {}): string {
    this.requireTable(table);
    if (Object.keys(key).length !== 1 || !(this.description.key in key)) {
      throw new ValidationException('The provided key element does not match the schema');
    }
    return this.checkedKey(key[this.description.key]);
  }

  private checkedKey(value: unknown): string {
    const { key } = this.description;
    if (value === undefined) throw new ValidationException(`One or more parameter values were invalid: Missing the key ${key} in the item`);
    return checkKeyValue(value, key, MAX_PARTITION_KEY_BYTES);
  }

  private checkKeyUntouched(paths: readonly Path[], { names }: Placeholders): void {
    const { key } = this.description;
    if (paths.some(([first]) => first === key || names[first] === key)) {
      throw new ValidationException(`One or more parameter values were invalid: Cannot update attribute ${key}. This attribute is part of the key`);
    }
  }

  /** Refuses what is too large for an item, or no key of an index. */
  private asStored(item: Item, tooLarge: string): Stored {
    const size = sizeOfItem(item);
    if (size > MAX_ITEM_BYTES) throw new ValidationException(tooLarge);
    for (const index of this.indexes) index.check(item);
    return { item, size };
  }

  private write(operation: Operation, key: string, wanted: Stored | undefined): void {
    this.count(operation, this.replace(key, wanted));
  }

  /** Replaces an item in the table and in its indexes, and returns what a write consumes that does so. */
  private replace(key: string, wanted: Stored | undefined): { writeUnits: number; indexWriteUnits: number } {
    const old = this.stored.get(key);
    const indexWriteUnits = this.indexes.reduce((units, index) => units + index.replace(old?.item, wanted?.item), 0);
    if (wanted) this.stored.set(key, wanted);
    else this.stored.delete(key);
    return { writeUnits: writeUnits(old, wanted), indexWriteUnits };
  }

  /** A refused write consumes what it would have written to the table, and nothing of the indexes. */
  private refuse(operation: Operation, input: PutCommandInput | UpdateCommandInput | DeleteCommandInput, old?: Stored, wanted?: Stored): never {
    this.count(operation, { writeUnits: writeUnits(old, wanted) });
    throw new ConditionFailed(old && input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? copyItem(old.item) : undefined);
  }

  private projected(item: Item | undefined, request: Pick<GetCommandInput, 'ProjectionExpression' | 'ExpressionAttributeNames'>): Item | undefined {
    const scope = placeholdersOf(request);
    const projection = given(request.ProjectionExpression, parseProjection);
    checkPlaceholders(present(projection), scope);
    if (projection) checkOverlap('ProjectionExpression', projection.tree, scope);
    if (!item) return undefined;
    return copyItem(projection ? project(item, projection.tree, scope) ?? {} : item);
  }

  private count(operation: Operation, units: { readUnits?: number; writeUnits?: number; indexWriteUnits?: number }): void {
    const { readUnits: read = 0, writeUnits: table = 0, indexWriteUnits: indexes = 0 } = units;
    const counted = this.consumed.byOperation[operation];
    counted.calls += 1;
    counted.readUnits += read;
    counted.writeUnits += table + indexes;
    counted.indexWriteUnits += indexes;
    this.consumed.readUnits += read;
    this.consumed.writeUnits += table + indexes;
  }
}

/** What a query asks of an index. */
interface IndexQuery {
  readonly partition: unknown;
  /** Holds for neighbouring entries, or for none: every condition on a sort key is a range. */
  readonly isInRange: (entry: Item) => boolean;
  /** The keys of the entry after which to begin. */
  readonly start?: Stored;
  readonly forward: boolean;
  readonly limit?: number;
}

/** One index: its entries by partition, each partition in the order of the sort key. */
class MemoryIndex {
  private readonly partitions = new Map<unknown, Stored[]>();
  private readonly projectedNames: readonly string[];

  public constructor(public readonly description: IndexDescription, private readonly tableKey: string) {
    this.projectedNames = [description.partitionKey, description.sortKey, ...description.nonKeyAttributes];
  }

  public entries({ partition, isInRange, start, forward, limit = Infinity }: IndexQuery): readonly Stored[] {
    const entries = this.partitions.get(partition) ?? [];
    const transition = forward ? 1 : -1;
    const found: Stored[] = [];
    for (let at = this.firstOf(entries, forward, start); at >= 0 && at < entries.length && found.length < limit; at += transition) {
      if (isInRange(entries[at].item)) found.push(entries[at]);
      else if (found.length > 0) break;
    }
    return found;
  }

  /** Where a page begins: at the partition's beginning or end, or beside the start key, whether or not an entry has it still. */
  private firstOf(entries: readonly Stored[], forward: boolean, start?: Stored): number {
    if (!start) return forward ? 0 : entries.length - 1;

    const at = this.positionOf(start, entries);
    if (!forward) return at - 1;
    return at < entries.length && this.compare(entries[at], start) === 0 ? at + 1 : at;
  }

  /** A start key has the keys of an entry, all of them and nothing else, and lies within what the query asks for. */
  public checkedStart(key: Item, partition: unknown, isInRange: (entry: Item) => boolean): Stored {
    const { partitionKey, sortKey } = this.description;
    const names = [this.tableKey, partitionKey, sortKey];
    if (Object.keys(key).length !== names.length || names.some((name) => key[name] === undefined)) {
      throw new ValidationException('The provided starting key is invalid');
    }
    checkKeyValue(key[this.tableKey], this.tableKey, MAX_PARTITION_KEY_BYTES);
    this.check(key);
    if (compareValues(key[partitionKey], partition) !== 0) {
      throw new ValidationException('The provided starting key is outside query boundaries based on provided conditions');
    }
    if (!isInRange(key)) throw new ValidationException('The provided starting key does not match the range key predicate');
    return { item: key, size: 0 };
  }

  public check(item: Item): void {
    const { name, partitionKey, sortKey, sortKeyType } = this.description;
    if (item[partitionKey] !== undefined) checkKeyValue(item[partitionKey], partitionKey, MAX_PARTITION_KEY_BYTES, { name });
    if (item[sortKey] !== undefined) checkKeyValue(item[sortKey], sortKey, MAX_SORT_KEY_BYTES, { name, type: sortKeyType });
  }

  /** Follows a write of the table, and returns the write units that this takes. */
  public replace(oldItem: Item | undefined, newItem: Item | undefined): number {
    if (oldItem && newItem && this.isSame(oldItem, newItem)) return 0;

    const old = this.entryOf(oldItem);
    const wanted = this.entryOf(newItem);

    if (old) this.remove(old);
    if (wanted) this.insert(wanted);
    if (!old && !wanted) return 0;
    const isMoved = old && wanted && this.compare(old, wanted) !== 0;
    return isMoved ? writeUnits(old) + writeUnits(wanted) : writeUnits(old, wanted);
  }

  /** The projected attributes of an item; nothing when it lacks one of the keys: indexes are sparse. */
  private entryOf(item: Item | undefined): Stored | undefined {
    const { partitionKey, sortKey, nonKeyAttributes } = this.description;
    if (item?.[partitionKey] === undefined || item[sortKey] === undefined) return undefined;

    const entry: Item = { [this.tableKey]: item[this.tableKey], [partitionKey]: item[partitionKey], [sortKey]: item[sortKey] };
    for (const name of nonKeyAttributes) {
      if (item[name] !== undefined) entry[name] = item[name];
    }
    return { item: entry, size: sizeOfItem(entry) };
  }

  /** Whether the index has the same of both items, or nothing of either. */
  private isSame(old: Item, wanted: Item): boolean {
    return this.projectedNames.every((name) => old[name] === wanted[name] || equals(old[name], wanted[name]));
  }

  private insert(entry: Stored): void {
    const partition = entry.item[this.description.partitionKey];
    const entries = this.partitions.get(partition) ?? [];
    entries.splice(this.positionOf(entry, entries), 0, entry);
    this.partitions.set(partition, entries);
  }

  private remove(entry: Stored): void {
    const entries = this.partitions.get(entry.item[this.description.partitionKey])!;
    entries.splice(this.positionOf(entry, entries), 1);
  }

  /** Where an entry is, or belongs. */
  private positionOf(entry: Stored, entries: readonly Stored[]): number {
    let from = 0;
    let to = entries.length;
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if (this.compare(entries[middle], entry) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** Zero for the same place in the index. */
  private compare(a: Stored, b: Stored): number {
    const { partitionKey, sortKey } = this.description;
    for (const key of [partitionKey, sortKey, this.tableKey]) {
      const order = compareValues(a.item[key], b.item[key])!;
      if (order !== 0) return order;
    }
    return 0;
  }
}

function checkKeyValue(value: unknown, key: string, limit: number, index?: { readonly name: string; readonly type?: KeyType }): string {
  const place = index ? `IndexName: ${index.name}, IndexKey: ${key}` : `Key: ${key}`;
  if (value === '') {
    throw new ValidationException(`One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. ${place}`);
  }
  if (typeof value !== (index?.type === 'N' ? 'number' : 'string')) {
    throw new ValidationException(`One or more parameter values were invalid: Type mismatch for key. ${place}`);
  }
  if (Buffer.byteLength(String(value)) > limit) {
    throw new ValidationException(`One or more parameter values were invalid: Size of key has exceeded the maximum size limit of ${limit} bytes. ${place}`);
  }
  return value as string;
}

function checkBatch(keys: readonly string[]): void {
  if (keys.length < 1 || keys.length > MAX_BATCH_KEYS) throw new ValidationException(`Too many items requested for the BatchGetItem call, or none: ${keys.length}`);
  if (new Set(keys).size < keys.length) throw new ValidationException('Provided list of item keys contains duplicates');
}

function placeholdersOf(input: Pick<UpdateCommandInput, 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>): Placeholders {
  for (const parameter of ['ExpressionAttributeNames', 'ExpressionAttributeValues'] as const) {
    const placeholders = input[parameter];
    if (placeholders && Object.keys(placeholders).length === 0) throw new ValidationException(`${parameter} must not be empty`);
  }
  return { names: input.ExpressionAttributeNames ?? {}, values: copyItem(input.ExpressionAttributeValues ?? {}) };
}

function isMet(condition: Expression<Condition> | undefined, old: Stored | undefined, scope: Placeholders): boolean {
  return !condition || holds(condition.tree, old?.item ?? {}, scope);
}

/** A refused update may be one that the item does not even allow. */
function unlessInvalid(attempt: () => Stored): Stored | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof ValidationException) return undefined;
    throw error;
  }
}

function returnValues(
  wanted: UpdateCommandInput['ReturnValues'], old: Item | undefined, updated: Item, paths: readonly Path[], scope: Placeholders,
): Item | undefined {
  const copy = (item: Item | undefined): Item | undefined => item && copyItem(item);
  switch (wanted ?? 'NONE') {
    case 'NONE': return undefined;
    case 'ALL_OLD': return copy(old);
    case 'ALL_NEW': return copy(updated);
    case 'UPDATED_OLD': return copy(old && project(old, paths, scope));
    case 'UPDATED_NEW': return copy(project(updated, paths, scope));
    default: throw new ValidationException(`ReturnValues: ${wanted}`);
  }
}

/** Of the larger of the two items; an absent one counts as the smallest. */
function writeUnits(one?: Stored, other?: Stored): number {
  return Math.max(1, Math.ceil(Math.max(one?.size ?? 0, other?.size ?? 0) / WRITE_UNIT_BYTES));
}

function readUnits(size = 0, consistent = false): number {
  return Math.max(1, Math.ceil(size / READ_UNIT_BYTES)) * (consistent ? 1 : 0.5);
}

function given<Parameter, Parsed>(parameter: Parameter | undefined, parse: (parameter: Parameter) => Parsed): Parsed | undefined {
  return parameter === undefined ? undefined : parse(parameter);
}

function present<Value>(value: Value | undefined): Value[] {
  return value === undefined ? [] : [value];
}

function nothingConsumed(): Consumed {
  const none = (): OperationConsumed => ({ calls: 0, writeUnits: 0, readUnits: 0, indexWriteUnits: 0 });
  return {
    writeUnits: 0,
    readUnits: 0,
    byOperation: { get: none(), query: none(), batchGet: none(), put: none(), update: none(), delete: none() },
  };
}
