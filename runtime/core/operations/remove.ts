import { TABLE_KEY } from '../../../src/contract';
import type { Ports } from '../ports';
import { ConditionFailed } from '../ports';
import type { TaskRecord } from '../record/task-record';
import { isExpired, isSettled } from '../record/task-record';
import type { TransitionOutcome } from '../transitions/transition';

/**
 * Erases a task that has settled, with its data and its result. The record goes first: without it nobody finds the
 * others, and should they stay, they disappear with their `ttl`.
 */
export async function removeTask(ports: Ports, record: TaskRecord): Promise<TransitionOutcome> {
  if (!isSettled(record)) return { applied: false, record };
  const deletion = await deleteAsRead(ports, record);
  // Without a record it was the same request, whose answer was lost, or another that wants the same.
  if (!deletion.applied && deletion.record && !isExpired(deletion.record, ports.clock.now())) return deletion;

  const refs = [record.data_ref, record.result_ref].filter((ref) => ref !== undefined);
  await Promise.all(refs.map((ref) => ports.store.delete({ TableName: ports.table, Key: { [TABLE_KEY]: ref } })));
  return { applied: true, record };
}

/** Deletes a record, unless it has changed since it was read. A refusal says what stands in the table instead. */
export async function deleteAsRead(ports: Ports, record: TaskRecord): Promise<TransitionOutcome> {
  try {
    await ports.store.delete({
      TableName: ports.table,
      Key: { [TABLE_KEY]: record.id },
      ConditionExpression: '#revision = :read',
      ExpressionAttributeNames: { '#revision': 'revision' },
      ExpressionAttributeValues: { ':read': record.revision },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return { applied: true, record };
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    return { applied: false, record: error.old as TaskRecord | undefined };
  }
}
