import type { Logger } from '@aws-lambda-powertools/logger';
import { TABLE_KEY } from '../../src/contract';
import { countEnd } from '../core/counts';
import type { Inspection } from '../core/operations/inspect';
import { dueEntries, inspectTask, WATCH_PAGE_SIZE } from '../core/operations/inspect';
import type { Item, Ports, Remaining, TaskMetrics } from '../core/ports';
import { taskKeys } from '../core/record/task-keys';

/** How many tasks of a bucket are inspected at once. */
const CONCURRENCY = 10;

/** An invocation begins nothing new when it has less than this left, in milliseconds. */
const RESERVE_MS = 10_000;

export interface WatchdogOptions {
  readonly ports: Ports;
  /** How many buckets the watch index has. */
  readonly buckets: number;
  readonly logger: Logger;
  readonly metrics: TaskMetrics;
}

/** Finds the tasks that nobody else will finish. */
export class Watchdog {
  public constructor(private readonly options: WatchdogOptions) {}

  /**
   * Inspects what is due. What does not fit into the invocation is the next one's; what fails is, too, and holds up
   * nothing else.
   */
  public async run(invocation: Remaining): Promise<void> {
    const buckets = Array.from({ length: this.options.buckets }, (_, bucket) => this.runBucket(bucket, invocation));
    const failed = (await Promise.allSettled(buckets)).find((bucket) => bucket.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private async runBucket(bucket: number, invocation: Remaining): Promise<void> {
    let last: Item | undefined;
    do {
      const entries = await dueEntries(this.options.ports, bucket, last);
      last = entries.length === WATCH_PAGE_SIZE ? entries[entries.length - 1] : undefined;
      for (let from = 0; from < entries.length; from += CONCURRENCY) {
        if (invocation.getRemainingTimeInMillis() < RESERVE_MS) return;
        await Promise.all(entries.slice(from, from + CONCURRENCY).map((entry) => this.inspect(entry[TABLE_KEY])));
      }
    } while (last);
  }

  private async inspect(id: string): Promise<void> {
    try {
      this.logInspection(await inspectTask(this.options.ports, id));
    } catch (error) {
      this.options.logger.error('task not looked after', { task_id: id, error: error as Error });
    }
  }

  private logInspection(inspection: Inspection): void {
    const { ports, logger, metrics } = this.options;
    if (inspection.action === 'none' || inspection.action === 'postponed') return;

    const { action, record } = inspection;
    const keys = { ...taskKeys(record), status: record.status, dispatch: record.dispatch };
    if (action === 'lapsed') {
      logger.error('task lapsed', { ...keys, error_type: record.error?.type, error_message: record.error?.message });
      countEnd(metrics, ports, record);
    } else if (action === 'removed') {
      logger.warn('task removed: it expired before anybody settled it', keys);
    } else if (action === 'started' || (action === 'dispatched' && record.idle_dispatches === 0)) {
      // A scheduled start, or a long backoff, that ends: nobody is late.
      logger.info('task dispatched: its time has come', keys);
    } else {
      logger.warn(action === 'recovered' ? 'task dispatched again: its run is lost' : 'task dispatched again: nobody began it', keys);
      metrics.add('Overdue', record.task_type);
    }
  }
}
