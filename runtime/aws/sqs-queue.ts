import type { SQSClient } from '@aws-sdk/client-sqs';
import { ChangeMessageVisibilityCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { DeadLetterQueue, Queue } from '../core/ports';

/** Queues on Amazon SQS. */
export function sqsQueue(client: SQSClient): Queue & DeadLetterQueue {
  // It would send each request to the host of the queue's URL, past any endpoint that is not given in the code: away from
  // the one that AWS_ENDPOINT_URL names, or a FIPS one. (The client's option for that is read before anyone can set it here.)
  client.middlewareStack.remove('queueUrlMiddleware');
  return {
    changeMessageVisibility: async (input) => {
      await client.send(new ChangeMessageVisibilityCommand(input));
    },
    sendMessage: async (input) => {
      await client.send(new SendMessageCommand(input));
    },
  };
}

/** `arn:<partition>:sqs:<region>:<account>:<name>` */
const QUEUE_ARN = /^arn:([^:]+):sqs:([^:]+):(\d{12}):([^:]+)$/;

/** The URL by which SQS knows a queue; a message says only its queue's ARN. */
export function queueUrl(arn: string): string {
  const [, partition, region, account, name] = QUEUE_ARN.exec(arn) ?? [];
  if (name === undefined) throw new Error(`${arn} is not the ARN of a queue: arn:<partition>:sqs:<region>:<account>:<name>`);
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://sqs.${region}.${suffix}/${account}/${name}`;
}
