import type { MessageAttributeValue, SendMessageCommandInput } from '@aws-sdk/client-sqs';
import type { SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import { DEAD_LETTER_ATTRIBUTE, MAX_MESSAGE_ATTRIBUTES } from '../../src/contract';
import type { CreateAnswer } from '../core/ports';
import { cutText } from '../core/record/text';

/** What SQS takes in no text: all but tab, line feed, carriage return and the printable. */
// eslint-disable-next-line no-control-regex
const UNSENDABLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/**
 * A message that became no task, as it was, and why. The reason is an attribute or two, as far as the message's own leave
 * room for them.
 */
export function deadLetter({ body, messageAttributes }: SQSRecord, { status, detail }: CreateAnswer): Omit<SendMessageCommandInput, 'QueueUrl'> {
  const attributes = {
    ...Object.fromEntries(Object.entries(messageAttributes).map(([name, attribute]) => [name, toSend(attribute)])),
    ...(detail && { [DEAD_LETTER_ATTRIBUTE.message]: text(cutText(detail.replace(UNSENDABLE, '\ufffd'))) }),
    [DEAD_LETTER_ATTRIBUTE.code]: text(String(status)),
  };
  return { MessageBody: body, MessageAttributes: Object.fromEntries(Object.entries(attributes).slice(0, MAX_MESSAGE_ATTRIBUTES)) };
}

function toSend({ dataType, stringValue, binaryValue }: SQSMessageAttribute): MessageAttributeValue {
  return { DataType: dataType, StringValue: stringValue, ...(binaryValue && { BinaryValue: Buffer.from(binaryValue, 'base64') }) };
}

function text(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value };
}
