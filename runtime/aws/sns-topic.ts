import type { SNSClient } from '@aws-sdk/client-sns';
import { PublishBatchCommand } from '@aws-sdk/client-sns';
import type { Topic } from '../core/ports';

/** The topic on Amazon SNS. */
export function snsTopic(client: SNSClient): Topic {
  return { publishBatch: (input) => client.send(new PublishBatchCommand(input)) };
}
