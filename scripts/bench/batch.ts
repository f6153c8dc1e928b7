import { dataOf } from './data';
import { MemorySystem } from './memory-system';
import type { StoreCall } from './observed-store';
import type { BatchFigures } from './results';
import { DATA_SIZES } from './results';
import { writesOf } from './task';

/** How many tasks the measured batch has: as many as a queue gives without waiting. */
export const BATCH_SIZE = 10;

/** What the tasks of one batch take of their queue and of the table. */
export async function measureBatch(): Promise<BatchFigures> {
  const system = new MemorySystem();
  const ids: string[] = [];
  for (let task = 0; task < BATCH_SIZE; task += 1) ids.push(await system.create(dataOf(DATA_SIZES['300B'])));
  for (const id of ids) await system.stream(system.record(id)!);

  const before = system.store.calls.length;
  await system.deliver(BATCH_SIZE);
  const open = ids.filter((id) => system.record(id)?.status !== 'COMPLETED');
  if (open.length > 0) throw new Error(`${open.length} tasks of the measured batch are not COMPLETED`);
  return figuresOf(system.store.calls.slice(before), system);
}

function figuresOf(calls: readonly StoreCall[], { sqsRequests }: MemorySystem): BatchFigures {
  const count = (transition: string): number => writesOf(calls).filter(({ name }) => name === transition).length;
  const [claims, settles] = [count('claim'), count('complete')];
  // A receive comes with a deletion.
  return { tasks: BATCH_SIZE, receives: sqsRequests / 2, claims, settles, other_requests: calls.length - claims - settles };
}
