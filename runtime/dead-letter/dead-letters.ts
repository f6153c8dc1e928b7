import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { MESSAGE_ATTRIBUTE } from '../../src/contract';
import { countEnd } from '../core/counts';
import type { DeadLetter } from '../core/operations/dead-letter';
import { noteDeadLetter } from '../core/operations/dead-letter';
import type { Ports, TaskMetrics } from '../core/ports';
import { taskKeys } from '../core/record/task-keys';

export interface DeadLettersOptions {
  readonly ports: Ports;
  /** How often the queue handed a message out before it gave it up. */
  readonly maxReceiveCount: number;
  readonly logger: Logger;
  readonly metrics: TaskMetrics;
}

/** Takes in the messages that a worker's queue gave up on. */
export class DeadLetters {
  public constructor(private readonly options: DeadLettersOptions) {}

  /** Notes each message on its task. One that cannot be noted now comes again. */
  public async receive(event: SQSEvent): Promise<SQSBatchResponse> {
    const kept = await Promise.all(event.Records.map(async (message) => (await this.note(message) ? [] : [message])));
    return { batchItemFailures: kept.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
  }

  /** Whether the message is done with. */
  private async note(message: SQSRecord): Promise<boolean> {
    const { ports, logger, metrics } = this.options;
    const letter = this.read(message);
    if (!letter) {
      logger.error('dead letter dropped: it is not a dispatch', { message_id: message.messageId });
      return true;
    }
    try {
      const outcome = await noteDeadLetter(ports, letter);
      if (!outcome) {
        logger.info('dead letter dropped: its task has gone on without it', { task_id: letter.id, dispatch: letter.dispatch });
        return true;
      }
      if (!outcome.applied) {
        // It is looked at again: this may still be its latest dispatch.
        logger.info('dead letter kept: its task has just changed', { task_id: letter.id, dispatch: letter.dispatch });
        return false;
      }
      const { record } = outcome;
      logger.error('task not started: its message became a dead letter', { ...taskKeys(record), status: record.status, dispatch: letter.dispatch, receives: letter.receives });
      metrics.add('DispatchFailed', record.task_type);
      countEnd(metrics, ports, record);
      return true;
    } catch (error) {
      logger.error('dead letter kept: the table could not be read or written', { task_id: letter.id, error: error as Error });
      return false;
    }
  }

  private read({ messageAttributes }: SQSRecord): DeadLetter | undefined {
    const text = (name: string) => messageAttributes[name]?.stringValue;
    const id = text(MESSAGE_ATTRIBUTE.taskId);
    const createdTime = Number(text(MESSAGE_ATTRIBUTE.createdTime));
    const dispatch = Number(text(MESSAGE_ATTRIBUTE.dispatch));
    if (!id || !Number.isInteger(createdTime) || !Number.isInteger(dispatch)) return undefined;
    return { id, createdTime, dispatch, receives: this.options.maxReceiveCount };
  }
}
