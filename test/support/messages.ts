import type { ChangeMessageVisibilityCommandInput } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Queue } from '../../runtime/core/ports';
import type { TaskRecord } from '../../runtime/core/record/task-record';
import { toDispatch } from '../../runtime/publisher/dispatch';

/** The queue from which the messages come. */
export const QUEUE_ARN = 'arn:aws:sqs:eu-central-1:123456789012:thumbnails';
export const QUEUE_URL = 'https://sqs.eu-central-1.amazonaws.com/123456789012/thumbnails';

/** A task's dispatch as a queue with raw delivery hands it out. */
export function dispatchMessage(record: TaskRecord, messageId = messageOf(record)): SQSRecord {
  const { Message, MessageAttributes } = toDispatch(record, '"the body is only a hint"');
  const attributes = Object.entries(MessageAttributes!).map(([name, { DataType, StringValue }]) => (
    [name, { dataType: DataType, stringValue: StringValue }]
  ));
  return {
    messageId,
    receiptHandle: `receipt of ${messageId}`,
    body: Message!,
    messageAttributes: Object.fromEntries(attributes),
    eventSourceARN: QUEUE_ARN,
  } as Partial<SQSRecord> as SQSRecord;
}

/** The id of a task's message, unless it is given another. */
export function messageOf({ id }: TaskRecord): string {
  return `message of ${id}`;
}

/** A message with some attributes changed, or taken away. */
export function withAttributes(message: SQSRecord, attributes: Record<string, string | undefined>): SQSRecord {
  const changed = Object.entries(attributes).map(([name, stringValue]) => [name, stringValue === undefined ? undefined : { dataType: 'String', stringValue }]);
  return { ...message, messageAttributes: { ...message.messageAttributes, ...Object.fromEntries(changed) } };
}

/** A queue that keeps what it is asked for. */
export class RecordedQueue implements Queue {
  public readonly requests: ChangeMessageVisibilityCommandInput[] = [];

  /** For how many seconds each message was hidden. */
  public get hidden(): Array<number | undefined> {
    return this.requests.map(({ VisibilityTimeout }) => VisibilityTimeout);
  }

  public async changeMessageVisibility(input: ChangeMessageVisibilityCommandInput): Promise<void> {
    this.requests.push(input);
  }
}
