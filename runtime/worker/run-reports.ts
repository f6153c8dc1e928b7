import type { RunControl } from './run-control';
import { stopReason } from './stop-reason';
import type { TaskLogger } from '../../sdk/typescript/handler';
import { PROGRESS_INTERVAL_MS } from '../../src/contract';
import { progressRun } from '../core/operations/run';
import type { Ports } from '../core/ports';
import { progressOf } from '../core/record/progress';
import type { TaskProgress, TaskRecord } from '../core/record/task-record';

/**
 * What a run says of itself while it goes on: at most one write a second, of what it said last. The writes also tell it
 * whether it is to stop. None of them fails the run.
 */
export class RunReports {
  private pending?: TaskProgress;
  private writing?: Promise<void>;
  private nextWrite = -Infinity;
  private isScheduled = false;

  public constructor(
    private readonly ports: Ports,
    private readonly record: TaskRecord,
    private readonly run: RunControl,
    private readonly logger: TaskLogger,
  ) {}

  /** What comes too soon after a write waits for the next one, and is dropped when the run ends before that. */
  public async progress(percent: number, message?: string): Promise<void> {
    const progress = progressOf(percent, message);
    if (!progress) {
      this.logger.warn('progress ignored: it has no percentage', { percent: String(percent) });
      return;
    }
    this.pending = progress;
    if (this.mayWrite()) await this.write();
    else void this.writeLater();
  }

  /** Whether the run may go on: asks the table, unless it was asked a moment ago. */
  public async heartbeat(): Promise<boolean> {
    if (this.mayWrite()) await this.write();
    else await this.writing;
    return !this.run.isStopped && !this.run.ended.aborted;
  }

  private mayWrite(): boolean {
    return !this.writing && this.ports.clock.now() >= this.nextWrite && !this.run.ended.aborted;
  }

  private async writeLater(): Promise<void> {
    if (this.isScheduled) return;
    this.isScheduled = true;
    while (this.pending && !this.run.ended.aborted) {
      if (this.mayWrite()) await this.write();
      else if (this.writing) await this.writing;
      else await this.ports.clock.sleep(this.nextWrite - this.ports.clock.now(), this.run.ended);
    }
    this.isScheduled = false;
  }

  private async write(): Promise<void> {
    const progress = this.pending;
    this.pending = undefined;
    this.nextWrite = this.ports.clock.now() + PROGRESS_INTERVAL_MS;
    this.writing = this.send(progress);
    await this.writing;
    this.writing = undefined;
  }

  private async send(progress: TaskProgress | undefined): Promise<void> {
    const { ports, record, run } = this;
    try {
      const outcome = await progressRun(ports, record, { claim: record.claim!, progress });
      const reason = stopReason(record, outcome.record) ?? (outcome.applied ? undefined : 'the task is past its deadline');
      if (reason !== undefined) run.stop('AbortError', reason);
    } catch (error) {
      if (!run.ended.aborted) this.logger.warn('progress not written', { error: error as Error });
    }
  }
}
