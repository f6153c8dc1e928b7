import { CANCELLATION_POLL_MS, TABLE_KEY } from '../../src/contract';
import type { Ports } from '../core/ports';
import type { TaskRecord } from '../core/task-record';

/** What tells a handler to stop. */
export interface Cancellation {
  /** Aborted when a client has asked for cancellation, or the task is no longer this run's. */
  readonly signal: AbortSignal;
  /** Ends the watching. */
  stop(): void;
}

/** Looks every few seconds whether a running task is to be cancelled. A read that fails is the next one's. */
export function watchCancellation(ports: Ports, record: TaskRecord): Cancellation {
  const abort = new AbortController();
  const end = new AbortController();
  const poll = async (): Promise<void> => {
    while (!end.signal.aborted && !abort.signal.aborted) {
      await ports.clock.sleep(CANCELLATION_POLL_MS, end.signal);
      if (end.signal.aborted) return;
      const reason = await whyStop(ports, record).catch(() => undefined);
      if (reason !== undefined && !end.signal.aborted) abort.abort(Object.assign(new Error(reason), { name: 'AbortError' }));
    }
  };
  void poll();
  return { signal: abort.signal, stop: () => end.abort() };
}

/** Eventually consistent, at half the price of a consistent read: some seconds do not matter. */
async function whyStop(ports: Ports, { id, claim, attempt }: TaskRecord): Promise<string | undefined> {
  const now = await ports.store.get({
    TableName: ports.table,
    Key: { [TABLE_KEY]: id },
    ProjectionExpression: '#attempt, #claim, #status, #cancel_requested',
    ExpressionAttributeNames: { '#attempt': 'attempt', '#claim': 'claim', '#status': 'status', '#cancel_requested': 'cancel_requested' },
  });
  // A read may be older than the claim, which began this attempt; only what comes after it counts.
  if (!now || now.attempt < attempt) return undefined;
  if (now.status !== 'IN_PROGRESS' || now.claim !== claim) return 'the task is no longer this run\'s';
  return now.cancel_requested ? 'the task was cancelled' : undefined;
}
