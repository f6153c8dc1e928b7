import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { watchCancellation } from './cancellation';
import type { RunOutcome } from './user-handler';
import { runHandler } from './user-handler';
import type { Task, TaskHandlerFunction } from '../../handler';
import { LEASE_GRACE_MS, MAX_HIDE_MS, MESSAGE_ATTRIBUTE } from '../../src/contract';
import { taskKeys, taskLogger } from '../aws/logger';
import { queueUrl } from '../aws/sqs-queue';
import { countEnd, countStart } from '../core/counts';
import { lapseOf, takeLapse } from '../core/lapse';
import { PayloadMissing, readData } from '../core/payload';
import type { WorkerPolicy } from '../core/policy';
import type { Ports, Queue, Remaining, Store, TaskMetrics } from '../core/ports';
import { claimTask, completeRun, failRun, mayStart, NoTimeLeft } from '../core/run';
import type { StepOutcome } from '../core/step';
import type { TaskRecord } from '../core/task-record';
import { isDue, isLive, isSettled } from '../core/task-record';

export interface WorkerOptions {
  readonly ports: Ports;
  /** The same table through a client that sends each request once: a claim is repeated with fresh times. */
  readonly claims: Store;
  readonly queue: Queue;
  readonly policy: WorkerPolicy;
  /** The task types that this worker serves. */
  readonly taskTypes: readonly string[];
  readonly handler: TaskHandlerFunction;
  readonly logger: Logger;
  readonly metrics: TaskMetrics;
}

/** What becomes of a queue's message: it is done with, or the queue shows it again, as a rule or after so many milliseconds. */
type Verdict = 'delete' | 'return' | { readonly hideFor: number };

/** Runs a user's handler for the tasks that a queue makes available: claims each, calls the handler, records its outcome. */
export class Worker {
  public constructor(private readonly options: WorkerOptions) {}

  /** Takes the messages one after the other, so that a task is claimed only when its turn has come. */
  public async work(event: SQSEvent, invocation: Remaining): Promise<SQSBatchResponse> {
    const returned: SQSRecord[] = [];
    for (const message of event.Records) {
      const verdict = await this.receive(message, invocation);
      if (verdict !== 'delete') returned.push(message);
      if (typeof verdict === 'object') await this.hide(message, verdict.hideFor);
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
      if (error instanceof NoTimeLeft) logger.info('message returned: there is no time left to run its task', { task_id: id, task_type: taskType });
      else logger.error('message returned: the table could not be read or written', { task_id: id, task_type: taskType, error: error as Error });
      return 'return';
    }
  }

  private async attempt(id: string, taskType: string, messageId: string, invocation: Remaining): Promise<Verdict> {
    const { ports, claims, policy, logger, metrics } = this.options;
    const outcome = await claimTask({ ...ports, store: claims }, {
      id,
      taskType,
      claim: `${messageId}:${Buffer.from(ports.random.bytes(8)).toString('base64url')}`,
      leaseUntil: () => ports.clock.now() + invocation.getRemainingTimeInMillis(),
      policy,
    });
    if (!outcome.applied) return this.judge(id, taskType, messageId, outcome.record);

    const { record } = outcome;
    logger.info('task started', taskKeys(record));
    countStart(metrics, ports, record);
    try {
      const task = await this.readTask(record);
      return mayStart(ports, record) ? await this.run(record, task, invocation) : 'return';
    } catch (error) {
      // No later run would find what is gone.
      if (!(error instanceof PayloadMissing)) throw error;
      return this.end(record, { ok: false, retryable: false, error: { type: error.name, message: error.message } }, ports.clock.now());
    }
  }

  /** A claim that was refused: somebody else has the task, or nobody may, or not yet. */
  private async judge(id: string, taskType: string, messageId: string, record: TaskRecord | undefined): Promise<Verdict> {
    const verdict = await this.verdictOn(record, taskType, messageId);
    const keys = record ? taskKeys(record) : { task_id: id, task_type: taskType };
    this.options.logger.info('task not claimed', { ...keys, status: record?.status ?? 'absent', verdict });
    return verdict;
  }

  private async verdictOn(record: TaskRecord | undefined, taskType: string, messageId: string): Promise<Verdict> {
    const { ports } = this.options;
    const now = ports.clock.now();
    if (!record || isSettled(record) || record.status === 'SCHEDULED' || record.task_type !== taskType) return 'delete';
    if (isLive(record, now)) {
      // The watchdog finds the task if its holder is lost, but the holder's own message comes sooner.
      const isHolders = record.claim!.startsWith(`${messageId}:`);
      return isHolders ? { hideFor: record.lease_until! + LEASE_GRACE_MS - now } : 'delete';
    }
    const lapse = lapseOf(record, now);
    if (lapse) {
      this.tellLapse(await takeLapse(ports, record, lapse));
      return 'delete';
    }
    if (!isDue(record, now)) return hideUntil(record.not_before!, now);
    return 'return';
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

  private async run(record: TaskRecord, task: Task, invocation: Remaining): Promise<Verdict> {
    const { ports, handler, logger } = this.options;
    const started = ports.clock.now();
    const cancellation = watchCancellation(ports, record);
    const outcome = await runHandler(handler, task, {
      logger: taskLogger(logger, record),
      remainingTime: () => invocation.getRemainingTimeInMillis(),
      signal: cancellation.signal,
    });
    cancellation.stop();
    return this.end(record, outcome, started);
  }

  private async end(record: TaskRecord, outcome: RunOutcome, started: number): Promise<Verdict> {
    const { ports, policy } = this.options;
    const claim = record.claim!;
    const ended = outcome.ok
      ? await completeRun(ports, record, { claim, result: outcome.result })
      : await failRun(ports, policy, record, { claim, error: outcome.error, retryable: outcome.retryable });
    this.tellEnd(record, outcome, ended, started);
    // The message of a task that is tried again soon is also that of its next attempt.
    if (ended.applied && ended.record.status === 'RETRYING') return hideUntil(ended.record.not_before!, ports.clock.now());
    return 'delete';
  }

  private tellEnd(record: TaskRecord, outcome: RunOutcome, ended: StepOutcome, started: number): void {
    const { ports, logger, metrics } = this.options;
    metrics.add('RunTime', record.task_type, ports.clock.now() - started);
    const error = outcome.ok ? {} : { error_type: outcome.error.type, error_message: outcome.error.message };
    if (!ended.applied) {
      logger.warn('outcome refused: the claim is no longer the task\'s', { ...taskKeys(record), ...error, status: ended.record?.status ?? 'absent' });
      metrics.add('LeaseLost', record.task_type);
      return;
    }
    const { status } = ended.record;
    if (outcome.ok) logger.info('task completed', taskKeys(record));
    else if (status === 'RETRYING') logger.warn('attempt failed, another follows', { ...taskKeys(record), ...error });
    else if (status === 'CANCELLED') logger.info('task cancelled', { ...taskKeys(record), ...error });
    else logger.error('task failed', { ...taskKeys(record), ...error });
    if (status === 'RETRYING') metrics.add('Retried', record.task_type);
    countEnd(metrics, ports, ended.record);
  }

  private tellLapse(outcome: StepOutcome): void {
    const { ports, logger, metrics } = this.options;
    if (!outcome.applied) return;
    const { status, error } = outcome.record;
    logger.error('task lapsed', { ...taskKeys(outcome.record), status, error_type: error?.type, error_message: error?.message });
    countEnd(metrics, ports, outcome.record);
  }

  /** A message that cannot be hidden comes back by its queue's visibility time-out, which is as good. */
  private async hide(message: SQSRecord, milliseconds: number): Promise<void> {
    try {
      await this.options.queue.changeMessageVisibility({
        QueueUrl: queueUrl(message.eventSourceARN),
        ReceiptHandle: message.receiptHandle,
        VisibilityTimeout: Math.max(0, Math.ceil(milliseconds / 1000)),
      });
    } catch (error) {
      this.options.logger.warn('message not hidden: it comes back as its queue has it', { message_id: message.messageId, error: error as Error });
    }
  }
}

/** What becomes of the message of a task that is not due: hidden messages fill a queue, so that long waits are the watchdog's. */
function hideUntil(time: number, now: number): Verdict {
  return time - now <= MAX_HIDE_MS ? { hideFor: time - now } : 'delete';
}
