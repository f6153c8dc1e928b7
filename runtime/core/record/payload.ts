import { createHash } from 'node:crypto';
import type { Ports } from '../ports';
import { ConditionFailed } from '../ports';
import type { TaskRecord } from './task-record';
import { INLINE_PAYLOAD_BYTES, TABLE_KEY, TTL_ATTRIBUTE } from '../../../src/contract';

/** Where a task's data or result is: in the record, or in an item that the record names. */
export type PayloadPlace = { readonly text: string } | { readonly ref: string };

/**
 * Finds the place of a task's data or result, and writes it there if that is an item of its own. It is written before
 * the transition that names it: should the transition be refused, the item is an orphan until its `ttl`, and nothing worse.
 *
 * @param ttl the last moment at which the record can exist, in epoch seconds
 */
export async function placePayload(ports: Ports, id: string, kind: 'data' | 'result', text: string, ttl: number): Promise<PayloadPlace> {
  if (Buffer.byteLength(text) <= INLINE_PAYLOAD_BYTES) return { text };

  const ref = `${id}#${kind}#${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  try {
    await ports.store.put({
      TableName: ports.table,
      Item: { [TABLE_KEY]: ref, payload: text, [TTL_ATTRIBUTE]: ttl },
      ConditionExpression: 'attribute_not_exists(#ttl) OR #ttl < :ttl',
      ExpressionAttributeNames: { '#ttl': TTL_ATTRIBUTE },
      ExpressionAttributeValues: { ':ttl': ttl },
    });
  } catch (error) {
    // The same text is there already, and stays for longer: a record that has it may need that.
    if (!(error instanceof ConditionFailed)) throw error;
  }
  return { ref };
}

/** The attributes by which a record has its data or result. */
export function asAttributes(kind: 'data' | 'result', place: PayloadPlace): Record<string, string> {
  return 'ref' in place ? { [`${kind}_ref`]: place.ref } : { [kind]: place.text };
}

/** Keeps a payload's item at least until a time, in epoch seconds. Throws {@link PayloadMissing}. */
export async function extendPayload(ports: Pick<Ports, 'store' | 'table'>, ref: string, ttl: number): Promise<void> {
  try {
    await ports.store.update({
      TableName: ports.table,
      Key: { [TABLE_KEY]: ref },
      ConditionExpression: 'attribute_exists(#id)',
      UpdateExpression: 'SET #ttl = :ttl',
      ExpressionAttributeNames: { '#id': TABLE_KEY, '#ttl': TTL_ATTRIBUTE },
      ExpressionAttributeValues: { ':ttl': ttl },
    });
  } catch (error) {
    throw error instanceof ConditionFailed ? new PayloadMissing(ref) : error;
  }
}

/** A task's data, as JSON text. Throws {@link PayloadMissing}. */
export async function readData(ports: Pick<Ports, 'store' | 'table'>, record: TaskRecord): Promise<string> {
  return (await readPayload(ports, { text: record.data, ref: record.data_ref }))!;
}

/** A record names a payload that is not in the table: it has expired, or somebody has deleted it. */
export class PayloadMissing extends Error {
  public constructor(ref: string) {
    super(`the payload ${ref} is not in the table`);
    this.name = 'PayloadMissing';
  }
}

/**
 * Reads the JSON text at a place; consistently, since it may have been written a moment ago. Throws
 * {@link PayloadMissing}.
 */
export async function readPayload(ports: Pick<Ports, 'store' | 'table'>, place: { text?: string; ref?: string }): Promise<string | undefined> {
  if (place.ref === undefined) return place.text;

  const item = await ports.store.get({ TableName: ports.table, Key: { [TABLE_KEY]: place.ref }, ConsistentRead: true });
  if (!item) throw new PayloadMissing(place.ref);
  return item.payload;
}
