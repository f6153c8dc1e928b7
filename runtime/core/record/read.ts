import type { Ports } from '../ports';
import type { TaskRecord } from './task-record';
import { isExpired } from './task-record';
import { TRANSITION_ATTRIBUTE, TABLE_KEY } from '../../../src/contract';

/** What every task's id looks like; ids of payloads do not, nor does what is too long for a key. */
const TASK_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads a task; nothing when there is none, or none any more, or when the item by that id is somebody else's. */
export async function readTask(ports: Ports, id: string): Promise<TaskRecord | undefined> {
  if (!TASK_ID.test(id)) return undefined;
  const record = await readRecord(ports, id);
  return record && !isExpired(record, ports.clock.now()) ? record : undefined;
}

/** Reads a task's record as it is in the table, expired or not. */
export async function readRecord(ports: Ports, id: string): Promise<TaskRecord | undefined> {
  const item = await ports.store.get({ TableName: ports.table, Key: { [TABLE_KEY]: id }, ConsistentRead: true });
  return item?.[TRANSITION_ATTRIBUTE] === undefined ? undefined : item as TaskRecord;
}
