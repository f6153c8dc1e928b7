import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import type { PublishBatchCommandInput, PublishBatchRequestEntry } from '@aws-sdk/client-sns';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { APIGatewayProxyStructuredResultV2, DynamoDBRecord, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { LIST_BUCKETS, RETENTION, TASK_TYPE, WATCH_BUCKETS } from './lambda-environment';
import { ObservedStore } from './observed-store';
import { Catalogue } from '../../runtime/api/catalogue';
import type { HttpHandler } from '../../runtime/api/http/http';
import { httpHandler } from '../../runtime/api/http/http';
import { TaskApi } from '../../runtime/api/tasks/task-api';
import type { TaskPolicy, WorkerPolicy } from '../../runtime/core/policy';
import type { Queue, TaskMetrics } from '../../runtime/core/ports';
import type { TaskRecord } from '../../runtime/core/record/task-record';
import { Publisher } from '../../runtime/publisher/publisher';
import { Watchdog } from '../../runtime/watchdog/watchdog';
import { Worker } from '../../runtime/worker/worker';
import type { TaskHandlerFunction } from '../../sdk/typescript/handler';
import { httpEvent, lambdaContext } from '../../simulator/aws/http-events';
import type { MemoryPorts } from '../../simulator/aws/memory-ports';
import { memoryPorts } from '../../simulator/aws/memory-ports';
import type { Route } from '../../src/contract';
import {
  DEFAULT_DEADLINE_DAYS, DEFAULT_EXTERNAL_LEASE_MINUTES, DEFAULT_MAX_ATTEMPTS, DEFAULT_MAX_RETRY_DELAY_MS, DEFAULT_RETRY_DELAY_MS,
  DISPATCHED_TRANSITIONS, ROUTE,
} from '../../src/contract';

/** What the constructs set when they are not told otherwise. */
const API_POLICY: TaskPolicy = {
  retention: RETENTION,
  deadline: DEFAULT_DEADLINE_DAYS * 24 * 3600 * 1000,
  externalLease: DEFAULT_EXTERNAL_LEASE_MINUTES * 60 * 1000,
  listBuckets: LIST_BUCKETS,
  watchBuckets: WATCH_BUCKETS,
};
const WORKER_POLICY: WorkerPolicy = {
  maxAttempts: DEFAULT_MAX_ATTEMPTS,
  atMostOnce: false,
  retryDelay: DEFAULT_RETRY_DELAY_MS,
  maxRetryDelay: DEFAULT_MAX_RETRY_DELAY_MS,
};

const NO_METRICS: TaskMetrics = { add: () => undefined, flush: () => undefined };

/** The real handlers around a table in memory, with everything between them counted. */
export class MemorySystem {
  public httpRequests = 0;
  public lambdaInvocations = 0;
  public snsPublishes = 0;
  public sqsRequests = 0;
  public readonly store: ObservedStore;

  private readonly memory: MemoryPorts = memoryPorts();
  private readonly http: HttpHandler;
  private readonly publisher: Publisher;
  private readonly worker: Worker;
  private readonly watchdog: Watchdog;
  private hidden = 0;
  private readonly published: PublishBatchRequestEntry[] = [];

  public constructor(handler: TaskHandlerFunction = () => null) {
    // A time whose numbers have no round end: those are stored in fewer bytes.
    this.memory.clock.set(Date.UTC(2026, 0, 15, 12, 34, 56, 789));
    this.store = new ObservedStore(this.memory.store);
    const ports = { ...this.memory, store: this.store };
    const logger = new Logger({ serviceName: 'bench', logLevel: 'SILENT' });
    const common = { ports, logger, metrics: NO_METRICS };

    const api = new TaskApi({ ...common, policy: API_POLICY, catalogue: new Catalogue([{ name: TASK_TYPE }]), scope: { from: 'shared' } });
    this.http = httpHandler(new Map(Object.values(ROUTE).map((route) => [route, api.operations[route]])), logger);
    const topic = { publishBatch: async (input: PublishBatchCommandInput) => this.publish(input) };
    this.publisher = new Publisher({ ...common, topic, topicArn: 'topic' });
    const queue: Queue = { changeMessageVisibility: async () => this.hide() };
    this.worker = new Worker({ ...common, claims: this.store, queue, policy: WORKER_POLICY, taskTypes: [TASK_TYPE], handler, exit: () => undefined });
    this.watchdog = new Watchdog({ ...common, buckets: WATCH_BUCKETS });
  }

  /** A request over HTTP, and its answer's body. Time passes with each. */
  public async request(route: Route, options?: { id?: string; body?: unknown }): Promise<any> {
    this.httpRequests += 1;
    this.lambdaInvocations += 1;
    this.memory.clock.advance(1234);
    const answer: APIGatewayProxyStructuredResultV2 = await this.http(httpEvent(route, options), lambdaContext());
    if (answer.statusCode! >= 300) throw new Error(`${route} was answered ${answer.statusCode}: ${answer.body}`);
    return answer.body ? JSON.parse(answer.body) : undefined;
  }

  /** Creates a task, and returns its id. */
  public async create(data: unknown): Promise<string> {
    return (await this.request(ROUTE.create, { body: { task_type: TASK_TYPE, data } })).id;
  }

  public record(id: string): TaskRecord | undefined {
    return this.memory.store.items().find((item) => item.id === id) as TaskRecord | undefined;
  }

  /** What the stream and its filter do with a record that was just written. */
  public async stream(record: TaskRecord): Promise<void> {
    if (!DISPATCHED_TRANSITIONS.includes(record.transition)) return;

    this.lambdaInvocations += 1;
    const dynamodb: DynamoDBRecord['dynamodb'] = { SequenceNumber: '1', NewImage: marshall(record) as never };
    const { batchItemFailures } = await this.publisher.publish({ Records: [{ dynamodb }] });
    if (batchItemFailures.length > 0) throw new Error('the publisher could not publish a task');
  }

  /** What the watchdog does every minute. */
  public async watch(): Promise<void> {
    this.lambdaInvocations += 1;
    await this.watchdog.run(lambdaContext());
  }

  /** What the queue does with everything that was published: so many messages an invocation. Returns them. */
  public async deliver(batchSize = 1): Promise<SQSRecord[]> {
    const messages = this.published.splice(0).map(toMessage);
    for (let start = 0; start < messages.length; start += batchSize) {
      this.lambdaInvocations += 1;
      // The poller receives the messages, and deletes them afterwards.
      this.sqsRequests += 2;
      const { hidden } = this;
      const { batchItemFailures } = await this.worker.work({ Records: messages.slice(start, start + batchSize) }, lambdaContext());
      if (batchItemFailures.length > this.hidden - hidden) throw new Error('the worker gave a message back');
    }
    return messages;
  }

  /** What the queue does with a message whose task waits for its next attempt. */
  private hide(): void {
    this.sqsRequests += 1;
    this.hidden += 1;
  }

  private publish({ PublishBatchRequestEntries: entries = [] }: PublishBatchCommandInput): { $metadata: object; Successful: []; Failed: [] } {
    this.snsPublishes += 1;
    this.published.push(...entries);
    return { $metadata: {}, Successful: [], Failed: [] };
  }
}

/** A published message as a queue with raw delivery hands it to a function. */
function toMessage({ Message, MessageAttributes = {} }: PublishBatchRequestEntry): SQSRecord {
  const messageAttributes = Object.fromEntries(Object.entries(MessageAttributes).map(
    ([name, { DataType, StringValue }]) => [name, { dataType: DataType, stringValue: StringValue }],
  )) as SQSMessageAttributes;
  return {
    messageId: randomUUID(),
    receiptHandle: 'receipt',
    body: Message!,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(Date.UTC(2026, 0, 15, 12, 34, 57)),
      SenderId: 'AIDAEXAMPLEEXAMPLE01',
      ApproximateFirstReceiveTimestamp: String(Date.UTC(2026, 0, 15, 12, 34, 57)),
    },
    messageAttributes,
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:thumbnails',
    awsRegion: 'eu-central-1',
  };
}
