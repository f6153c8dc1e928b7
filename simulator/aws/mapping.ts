import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Invocation, Outcome } from './invocation';
import type { LambdaFunction } from './lambda';
import type { Consumer, Queue, Returned } from './queue';
import type { ServiceObserver } from './service-observer';
import type { Remaining } from '../../runtime/core/ports';
import { MESSAGE_ATTRIBUTE } from '../../src/contract';
import type { Faults } from '../world/faults';
import type { World } from '../world/world';

export interface MappingOptions<Handler> {
  readonly target: LambdaFunction<Handler>;
  readonly call: (handler: Handler, event: SQSEvent, invocation: Remaining) => Promise<SQSBatchResponse>;
  /** Is told of an invocation's messages, by the ids of their tasks, and of its end, if it is a worker's. */
  readonly watch?: MappingWatch;
  readonly batchSize: number;
  /** How long a batch waits to be filled, in milliseconds. */
  readonly window?: number;
  /** How many batches are under way at most; the function may allow fewer. */
  readonly concurrency: number;
}

/** Who follows the invocations of a worker. */
export interface MappingWatch {
  onBegin(invocation: Invocation, messages: readonly SQSRecord[]): void;
  /** The invocation was answered, or lost. */
  onEnd(invocation: Invocation, outcome: Outcome<SQSBatchResponse>): void;
}

/** The event source mapping between a queue and a function, with ReportBatchItemFailures. */
export class Mapping<Handler> implements Consumer {
  public readonly batchSize: number;
  public readonly window?: number;
  private inFlight = 0;
  private disabledUntil = 0;

  public constructor(
    private readonly world: World,
    private readonly faults: Faults,
    private readonly observer: ServiceObserver,
    private readonly queue: Queue,
    private readonly options: MappingOptions<Handler>,
  ) {
    this.batchSize = options.batchSize;
    this.window = options.window;
    queue.connect(this);
  }

  /** Disables the mapping for a while, as an operator does. */
  public disable(from: number, length: number): void {
    this.world.at(from, () => {
      if (this.faults.areOver()) return;
      this.faults.count('sqs mapping disabled');
      this.disabledUntil = Math.min(this.faults.end, from + length);
      this.world.at(this.disabledUntil, () => this.queue.poll());
    });
  }

  public isFree(): boolean {
    return this.inFlight < this.options.concurrency && this.world.now() >= this.disabledUntil;
  }

  public consume(messages: readonly SQSRecord[], conclude: (returned: Returned) => void): void {
    this.inFlight += 1;
    this.options.target.invoke<SQSBatchResponse>(
      (handler, invocation) => {
        this.note(messages, invocation);
        this.options.watch?.onBegin(invocation, messages);
        return this.options.call(handler, { Records: [...messages] }, invocation);
      },
      (outcome, invocation) => {
        this.inFlight -= 1;
        if (invocation) this.options.watch?.onEnd(invocation, outcome);
        if (outcome.kind === 'threw') this.observer.onFailure(invocation!, outcome.error);
        conclude(outcome.kind === 'returned' ? toReturned(outcome.result, messages) : 'all');
      },
    );
  }

  private note(messages: readonly SQSRecord[], invocation: Invocation): void {
    for (const { messageId, attributes, messageAttributes } of messages) {
      const id = messageAttributes[MESSAGE_ATTRIBUTE.taskId]?.stringValue;
      const dispatch = messageAttributes[MESSAGE_ATTRIBUTE.dispatch]?.stringValue;
      const receives = attributes.ApproximateReceiveCount;
      if (id) this.observer.note(id, invocation, () => `message ${messageId}${dispatch === undefined ? '' : ` of dispatch ${dispatch}`} received, receive ${receives}`);
    }
  }
}

/** Lambda takes an answer that names none of the messages for the failure of all. */
function toReturned({ batchItemFailures }: SQSBatchResponse, messages: readonly SQSRecord[]): Returned {
  const ids = new Set(messages.map(({ messageId }) => messageId));
  const returned = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return [...returned].every((id) => ids.has(id)) ? returned : 'all';
}
