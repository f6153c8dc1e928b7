import type { SQSRecord } from 'aws-lambda';
import { dispatchMessage, RecordedQueue } from './messages';
import { created, NEW_TASK, WORKER_POLICY } from './tasks';
import { RecordedLogger, RecordedMetrics } from './telemetry';
import { claimTask } from '../../runtime/core/operations/run';
import type { WorkerPolicy } from '../../runtime/core/policy';
import type { Item, Remaining } from '../../runtime/core/ports';
import { readRecord } from '../../runtime/core/record/read';
import type { TaskRecord } from '../../runtime/core/record/task-record';
import type { TransitionOutcome } from '../../runtime/core/transitions/transition';
import { NotStarted } from '../../runtime/worker/not-started';
import type { WorkerOptions } from '../../runtime/worker/worker';
import { Worker } from '../../runtime/worker/worker';
import type { TaskHandlerFunction } from '../../sdk/typescript/handler';
import { TABLE } from '../../simulator/aws/dynamodb/task-table';
import { memoryPorts } from '../../simulator/aws/memory-ports';

export const TASK_TYPE = NEW_TASK.task_type;
export const AT_MOST_ONCE: WorkerPolicy = { ...WORKER_POLICY, atMostOnce: true };
export const RETRY_DELAY_MS = WORKER_POLICY.retryDelay;

/** How long an invocation of the worker has left when it begins. */
export const REMAINING_MS = 30_000;

/** A handler whose run could not begin. */
export const notBegun: TaskHandlerFunction = () => { throw new NotStarted({ type: 'TooManyRequestsException', message: 'Rate Exceeded.' }); };
export const fails: TaskHandlerFunction = () => { throw new Error('no picture'); };
export const failsForGood: TaskHandlerFunction = () => { throw Object.assign(new Error('no picture'), { retryable: false }); };

/** A worker with its table and its queue in memory. */
export class TestWorker {
  public readonly ports = memoryPorts();
  public readonly queue = new RecordedQueue();
  public readonly logger = new RecordedLogger();
  public readonly metrics = new RecordedMetrics();
  /** The ids of the tasks for which {@link notes} ran. */
  public readonly handled: string[] = [];

  /** A handler of which a test can see that it never ran. */
  public readonly notes: TaskHandlerFunction = (task) => { this.handled.push(task.id); };

  public async create(data: unknown = { width: 64 }): Promise<TaskRecord> {
    return created(this.ports, { data: JSON.stringify(data) });
  }

  public async stored({ id }: { readonly id: string }): Promise<TaskRecord> {
    return (await readRecord(this.ports, id))!;
  }

  public async createSeveral(count: number): Promise<TaskRecord[]> {
    return Promise.all(Array.from({ length: count }, async () => this.create()));
  }

  public async statuses(records: readonly TaskRecord[]): Promise<string[]> {
    return Promise.all(records.map(async (record) => (await this.stored(record)).status));
  }

  /** Makes a record what earlier transitions may have left. */
  public async alter(record: TaskRecord, attributes: Item): Promise<TaskRecord> {
    await this.ports.store.put({ TableName: TABLE, Item: { ...record, ...attributes } });
    return this.stored(record);
  }

  public withHandler(handler: TaskHandlerFunction, options: Partial<WorkerOptions> = {}): Worker {
    const { ports, queue, logger, metrics } = this;
    return new Worker({
      ports, claims: ports.store, queue, policy: WORKER_POLICY, taskTypes: [TASK_TYPE], handler, logger, metrics, exit: () => undefined, ...options,
    });
  }

  /** Lets the worker take messages in, and returns which of them go back to the queue. */
  public async receive(
    handler: TaskHandlerFunction, messages: SQSRecord[], options?: Partial<WorkerOptions>, remaining = REMAINING_MS,
  ): Promise<string[]> {
    const answer = await this.withHandler(handler, options).work({ Records: messages }, { getRemainingTimeInMillis: () => remaining });
    return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }

  /** Lets the worker take one task's message in, and returns what became of it. */
  public async work(handler: TaskHandlerFunction, record: TaskRecord, options?: Partial<WorkerOptions>): Promise<string> {
    const asked = this.queue.requests.length;
    const returned = await this.receive(handler, [dispatchMessage(record)], options);
    const [hidden] = this.queue.hidden.slice(asked);
    if (returned.length === 0) return hidden === undefined ? 'deleted' : 'deleted, and yet hidden';
    return hidden === undefined ? 'returned' : `hidden for ${hidden} s`;
  }

  /** How long an invocation has left that began now. */
  public countdown(): Remaining {
    const end = this.ports.clock.now() + REMAINING_MS;
    return { getRemainingTimeInMillis: () => end - this.ports.clock.now() };
  }

  /** Claims a task for a run of another message, or for an earlier run of the same one. */
  public async claim(record: TaskRecord, token: string, policy = WORKER_POLICY): Promise<TransitionOutcome> {
    return claimTask(this.ports, {
      id: record.id, taskType: TASK_TYPE, claim: token, leaseUntil: () => this.ports.clock.now() + REMAINING_MS, policy,
    });
  }

  /** Lets time pass, and all that were waiting for it go on. */
  public async pass(milliseconds: number): Promise<void> {
    this.ports.clock.advance(milliseconds);
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets the clock advance by itself when a claim is repeated. */
  public hurryClaims(): void {
    const { clock } = this.ports;
    const { sleep } = clock;
    clock.sleep = async (milliseconds, stop) => (stop ? sleep.call(clock, milliseconds, stop) : clock.advance(milliseconds));
  }

  /** Makes each wait half of the longest that it may be. */
  public halveWaits(): void {
    const { random } = this.ports;
    Object.assign(this.ports, { random: { bytes: (count: number) => (count === 4 ? Uint8Array.of(128, 0, 0, 0) : random.bytes(count)) } });
  }
}
