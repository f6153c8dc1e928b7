import type { BatchResultErrorEntry, PublishBatchCommandInput, PublishBatchCommandOutput, PublishBatchRequestEntry } from '@aws-sdk/client-sns';
import type { SQSMessageAttributes } from 'aws-lambda';
import type { Environment, Reply } from './environment';
import type { Invocation } from './invocation';
import { nameOf } from './invocation';
import type { Queue } from './queue';
import type { Topic as TopicPort } from '../../runtime/core/ports';
import { MESSAGE_ATTRIBUTE } from '../../src/contract';
import type { Faults } from '../world/faults';
import { HOUR, MINUTE, SECOND } from '../world/time';
import type { World } from '../world/world';

const SDK_ATTEMPTS = 3;
const MAX_ENTRIES = 10;
const MAX_BYTES = 256 * 1024;

/** A queue that gets the messages of one task type, or of some of its lanes. */
export interface Subscription {
  readonly taskType: string;
  readonly takesLane?: (lane: string) => boolean;
  readonly queue: Queue;
}

interface Request {
  readonly input: PublishBatchCommandInput;
  readonly environment: Environment;
  /** How often the SDK may still send it again. */
  readonly left: number;
}

/** The topic, at its worst: it refuses calls and entries, and loses, repeats and delays deliveries. */
export class Topic {
  private changingUntil = 0;

  /**
   * @param onPublished is told the task's id for every message that the topic takes in
   * @param isPoison    whether the topic refuses a task's message whenever it comes
   */
  public constructor(
    private readonly world: World,
    private readonly faults: Faults,
    private readonly subscriptions: readonly Subscription[],
    private readonly onPublished: (taskId: string, invocation: Invocation | undefined) => void,
    private readonly isPoison: (taskId: string) => boolean,
  ) {}

  public portOf(environment: Environment): TopicPort {
    return {
      publishBatch: (input) => environment.call<PublishBatchCommandOutput>((reply) => (
        this.send({ input, environment, left: SDK_ATTEMPTS - 1 }, reply)
      )),
    };
  }

  private send(request: Request, reply: Reply<PublishBatchCommandOutput>): void {
    const { world, faults } = this;
    const refusal = checkBatch(request.input.PublishBatchRequestEntries ?? []);
    if (refusal) {
      world.soon(5, 20, () => reply.error(Object.assign(new Error(refusal), { name: refusal })));
    } else if (faults.isOut('sns')) {
      faults.count('service out', placeOf(request));
      this.fail(request, reply, 'ThrottledException');
    } else if (faults.strikes('sns throttled', placeOf(request))) {
      this.fail(request, reply, 'ThrottledException');
    } else if (faults.strikes('sns answer lost', placeOf(request))) {
      world.soon(10, SECOND, () => {
        this.takeIn(request);
      });
      this.fail(request, reply, 'TimeoutError');
    } else {
      world.soon(5, 30, () => {
        const answer = this.takeIn(request);
        world.soon(2, 10, () => reply.value(answer));
      });
    }
  }

  private fail(request: Request, reply: Reply<PublishBatchCommandOutput>, name: string): void {
    if (request.environment.invocation) request.environment.invocation.faults += 1;
    this.world.soon(SECOND, 2 * SECOND, () => {
      if (request.left === 0) reply.error(Object.assign(new Error(`${name} of the simulated topic`), { name }));
      else if (reply.isAwaited()) this.send({ ...request, left: request.left - 1 }, reply);
    });
  }

  private takeIn(request: Request): PublishBatchCommandOutput {
    const { PublishBatchRequestEntries: entries = [] } = request.input;
    const failed: BatchResultErrorEntry[] = [];
    for (const entry of entries) {
      const taskId = entry.MessageAttributes![MESSAGE_ATTRIBUTE.taskId].StringValue!;
      if (!this.faults.areOver() && this.isPoison(taskId)) {
        this.faults.count('sns entry refused', taskId);
        failed.push({ Id: entry.Id, Code: 'InvalidParameter', Message: 'the message is invalid', SenderFault: true });
      } else if (this.faults.strikes('sns entry refused', taskId)) {
        failed.push({ Id: entry.Id, Code: 'InternalError', Message: 'try again', SenderFault: false });
      } else {
        this.onPublished(taskId, request.environment.invocation);
        this.deliver(entry, taskId);
      }
    }
    return { $metadata: {}, Successful: [], Failed: failed };
  }

  private deliver(entry: PublishBatchRequestEntry, taskId: string): void {
    const { world, faults } = this;
    for (const subscription of this.subscriptions) {
      if (!isMatch(subscription, entry) || this.isFiltered(taskId)) continue;
      if (faults.strikes('sns delivery lost', taskId)) continue;

      const copies = faults.strikes('sns delivery repeated', taskId) ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        const late = faults.strikes('sns delivery late', taskId) ? world.prng.between(MINUTE, 4 * HOUR) : 0;
        world.soon(late + 5, late + 100, () => subscription.queue.send(entry.Message!, toQueueAttributes(entry)));
      }
    }
  }

  /** A changed filter policy takes up to 15 minutes; until then it may match nothing. */
  private isFiltered(taskId: string): boolean {
    const { world, faults } = this;
    if (world.now() < this.changingUntil) {
      faults.count('sns filter changing', taskId);
      return true;
    }
    if (!faults.strikes('sns filter changing', taskId)) return false;
    this.changingUntil = Math.min(faults.end, world.now() + 15 * MINUTE);
    return true;
  }
}

/** Whether the subscription's filter policy takes the message in; `anything-but` wants that the attribute is there. */
function isMatch({ taskType, takesLane }: Subscription, { MessageAttributes: attributes = {} }: PublishBatchRequestEntry): boolean {
  const lane = attributes[MESSAGE_ATTRIBUTE.lane]?.StringValue;
  return attributes[MESSAGE_ATTRIBUTE.taskType].StringValue === taskType && (!takesLane || (lane !== undefined && takesLane(lane)));
}

function checkBatch(entries: readonly PublishBatchRequestEntry[]): string | undefined {
  if (entries.length === 0) return 'EmptyBatchRequestException';
  if (entries.length > MAX_ENTRIES) return 'TooManyEntriesInBatchRequestException';
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) return 'BatchEntryIdsNotDistinctException';
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  return bytes > MAX_BYTES ? 'BatchRequestTooLongException' : undefined;
}

function sizeOf({ Message = '', MessageAttributes = {} }: PublishBatchRequestEntry): number {
  let size = Buffer.byteLength(Message);
  for (const [name, { DataType, StringValue }] of Object.entries(MessageAttributes)) size += Buffer.byteLength(`${name}${DataType}${StringValue}`);
  return size;
}

function toQueueAttributes({ MessageAttributes = {} }: PublishBatchRequestEntry): SQSMessageAttributes {
  const attributes: SQSMessageAttributes = {};
  for (const [name, { DataType, StringValue }] of Object.entries(MessageAttributes)) {
    attributes[name] = { dataType: DataType as 'String', stringValue: StringValue };
  }
  return attributes;
}

function placeOf({ environment }: Request): string | undefined {
  return environment.invocation && nameOf(environment.invocation);
}
