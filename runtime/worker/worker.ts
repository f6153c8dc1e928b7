import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { RunOutcome } from './user-handler';
import { runHandler } from './user-handler';
import type { Task, TaskHandlerFunction } from '../../handler';
import { MESSAGE_ATTRIBUTE } from '../../src/contract';
import { taskKeys, taskLogger } from '../aws/logger';
import { countEnd, countStart } from '../core/counts';
import { claimTask, completeTask, failTask } from '../core/life-cycle';
import { PayloadMissing, readData } from '../core/payload';
import type { Ports, TaskMetrics } from '../core/ports';
import type { StepOutcome } from '../core/step';
import type { TaskRecord } from '../core/task-record';

export interface WorkerOptions {
  readonly ports: Ports;
  /** The task types that this worker serves. */
  readonly taskTypes: readonly string[];
  readonly handler: TaskHandlerFunction;
  readonly logger: Logger;
  readonly metrics: TaskMetrics;
}

/** How long the invocation has left, in milliseconds; part of Lambda's context. */
export interface Remaining {
  getRemainingTimeInMillis(): number;
}

/** What becomes of a queue's message: it is done with, or the queue shows it again. */
type Verdict = 'delete' | 'return';

/** Runs a user's handler for the tasks that a queue makes available: claims each, calls the handler, records its outcome. */
export class Worker {
  public constructor(private readonly options: WorkerOptions) {}

  /** Takes the messages one after the other, so that a task is claimed only when its turn has come. */
  public async work(event: SQSEvent, invocation: Remaining): Promise<SQSBatchResponse> {
    const returned: SQSRecord[] = [];
    for (const message of event.Records) {
      if (await this.receive(message, invocation) === 'return') returned.push(message);
    }
    return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  }

  private async receive(message: SQSRecord, invocation: Remaining): Promise<Verdict> {
    const { logger } = this.options;
    const id = message.messageAttributes[MESSAGE_ATTRIBUTE.taskId]?.stringValue;
    const taskType = message.messageAttributes[MESSAGE_ATTRIBUTE.taskType]?.stringValue;
    if (!id || !taskType || !this.options.taskTypes.includes(taskType)) {
      logger.error('message dropped: it is not a dispatch of this worker', { message_id: message.messageId, task_type: taskType });
      return 'delete';
    }
    try {
      return await this.attempt(id, taskType, message.messageId, invocation);
    } catch (error) {
      logger.error('message returned: the table could not be read or written', { task_id: id, task_type: taskType, error: error as Error });
      return 'return';
    }
  }

  private async attempt(id: string, taskType: string, messageId: string, invocation: Remaining): Promise<Verdict> {
    const { ports, logger, metrics } = this.options;
    const leaseUntil = ports.clock.now() + invocation.getRemainingTimeInMillis();
    const claim = `${messageId}:${Buffer.from(ports.random.bytes(8)).toString('base64url')}`;
    const outcome = await claimTask(ports, { id, taskType, claim, leaseUntil });
    if (!outcome.applied) return this.judge(id, taskType, outcome.record);

    logger.info('task started', taskKeys(outcome.record));
    countStart(metrics, ports, outcome.record);
    try {
      const task = await this.readTask(outcome.record);
      if (ports.clock.now() >= leaseUntil) return 'return';
      await this.runAndSettle(outcome.record, task, invocation);
    } catch (error) {
      // No later run would find what is gone.
      if (!(error instanceof PayloadMissing)) throw error;
      await this.settle(outcome.record, { ok: false, error: { type: error.name, message: error.message } }, ports.clock.now());
    }
    return 'delete';
  }

  /** A claim that was refused: somebody may still have to finish what another began. */
  private judge(id: string, taskType: string, record: TaskRecord | undefined): Verdict {
    const verdict = record?.status === 'IN_PROGRESS' ? 'return' : 'delete';
    const keys = record ? taskKeys(record) : { task_id: id, task_type: taskType };
    this.options.logger.info('task not claimed', { ...keys, status: record?.status ?? 'absent', verdict });
    return verdict;
  }

  private async readTask(record: TaskRecord): Promise<Task> {
    return {
      id: record.id,
      task_type: record.task_type,
      scope: record.scope,
      data: JSON.parse(await readData(this.options.ports, record)),
      attempt: record.attempt,
      max_attempts: record.max_attempts!,
      lane: record.lane,
      created_time: record.created_time,
      parent_id: null,
    };
  }

  private async runAndSettle(record: TaskRecord, task: Task, invocation: Remaining): Promise<void> {
    const { ports, handler, logger } = this.options;
    const started = ports.clock.now();
    await this.settle(record, await runHandler(handler, task, {
      logger: taskLogger(logger, record),
      remainingTime: () => invocation.getRemainingTimeInMillis(),
    }), started);
  }

  private async settle(record: TaskRecord, outcome: RunOutcome, started: number): Promise<void> {
    const { ports } = this.options;
    const settled = outcome.ok
      ? await completeTask(ports, record, outcome.result)
      : await failTask(ports, record, outcome.error);
    this.tellEnd(record, outcome, settled, started);
  }

  private tellEnd(record: TaskRecord, outcome: RunOutcome, settled: StepOutcome, started: number): void {
    const { ports, logger, metrics } = this.options;
    metrics.add('RunTime', record.task_type, ports.clock.now() - started);
    if (!settled.applied) {
      logger.warn('outcome refused: the claim is no longer the task\'s', { ...taskKeys(record), status: settled.record?.status ?? 'absent' });
      metrics.add('LeaseLost', record.task_type);
      return;
    }
    if (outcome.ok) logger.info('task completed', taskKeys(record));
    else logger.error('task failed', { ...taskKeys(record), error_type: outcome.error.type, error_message: outcome.error.message });
    countEnd(metrics, ports, settled.record);
  }
}
