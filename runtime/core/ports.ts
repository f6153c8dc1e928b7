import type { PublishBatchCommandInput, PublishBatchCommandOutput } from '@aws-sdk/client-sns';
import type { ChangeMessageVisibilityCommandInput, SendMessageCommandInput } from '@aws-sdk/client-sqs';
import type { BatchGetCommandInput, DeleteCommandInput, GetCommandInput, PutCommandInput, QueryCommandInput, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { MetricName } from '../../src/contract';

/** An item as the document client reads and writes it. */
export type Item = Record<string, any>;

/**
 * The task table. It takes the very command inputs that are sent to DynamoDB, so that whatever stands in for it has to
 * evaluate the expressions that we ship.
 */
export interface Store {
  /** The item, or nothing when there is none. */
  get(input: GetCommandInput): Promise<Item | undefined>;
  /** One page of items, in the index's order. */
  query(input: QueryCommandInput): Promise<Item[]>;
  /** The items that exist, in no order. Keys that DynamoDB left unprocessed were asked for again. */
  batchGet(input: BatchGetCommandInput): Promise<Item[]>;
  /** Writes the item; throws {@link ConditionFailed}. */
  put(input: PutCommandInput): Promise<void>;
  /** The attributes that `ReturnValues` asks for; throws {@link ConditionFailed}. */
  update(input: UpdateCommandInput): Promise<Item | undefined>;
  /** Deletes the item; throws {@link ConditionFailed}. */
  delete(input: DeleteCommandInput): Promise<void>;
}

/** A conditional write was refused. */
export class ConditionFailed extends Error {
  /**
   * @param old the item that refused it; nothing when there is none
   */
  public constructor(public readonly old?: Item) {
    super('the condition of the write does not hold');
    this.name = 'ConditionFailed';
  }
}

/** Where dispatches go; like the store, it takes the very command input that is sent to SNS. */
export interface Topic {
  publishBatch(input: PublishBatchCommandInput): Promise<PublishBatchCommandOutput>;
}

/** Where a worker's messages come from. */
export interface Queue {
  changeMessageVisibility(input: ChangeMessageVisibilityCommandInput): Promise<void>;
}

/** Where messages are put that nothing can be made of. */
export interface DeadLetterQueue {
  sendMessage(input: SendMessageCommandInput): Promise<void>;
}

/** What creates the tasks of those who may do so without HTTP: the api function, invoked directly. */
export interface Creator {
  /**
   * @param requests a list of requests, as JSON text
   * @returns an answer to each, in the same order
   */
  create(requests: string): Promise<readonly CreateAnswer[]>;
}

/** The answer to a request for a task: its id, or a problem document. */
export interface CreateAnswer {
  /** As over HTTP. */
  readonly status: number;
  readonly id?: string;
  readonly detail?: string;
  readonly errors?: readonly unknown[];
}

/** What is counted about tasks. */
export interface TaskMetrics {
  /**
   * @param taskType whose tasks it is about, if it is about those of one type
   * @param value    in the metric's unit; one when it is left out
   */
  add(name: MetricName, taskType: string | undefined, value?: number): void;
  /** Writes what was added; call it once before an invocation ends. */
  flush(): void;
}

/** Tells those who wait to stop waiting; an `AbortSignal` does. */
export interface Stop {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Waits, at most until it is told to stop. */
  sleep(milliseconds: number, stop?: Stop): Promise<void>;
}

export interface Random {
  /** Bytes that nobody can guess: they fence. */
  bytes(count: number): Uint8Array;
}

/** How long an invocation has left, in milliseconds; part of Lambda's context. */
export interface Remaining {
  getRemainingTimeInMillis(): number;
}

/** What the life cycle needs of the world. */
export interface Ports {
  readonly store: Store;
  /** The table's name. */
  readonly table: string;
  readonly clock: Clock;
  readonly random: Random;
}
