import type { Logger } from '@aws-lambda-powertools/logger';
import type { PublishBatchRequestEntry } from '@aws-sdk/client-sns';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { toDispatch } from './dispatch';
import type { Clock, Ports, TaskMetrics, Topic } from '../core/ports';
import { PayloadMissing, readData } from '../core/record/payload';
import { taskKeys } from '../core/record/task-keys';
import type { TaskRecord } from '../core/record/task-record';

/** The most messages in one PublishBatch, and the most bytes: quotas of SNS. */
const BATCH_ENTRIES = 10;
const BATCH_BYTES = 256 * 1024;

/** How many batches are published at once. */
const CONCURRENCY = 10;

/** How long a task that SNS refuses by itself may hold up those behind it, in milliseconds: then the watchdog has it. */
const PATIENCE_MS = 2 * 60 * 1000;

/** The errors by which SNS, or the table, says that a request is not what it should be: because of something in it. */
const UNFIT = new Set(['BatchRequestTooLongException', 'InvalidParameter', 'InvalidParameterException', 'InvalidParameterValueException', 'ValidationException']);

export interface PublisherOptions {
  readonly ports: Pick<Ports, 'store' | 'table'> & { readonly clock: Pick<Clock, 'now'> };
  readonly topic: Topic;
  readonly topicArn: string;
  readonly logger: Logger;
  readonly metrics: TaskMetrics;
}

/** A task on its way from the stream to the topic. */
interface Pending {
  readonly record: TaskRecord;
  readonly source: DynamoDBRecord;
  readonly entry: PublishBatchRequestEntry;
}

/** What becomes of a task that was not published. */
type Verdict =
  /** The stream brings it again. */
  | 'retry'
  /** It would fail again, and hold up what is behind it; the watchdog dispatches it once more, later. */
  | 'give up';

/** Publishes the tasks that the stream brings to the topic. */
export class Publisher {
  public constructor(private readonly options: PublisherOptions) {}

  /**
   * Publishes a batch of the stream. A failure names the earliest record that was not published: the stream comes again
   * from there on, and repeated dispatches are harmless.
   */
  public async publish(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
    const failed = new Set<DynamoDBRecord>();
    const prepared = await Promise.all(event.Records.map((source, index) => this.prepare(source, index, failed)));
    const pending = prepared.filter((entry): entry is Pending => entry !== undefined);
    const batches = toBatches(pending);
    for (let from = 0; from < batches.length; from += CONCURRENCY) {
      await Promise.all(batches.slice(from, from + CONCURRENCY).map((batch) => this.publishBatch(batch, failed)));
    }
    const first = event.Records.find((source) => failed.has(source));
    return { batchItemFailures: first ? [{ itemIdentifier: first.dynamodb!.SequenceNumber! }] : [] };
  }

  private async prepare(source: DynamoDBRecord, index: number, failed: Set<DynamoDBRecord>): Promise<Pending | undefined> {
    let record: TaskRecord | undefined;
    let isReading = false;
    try {
      record = unmarshall(source.dynamodb!.NewImage as Parameters<typeof unmarshall>[0]) as TaskRecord;
      isReading = true;
      const data = await readData(this.options.ports, record);
      isReading = false;
      return { record, source, entry: { Id: String(index), ...toDispatch(record, data) } };
    } catch (error) {
      // What is no task does not become one, and what is gone does not come back; but a table that fails may work again.
      const isPassing = isReading && !(error instanceof PayloadMissing) && !UNFIT.has((error as Error).name);
      this.fail({ record, source }, error as Error, isPassing ? 'retry' : 'give up', failed);
      return undefined;
    }
  }

  private async publishBatch(batch: Pending[], failed: Set<DynamoDBRecord>): Promise<void> {
    const { topic, topicArn, logger } = this.options;
    const refused = new Map<string, { reason: Error; verdict: Verdict }>();
    try {
      const answer = await topic.publishBatch({ TopicArn: topicArn, PublishBatchRequestEntries: batch.map(({ entry }) => entry) });
      for (const { Id, Code, Message, SenderFault } of answer.Failed ?? []) {
        const { source } = batch.find(({ entry }) => entry.Id === Id)!;
        refused.set(Id!, { reason: new Error(`${Code}: ${Message}`), verdict: SenderFault || this.isOld(source) ? 'give up' : 'retry' });
      }
    } catch (error) {
      const isUnfit = UNFIT.has((error as Error).name);
      // One of them spoils the batch: each on its own tells which.
      if (isUnfit && batch.length > 1) {
        await Promise.all(batch.map((pending) => this.publishBatch([pending], failed)));
        return;
      }
      for (const { entry } of batch) refused.set(entry.Id!, { reason: error as Error, verdict: isUnfit ? 'give up' : 'retry' });
    }

    for (const pending of batch) {
      const refusal = refused.get(pending.entry.Id!);
      if (refusal) this.fail(pending, refusal.reason, refusal.verdict, failed);
      else logger.info('task dispatched', { ...taskKeys(pending.record), dispatch: pending.record.dispatch });
    }
  }

  /** Whether a task has been tried for long enough. While SNS as a whole is down, nothing is: then all of them wait. */
  private isOld({ dynamodb }: DynamoDBRecord): boolean {
    const written = dynamodb!.ApproximateCreationDateTime;
    return written !== undefined && this.options.ports.clock.now() - written * 1000 > PATIENCE_MS;
  }

  private fail({ record, source }: Pick<Pending, 'source'> & Partial<Pending>, reason: Error, verdict: Verdict, failed: Set<DynamoDBRecord>): void {
    const keys = record ? taskKeys(record) : { sequence_number: source.dynamodb?.SequenceNumber };
    this.options.logger.error('task not dispatched', { ...keys, reason: reason.message, verdict });
    // Whatever is no task can have anything for its type, or nothing.
    if (typeof record?.task_type === 'string') this.options.metrics.add('DispatchFailed', record.task_type);
    if (verdict === 'retry') failed.add(source);
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
