import type { Condition } from './condition';
import { notFound, reportConflict } from './conflict';
import { countEnd, countStart } from '../../core/counts';
import type { Report } from '../../core/operations/report';
import { reportTask } from '../../core/operations/report';
import type { TaskPolicy } from '../../core/policy';
import { taskKeys } from '../../core/record/task-keys';
import type { TaskRecord } from '../../core/record/task-record';
import type { Problem } from '../../http/problem';
import type { TaskApiOptions } from '../task-api-options';

/** Takes what workers report over HTTP, and tells of it. */
export class Reporting {
  public constructor(private readonly options: Pick<TaskApiOptions, 'ports' | 'logger' | 'metrics'>) {}

  /** The record that the report has left behind; throws a problem when it is refused. */
  public async apply(condition: Condition, policy: TaskPolicy, record: TaskRecord, report: Report): Promise<TaskRecord> {
    const outcome = await reportTask(condition.portsOf(this.options.ports), policy, record, report);
    if (!outcome.applied) throw this.refuse(condition, record, outcome.record, report);
    // One that came again found what it wanted: that was logged and counted then.
    if (outcome.record.revision !== record.revision) this.logReport(record, outcome.record);
    return outcome.record;
  }

  private refuse(condition: Condition, before: TaskRecord, record: TaskRecord | undefined, report: Report): Problem {
    const { ports, logger, metrics } = this.options;
    logger.warn('report refused', { ...taskKeys(record ?? before), reported: report.status });
    metrics.add('ReportRefused', before.task_type);
    return record ? condition.refusedBy(record) ?? reportConflict(record, report, ports.clock.now()) : notFound(before.id);
  }

  private logReport(before: TaskRecord, after: TaskRecord): void {
    const { ports, logger, metrics } = this.options;
    const hasBegun = after.attempt > before.attempt;
    const isHeartbeat = after.status === before.status && !hasBegun;
    if (isHeartbeat) logger.debug('task still IN_PROGRESS', taskKeys(after));
    else logger.info(`task ${after.status}`, taskKeys(after));
    // The time at which it was due is gone when the report has ended it too, or is that of its next attempt.
    if (hasBegun) countStart(metrics, ports, { ...after, not_before: before.not_before });
    if (after.status === 'RETRYING') metrics.add('Retried', after.task_type);
    countEnd(metrics, ports, after);
  }
}
