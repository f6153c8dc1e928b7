import type { RunControl } from './run-control';
import { stopReason } from './stop-reason';
import { CANCELLATION_POLL_MS, TABLE_KEY } from '../../src/contract';
import type { Ports } from '../core/ports';
import type { TaskRecord } from '../core/record/task-record';

/**
 * Looks every few seconds whether a running task is to be cancelled, or is another's, and tells the run to stop then. A
 * read that fails is the next one's.
 */
export async function watchCancellation(ports: Ports, record: TaskRecord, run: RunControl): Promise<void> {
  while (!run.isStopped) {
    await ports.clock.sleep(CANCELLATION_POLL_MS, run.ended);
    if (run.ended.aborted) return;
    const reason = await whyStop(ports, record).catch(() => undefined);
    if (reason !== undefined) run.stop('AbortError', reason);
  }
}

/** Eventually consistent, at half the price of a consistent read: some seconds do not matter. */
async function whyStop(ports: Ports, record: TaskRecord): Promise<string | undefined> {
  const now = await ports.store.get({
    TableName: ports.table,
    Key: { [TABLE_KEY]: record.id },
    ProjectionExpression: '#attempt, #claim, #status, #cancel_requested',
    ExpressionAttributeNames: { '#attempt': 'attempt', '#claim': 'claim', '#status': 'status', '#cancel_requested': 'cancel_requested' },
  }) as TaskRecord | undefined;
  // A read may be older than the claim, which began this attempt; only what comes after it counts.
  return now && now.attempt >= record.attempt ? stopReason(record, now) : undefined;
}
