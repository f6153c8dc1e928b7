import { createHash } from 'node:crypto';
import type { PublishBatchRequestEntry } from '@aws-sdk/client-sns';
import { DISPATCH_EVENT, MAX_DISPATCH_BODY_BYTES, MESSAGE_ATTRIBUTE, OMITTED_DATA } from '../../src/contract';
import type { TaskRecord } from '../core/record/task-record';

type Attributes = NonNullable<PublishBatchRequestEntry['MessageAttributes']>;

/**
 * The message that makes a task available to its worker.
 *
 * @param data the task's data, as JSON text
 */
export function toDispatch(record: TaskRecord, data: string): Omit<PublishBatchRequestEntry, 'Id'> {
  const body = encode(data);
  const omitted = body.length > MAX_DISPATCH_BODY_BYTES;
  return {
    Message: omitted ? encode(JSON.stringify(OMITTED_DATA)) : body,
    MessageAttributes: {
      [MESSAGE_ATTRIBUTE.event]: text(DISPATCH_EVENT),
      [MESSAGE_ATTRIBUTE.taskId]: text(record.id),
      [MESSAGE_ATTRIBUTE.taskType]: text(record.task_type),
      [MESSAGE_ATTRIBUTE.scope]: text(record.scope),
      [MESSAGE_ATTRIBUTE.lane]: text(record.lane),
      [MESSAGE_ATTRIBUTE.dispatch]: number(record.dispatch),
      [MESSAGE_ATTRIBUTE.createdTime]: number(record.created_time),
      ...(omitted && { [MESSAGE_ATTRIBUTE.dataOmitted]: text('true') }),
    },
    // Queues are fair between the groups of their messages; a scope may have characters that a group's name may not.
    MessageGroupId: createHash('sha256').update(record.scope).digest('hex').slice(0, 32),
  };
}

function encode(json: string): string {
  return Buffer.from(json).toString('base64');
}

function text(value: string): Attributes[string] {
  return { DataType: 'String', StringValue: value };
}

function number(value: number): Attributes[string] {
  return { DataType: 'Number', StringValue: String(value) };
}
