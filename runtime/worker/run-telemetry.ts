import type { Logger } from '@aws-lambda-powertools/logger';
import type { RunError, RunOutcome } from './user-handler';
import { countEnd, countStart } from '../core/counts';
import type { Ports, TaskMetrics } from '../core/ports';
import { taskKeys } from '../core/record/task-keys';
import type { TaskRecord } from '../core/record/task-record';
import { cutError } from '../core/transitions/settle';
import type { TransitionOutcome } from '../core/transitions/transition';

/** What a worker logs and counts of the runs of its tasks. */
export class RunTelemetry {
  public constructor(private readonly ports: Ports, private readonly logger: Logger, private readonly metrics: TaskMetrics) {}

  public started(record: TaskRecord): void {
    this.logger.info('task started', taskKeys(record));
    countStart(this.metrics, this.ports, record);
  }

  /**
   * A run has ended.
   *
   * @param outcome    of the run
   * @param transition by which it was to be recorded
   * @param started    when the run began, in milliseconds
   */
  public ended(record: TaskRecord, outcome: RunOutcome, transition: TransitionOutcome, started: number): void {
    const { ports, logger, metrics } = this;
    metrics.add('RunTime', record.task_type, ports.clock.now() - started);
    const error = outcome.ok ? {} : errorFields(outcome);
    if (!transition.applied) {
      logger.warn('outcome refused: the claim is no longer the task\'s', { ...taskKeys(record), ...error, status: transition.record?.status ?? 'absent' });
      metrics.add('LeaseLost', record.task_type);
      return;
    }
    const { status } = transition.record;
    const isGivenBack = status === 'RETRYING' && !outcome.ok && outcome.isStarted === false;
    if (outcome.ok) logger.info('task completed', taskKeys(record));
    else if (isGivenBack) logger.warn('task given back: its run could not begin', { ...taskKeys(record), ...error });
    else if (status === 'RETRYING') logger.warn('attempt failed, another follows', { ...taskKeys(record), ...error });
    else if (status === 'CANCELLED') logger.info('task cancelled', { ...taskKeys(record), ...error });
    else logger.error('task failed', { ...taskKeys(record), ...error });
    if (status === 'RETRYING' && !isGivenBack) metrics.add('Retried', record.task_type);
    countEnd(metrics, ports, transition.record);
  }

  /** A task was settled whose run was lost, or whose deadline is past; unless another writer was faster. */
  public lapsed(transition: TransitionOutcome): void {
    if (!transition.applied) return;
    const { status, error } = transition.record;
    this.logger.error('task lapsed', { ...taskKeys(transition.record), status, error_type: error?.type, error_message: error?.message });
    countEnd(this.metrics, this.ports, transition.record);
  }
}

/** An error as a log line has it: with its stack, which the record never has. */
function errorFields({ error, stack }: RunError): Record<string, unknown> {
  const { type, message } = cutError(error);
  return { error_type: type, error_message: message, error_stack: stack };
}
