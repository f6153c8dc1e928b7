import type { RunContext } from './resources';
import { queueUrl } from '../../runtime/aws/sqs-queue';
import type { Queue as QueuePort } from '../../runtime/core/ports';
import { DEFAULT_LANE } from '../../src/contract';
import type { Environment } from '../aws/environment';
import { Queue } from '../aws/queue';
import type { Subscription } from '../aws/topic';
import { MINUTE, SECOND } from '../world/time';

/** A queue keeps a message hidden for so long beyond its function's time-out, and the time that a batch has to fill. */
const VISIBILITY_SPARE_MS = 30 * SECOND;

/** The queues of a worker: one a lane, and one for what they give up. */
export class WorkerQueues {
  public readonly deadLetters: Queue;
  public readonly byLane: ReadonlyMap<string, Queue>;

  public constructor(
    { world, faults, settings: { worker } }: RunContext,
    private readonly taskType: string,
    name: string,
    private readonly lanes: readonly string[] = [],
  ) {
    this.deadLetters = new Queue(world, faults, { name: `${name}-dead`, visibilityTimeout: MINUTE, maxReceiveCount: Infinity });
    this.byLane = new Map([DEFAULT_LANE, ...lanes].map((lane) => [lane, new Queue(world, faults, {
      name: lane === DEFAULT_LANE ? name : `${name}-${lane}`,
      visibilityTimeout: worker.timeout + worker.window + VISIBILITY_SPARE_MS,
      maxReceiveCount: worker.maxReceiveCount,
      deadLetters: this.deadLetters,
    })]));
  }

  /** The queues as the worker's code sees them: by their URLs. */
  public portOf(environment: Environment): QueuePort {
    const ports = new Map([...this.byLane.values()].map((queue) => [queueUrl(queue.arn), queue.portOf(environment)]));
    return { changeMessageVisibility: (input) => ports.get(input.QueueUrl!)!.changeMessageVisibility(input) };
  }

  /** The default queue takes what no other one does: a lane that the worker does not know strands no task. */
  public subscriptions(): Subscription[] {
    const { taskType, lanes } = this;
    return [...this.byLane].map(([lane, queue]) => ({
      taskType,
      queue,
      ...(lanes.length > 0 && { takesLane: (asked: string) => (lane === DEFAULT_LANE ? !lanes.includes(asked) : asked === lane) }),
    }));
  }
}
