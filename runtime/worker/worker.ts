import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { RunTelemetry } from './run-telemetry';
import type { TaskRunOptions } from './task-run';
import { runTask, timedOut } from './task-run';
import type { RunError, RunOutcome } from './user-handler';
import type { Verdict } from './verdict';
import { hideUntil, verdictOn } from './verdict';
import type { Task } from '../../sdk/typescript/handler';
import { MESSAGE_ATTRIBUTE, TIMEOUT_SIGNAL_MS } from '../../src/contract';
import { taskLogger } from '../aws/logger';
import { queueUrl } from '../aws/sqs-queue';
import { claimTask, completeRun, failRun, mayStart, NoTimeLeft, releaseRun } from '../core/operations/run';
import type { WorkerPolicy } from '../core/policy';
import type { Queue, Remaining, Store, TaskMetrics } from '../core/ports';
import { PayloadMissing, readData } from '../core/record/payload';
import { taskKeys } from '../core/record/task-keys';
import type { TaskRecord } from '../core/record/task-record';
import { applyLapse } from '../core/transitions/lapse';
import type { TransitionOutcome } from '../core/transitions/transition';

export interface WorkerOptions extends TaskRunOptions {
  /** The same table through a client that sends each request once: a claim is repeated with fresh times. */
  readonly claims: Store;
  readonly queue: Queue;
  readonly policy: WorkerPolicy;
  /** The task types that this worker serves. */
  readonly taskTypes: readonly string[];
  /** How many tasks of a batch are run at once; one when it is left out. */
  readonly parallelism?: number;
  readonly logger: Logger;
  readonly metrics: TaskMetrics;
  /** Ends the process, whose invocation has failed then. */
  readonly exit: () => void;
}

/** Runs a user's handler for the tasks that a queue makes available: claims each, calls the handler, records its outcome. */
export class Worker {
  /** Whether the code of a run goes on that is over: it must not meet another task. */
  private isOccupied = false;
  private readonly telemetry: RunTelemetry;

  public constructor(private readonly options: WorkerOptions) {
    this.telemetry = new RunTelemetry(options.ports, options.logger, options.metrics);
  }

  /** Takes the messages in their order, so many at once; a task is claimed only when its turn has come. */
  public async work(event: SQSEvent, invocation: Remaining): Promise<SQSBatchResponse> {
    const waiting = [...event.Records];
    const returned = new Set<SQSRecord>();
    const serve = async (): Promise<void> => {
      for (let message = waiting.shift(); message && !this.isOccupied; message = waiting.shift()) {
        if (await this.handle(message, invocation) !== 'delete') returned.add(message);
      }
    };
    await Promise.all(Array.from({ length: this.options.parallelism ?? 1 }, serve));
    if (this.isOccupied) this.exit();
    return { batchItemFailures: event.Records.filter((message) => returned.has(message)).map(({ messageId }) => ({ itemIdentifier: messageId })) };
  }

  private async handle(message: SQSRecord, invocation: Remaining): Promise<Verdict> {
    const verdict = await this.receive(message, invocation);
    if (typeof verdict === 'object') await this.hide(message, verdict.hideFor);
    return verdict;
  }

  /** The messages come back by their queue's visibility time-out; those of tasks that have ended are deleted then. */
  private exit(): never {
    const reason = 'the process ends: the code of a run goes on although its time is over';
    this.options.logger.error(reason);
    this.options.exit();
    throw new Error(reason);
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
    const { ports, claims, policy, taskTimeout } = this.options;
    const outcome = await claimTask({ ...ports, store: claims }, {
      id,
      taskType,
      claim: `${messageId}:${Buffer.from(ports.random.bytes(8)).toString('base64url')}`,
      leaseUntil: () => ports.clock.now() + invocation.getRemainingTimeInMillis(),
      leastTime: taskTimeout === undefined ? undefined : taskTimeout + TIMEOUT_SIGNAL_MS,
      policy,
    });
    if (!outcome.applied) return this.judge(id, taskType, messageId, outcome.record);

    const { record } = outcome;
    this.telemetry.started(record);
    try {
      const task = await this.readTask(record);
      if (!mayStart(ports, record)) return 'return';
      return await (this.isOccupied ? this.end(record, OCCUPIED, ports.clock.now()) : this.run(record, task, invocation));
    } catch (error) {
      // No later run would find what is gone.
      if (!(error instanceof PayloadMissing)) throw error;
      return this.end(record, { ok: false, retryable: false, error: { type: error.name, message: error.message } }, ports.clock.now());
    }
  }

  /** A claim that was refused. */
  private async judge(id: string, taskType: string, messageId: string, record: TaskRecord | undefined): Promise<Verdict> {
    const { ports, logger } = this.options;
    const found = verdictOn(record, taskType, messageId, ports.clock.now());
    const isOver = typeof found === 'object' && 'to' in found;
    if (isOver) this.telemetry.lapsed(await applyLapse(ports, record!, found));
    const verdict = isOver ? 'delete' : found;
    logger.info('task not claimed', { ...(record ? taskKeys(record) : { task_id: id, task_type: taskType }), status: record?.status ?? 'absent', verdict });
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
      parent_id: record.parent_id ?? null,
    };
  }

  private async run(record: TaskRecord, task: Task, invocation: Remaining): Promise<Verdict> {
    const { ports: { clock }, logger } = this.options;
    const started = clock.now();
    const outcome = await runTask(this.options, record, task, taskLogger(logger, record), invocation);
    if (!outcome) this.isOccupied = true;
    return this.end(record, outcome ?? timedOut(clock.now() - started), started);
  }

  private async end(record: TaskRecord, outcome: RunOutcome, started: number): Promise<Verdict> {
    const { ports } = this.options;
    const ended = await this.record(record, outcome);
    this.telemetry.ended(record, outcome, ended, started);
    // The message of a task that is tried again soon is also that of its next attempt.
    if (ended.applied && ended.record.status === 'RETRYING') return hideUntil(ended.record.not_before!, ports.clock.now());
    return 'delete';
  }

  private async record(record: TaskRecord, outcome: RunOutcome): Promise<TransitionOutcome> {
    const { ports, policy } = this.options;
    const claim = record.claim!;
    if (outcome.ok) return completeRun(ports, record, { claim, result: outcome.result });
    const { error, retryable, isStarted = true } = outcome;
    return isStarted ? failRun(ports, policy, record, { claim, error, retryable }) : releaseRun(ports, policy, record, { claim, error });
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

/** While the task was claimed, a run beside it was given up whose code goes on: this one is not begun. */
const OCCUPIED: RunError = {
  ok: false,
  retryable: true,
  isStarted: false,
  error: { type: 'ProcessEnds', message: 'its process ended before the run began: the code of another run went on although its time was over' },
};
