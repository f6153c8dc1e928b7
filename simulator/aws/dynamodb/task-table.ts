import type { TableDescription } from './memory-store';
import { MemoryStore } from './memory-store';
import { LIST_INDEX, TABLE_KEY, WATCH_INDEX } from '../../../src/contract';

/** The name of the task table wherever it is in memory. */
export const TABLE = 'tasks';

/** The task table as the construct declares it. */
export const TASK_TABLE: TableDescription = {
  table: TABLE,
  key: TABLE_KEY,
  indexes: [LIST_INDEX, { ...WATCH_INDEX, sortKeyType: 'N' }],
};

/** The task table in memory. */
export function taskTable(): MemoryStore {
  return new MemoryStore(TASK_TABLE);
}
