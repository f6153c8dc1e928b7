import type { Logger } from '@aws-lambda-powertools/logger';
import type { PublishBatchRequestEntry } from '@aws-sdk/client-sns';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { toDispatch } from './dispatch';
import { taskKeys } from '../aws/logger';
import { PayloadMissing, readData } from '../core/payload';
import type { Ports, TaskMetrics, Topic } from '../core/ports';
import type { TaskRecord } from '../core/task-record';

/** The most messages in one PublishBatch, and the most bytes: quotas of SNS. */
const BATCH_ENTRIES = 10;
const BATCH_BYTES = 256 * 1024;

export interface PublisherOptions {
  readonly ports: Pick<Ports, 'store' | 'table'>;
  readonly topic: Topic;
  readonly topicArn: string;
  readonly logger: Logger;
  readonly metrics: TaskMetrics;
}

/** A task on its way from the stream to the topic. */
interface Pending {
  readonly record: TaskRecord;
  readonly sequenceNumber: string;
  readonly entry: PublishBatchRequestEntry;
}

/** Publishes the tasks that the stream brings to the topic. */
export class Publisher {
  public constructor(private readonly options: PublisherOptions) {}

  /**
   * Publishes a batch of the stream. A failure names the earliest record that was not published: the stream comes again
   * from there on, and repeated dispatches are harmless.
   */
  public async publish(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
    const failed: string[] = [];
    const prepared = await Promise.all(event.Records.map((record, index) => this.prepare(record, index, failed)));
    const pending = prepared.filter((entry): entry is Pending => entry !== undefined);
    await Promise.all(toBatches(pending).map((batch) => this.publishBatch(batch, failed)));

    const first = event.Records.find((record) => failed.includes(record.dynamodb!.SequenceNumber!));
    return { batchItemFailures: first ? [{ itemIdentifier: first.dynamodb!.SequenceNumber! }] : [] };
  }

  private async prepare({ dynamodb }: DynamoDBRecord, index: number, failed: string[]): Promise<Pending | undefined> {
    const record = unmarshall(dynamodb!.NewImage as Parameters<typeof unmarshall>[0]) as TaskRecord;
    const sequenceNumber = dynamodb!.SequenceNumber!;
    try {
      const data = await readData(this.options.ports, record);
      return { record, sequenceNumber, entry: { Id: String(index), ...toDispatch(record, data) } };
    } catch (error) {
      this.fail(record, (error as Error).message);
      // What is gone does not come back: to try again would hold up the records behind it for nothing.
      if (!(error instanceof PayloadMissing)) failed.push(sequenceNumber);
      return undefined;
    }
  }

  private async publishBatch(batch: Pending[], failed: string[]): Promise<void> {
    const { topic, topicArn, logger } = this.options;
    const reasons = new Map<string, string>();
    const hopeless = new Set<string>();
    try {
      const answer = await topic.publishBatch({ TopicArn: topicArn, PublishBatchRequestEntries: batch.map(({ entry }) => entry) });
      for (const { Id, Code, Message, SenderFault } of answer.Failed ?? []) {
        reasons.set(Id!, `${Code}: ${Message}`);
        if (SenderFault) hopeless.add(Id!);
      }
    } catch (error) {
      for (const { entry } of batch) reasons.set(entry.Id!, (error as Error).message);
    }

    for (const { record, sequenceNumber, entry } of batch) {
      const reason = reasons.get(entry.Id!);
      if (reason === undefined) {
        logger.info('task dispatched', { ...taskKeys(record), dispatch: record.dispatch });
      } else {
        this.fail(record, reason);
        if (!hopeless.has(entry.Id!)) failed.push(sequenceNumber);
      }
    }
  }

  private fail(record: TaskRecord, reason: string): void {
    this.options.logger.error('task not dispatched', { ...taskKeys(record), reason });
    this.options.metrics.add('DispatchFailed', record.task_type);
  }
}

function toBatches(pending: Pending[]): Pending[][] {
  const batches: Pending[][] = [];
  let bytes = 0;
  for (const entry of pending) {
    const size = sizeOf(entry.entry);
    const current = batches[batches.length - 1];
    if (current && current.length < BATCH_ENTRIES && bytes + size <= BATCH_BYTES) {
      current.push(entry);
      bytes += size;
    } else {
      batches.push([entry]);
      bytes = size;
    }
  }
  return batches;
}

/** A message's size as SNS counts it: its body and its attributes' names, types and values. */
function sizeOf(entry: PublishBatchRequestEntry): number {
  return Object.entries(entry.MessageAttributes ?? {}).reduce(
    (bytes, [name, { DataType, StringValue }]) => bytes + Buffer.byteLength(`${name}${DataType}${StringValue}`),
    Buffer.byteLength(entry.Message!),
  );
}
