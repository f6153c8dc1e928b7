import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { deadLetter } from './dead-letter';
import type { RequestTemplate } from '../../src/contract';
import type { WrittenRequest } from '../core/operations/create-batches';
import { batchEvent, createBatches } from '../core/operations/create-batches';
import type { CreateAnswer, Creator, DeadLetterQueue, TaskMetrics } from '../core/ports';

export interface QueueSourceOptions {
  /** What every message asks for. */
  readonly request: RequestTemplate;
  readonly creator: Creator;
  readonly deadLetters: DeadLetterQueue;
  readonly deadLetterQueueUrl: string;
  readonly logger: Logger;
  readonly metrics: TaskMetrics;
}

/** A message that asks for a task. */
interface Asking extends WrittenRequest {
  readonly message: SQSRecord;
}

/** Makes tasks of a queue's messages. The same message is the same task, however often it comes. */
export class QueueSource {
  public constructor(private readonly options: QueueSourceOptions) {}

  /** Returns the messages of which neither a task nor a dead letter could be made now: they come again. */
  public async createTasks(event: SQSEvent): Promise<SQSBatchResponse> {
    const asking: Asking[] = [];
    const returned: SQSRecord[] = [];
    await Promise.all(event.Records.map(async (message) => {
      const fault = faultOf(message);
      if (fault === undefined) asking.push({ message, request: this.requestFor(message) });
      else if (!await this.refuse(message, fault)) returned.push(message);
    }));
    for (const batch of createBatches(asking)) {
      const answers = await this.create(batch);
      await Promise.all(batch.map(async ({ message }, place) => {
        if (!await this.settle(message, answers[place])) returned.push(message);
      }));
    }
    return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  }

  /** Whether the message, of which no request can be made, is done with. */
  private async refuse(message: SQSRecord, fault: string): Promise<boolean> {
    const isDone = await this.giveUp(message, { status: 400, detail: fault });
    // What the API refuses, it counts itself.
    if (isDone) this.options.metrics.add('CreateRefused', this.options.request.task_type);
    return isDone;
  }

  /** The body is JSON text already; to write its value anew would change numbers that no double can hold. */
  private requestFor({ body, messageId, eventSourceARN }: SQSRecord): string {
    const { request } = this.options;
    const head = JSON.stringify({ ...request, idempotency_key: `${eventSourceARN}/${messageId}` });
    return `${head.slice(0, -1)},"data":${body}}`;
  }

  private async create(batch: readonly Asking[]): Promise<readonly CreateAnswer[]> {
    try {
      return await this.options.creator.create(batchEvent(batch));
    } catch (error) {
      this.options.logger.error('messages returned: the API could not be asked for their tasks', { count: batch.length, error: error as Error });
      return [];
    }
  }

  /** Whether the message is done with. */
  private async settle(message: SQSRecord, answer: CreateAnswer | undefined): Promise<boolean> {
    const { logger, request: { task_type } } = this.options;
    if (answer?.id !== undefined) {
      logger.info('message became a task', { message_id: message.messageId, task_id: answer.id, task_type });
      return true;
    }
    if (answer && isFinal(answer)) return this.giveUp(message, answer);
    if (answer) logger.error('message returned: its task could not be created now', { message_id: message.messageId, task_type, status: answer.status });
    return false;
  }

  private async giveUp(message: SQSRecord, reason: CreateAnswer): Promise<boolean> {
    const { deadLetters, deadLetterQueueUrl, logger, request: { task_type } } = this.options;
    const keys = { message_id: message.messageId, task_type, status: reason.status };
    try {
      await deadLetters.sendMessage({ QueueUrl: deadLetterQueueUrl, ...deadLetter(message, reason) });
    } catch (error) {
      logger.error('message returned: it became no task, and the dead-letter queue did not take it', { ...keys, error: error as Error });
      return false;
    }
    logger.warn('message became no task: the dead-letter queue has it, and why', keys);
    return true;
  }
}

/** Why a message cannot be asked about; nothing when it can. */
function faultOf({ body }: SQSRecord): string | undefined {
  try {
    JSON.parse(body);
    return undefined;
  } catch (error) {
    return `The message is not JSON: ${(error as Error).message}.`;
  }
}

/** Whether the same request would be answered so the next time. */
function isFinal({ status }: CreateAnswer): boolean {
  return status >= 400 && status < 500;
}
