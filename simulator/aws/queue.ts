import type { SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import type { Environment } from './environment';
import { nameOf } from './invocation';
import type { Queue as QueuePort } from '../../runtime/core/ports';
import type { Faults } from '../world/faults';
import { DAY, HOUR, MINUTE, SECOND } from '../world/time';
import type { World } from '../world/world';

/** The most that a queue keeps a message. */
const RETENTION_MS = 14 * DAY;

/** The outcome of a batch: the ids of the messages that come again, or all of them. */
export type Returned = ReadonlySet<string> | 'all';

/** Who receives a queue's messages. */
export interface Consumer {
  readonly batchSize: number;
  /** How long it waits for a batch to fill, in milliseconds. */
  readonly window?: number;
  /** Whether it asks for messages now. */
  isFree(): boolean;
  consume(messages: readonly SQSRecord[], conclude: (returned: Returned) => void): void;
}

export interface QueueOptions {
  readonly name: string;
  /** Milliseconds. */
  readonly visibilityTimeout: number;
  /** How often a message is received before it goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  readonly deadLetters?: Queue;
}

interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: SQSMessageAttributes;
  readonly sentAt: number;
  receives: number;
  firstReceivedAt: number;
  /** Of its last receive. */
  receipt: string;
  visibleAt: number;
  isInFlight: boolean;
}

/** A standard queue: at least once, in no order, with a dead-letter queue; and the poller of its consumer. */
export class Queue {
  private readonly messages = new Map<string, Message>();
  /** The ids of visible messages. */
  private readonly ready: string[] = [];
  private consumer?: Consumer;
  /** Whether a batch waits to be filled. */
  private isFilling = false;
  private sequence = 0;

  public constructor(private readonly world: World, private readonly faults: Faults, private readonly options: QueueOptions) {}

  public connect(consumer: Consumer): void {
    this.consumer = consumer;
  }

  public get arn(): string {
    return `arn:aws:sqs:eu-central-1:111122223333:${this.options.name}`;
  }

  /** How many messages there are. */
  public size(): number {
    return this.messages.size;
  }

  public send(body: string, attributes: SQSMessageAttributes): void {
    this.sequence += 1;
    this.accept(`${this.options.name}-${this.sequence}`, body, attributes, this.world.now());
  }

  /** Asks for messages as long as the consumer takes some; at once for a full batch, else when its window is over. */
  public poll(): void {
    const { consumer: { batchSize, window = 0 } = { batchSize: 0 }, isFilling, world } = this;
    if (this.ready.length >= batchSize || window === 0) this.handOut();
    if (this.ready.length === 0 || window === 0 || isFilling) return;
    this.isFilling = true;
    world.after(window, () => {
      this.isFilling = false;
      this.handOut();
    });
  }

  private handOut(): void {
    const { consumer, faults, world } = this;
    if (!consumer || this.ready.length === 0) return;
    if (faults.isOut('sqs')) {
      faults.count('service out');
      world.at(faults.backAt('sqs'), () => this.poll());
      return;
    }
    while (this.ready.length > 0 && consumer.isFree()) {
      const received = this.receive(consumer.batchSize);
      if (received.length > 0) consumer.consume(received.map((message) => this.toRecord(message)), (returned) => this.conclude(received, returned));
    }
  }

  /** The queue as a function's code sees it. */
  public portOf(environment: Environment): QueuePort {
    return {
      changeMessageVisibility: ({ ReceiptHandle, VisibilityTimeout }) => environment.call((reply) => {
        if (this.faults.strikes('sqs visibility refused', environment.invocation && nameOf(environment.invocation))) {
          if (environment.invocation) environment.invocation.faults += 1;
          this.world.soon(SECOND, 3 * SECOND, () => reply.error(Object.assign(new Error('try again'), { name: 'ServiceUnavailable' })));
          return;
        }
        this.world.soon(2, 20, () => {
          const error = this.changeVisibility(ReceiptHandle!, VisibilityTimeout!);
          if (error) reply.error(Object.assign(new Error(error), { name: error }));
          else reply.value();
        });
      }),
    };
  }

  private accept(id: string, body: string, attributes: SQSMessageAttributes, sentAt: number): void {
    const message: Message = { id, body, attributes, sentAt, receives: 0, firstReceivedAt: 0, receipt: '', visibleAt: 0, isInFlight: false };
    this.messages.set(id, message);
    const late = this.faults.strikes('sqs message late', id) ? this.world.prng.between(SECOND, 10 * MINUTE) : 0;
    this.showAt(message, this.world.now() + late + this.world.prng.between(1, 50));
  }

  /** Lets a message become visible then, unless it is told otherwise until then. */
  private showAt(message: Message, time: number): void {
    message.visibleAt = time;
    this.world.at(time, () => {
      if (this.messages.get(message.id) === message && message.visibleAt === time) this.show(message);
    });
  }

  private show(message: Message): void {
    if (message.sentAt + RETENTION_MS < this.world.now()) {
      this.messages.delete(message.id);
      return;
    }
    message.isInFlight = false;
    this.offer(message.id);
    this.poll();
  }

  /** Messages have no order. */
  private offer(id: string): void {
    const { ready } = this;
    const place = this.world.prng.between(Math.max(0, ready.length - 3), ready.length);
    ready.push(id);
    [ready[place], ready[ready.length - 1]] = [ready[ready.length - 1], ready[place]];
  }

  private receive(count: number): Message[] {
    const batch: Message[] = [];
    while (this.ready.length > 0 && batch.length < count) {
      const message = this.messages.get(this.ready.shift()!);
      if (!message || batch.includes(message)) continue;
      if (message.receives >= this.options.maxReceiveCount) this.giveUp(message);
      else batch.push(this.hold(message));
    }
    return batch;
  }

  private hold(message: Message): Message {
    const { world, faults } = this;
    message.receives += 1;
    message.firstReceivedAt ||= world.now();
    message.receipt = `${message.id}/${message.receives}`;
    message.isInFlight = true;
    this.showAt(message, world.now() + this.options.visibilityTimeout);
    if (faults.strikes('sqs message repeated', message.id)) {
      world.soon(1, this.options.visibilityTimeout, () => {
        this.offer(message.id);
        this.poll();
      });
    }
    return message;
  }

  private giveUp(message: Message): void {
    this.messages.delete(message.id);
    this.options.deadLetters?.accept(message.id, message.body, message.attributes, message.sentAt);
  }

  private conclude(batch: readonly Message[], returned: Returned): void {
    for (const message of batch) {
      const isDone = returned !== 'all' && !returned.has(message.id);
      if (isDone && !this.faults.strikes('sqs delete lost', message.id)) this.messages.delete(message.id);
    }
    this.poll();
  }

  private changeVisibility(receipt: string, seconds: number): string | undefined {
    const message = this.messages.get(receipt.split('/')[0]);
    if (!message || message.receipt !== receipt || !message.isInFlight) return 'MessageNotInflight';
    const time = this.world.now() + seconds * SECOND;
    if (!Number.isInteger(seconds) || seconds < 0 || time - message.firstReceivedAt > 12 * HOUR * message.receives) return 'InvalidParameterValue';
    this.showAt(message, time);
    return undefined;
  }

  private toRecord(message: Message): SQSRecord {
    return {
      messageId: message.id,
      receiptHandle: message.receipt,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receives),
        SentTimestamp: String(message.sentAt),
        SenderId: 'AIDAEXAMPLEEXAMPLE01',
        ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      },
      messageAttributes: message.attributes,
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: this.arn,
      awsRegion: 'eu-central-1',
    };
  }
}
