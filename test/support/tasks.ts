import type { NewTask } from '../../runtime/core/operations/create';
import { createTask } from '../../runtime/core/operations/create';
import type { Report } from '../../runtime/core/operations/report';
import { reportTask } from '../../runtime/core/operations/report';
import type { ClaimRequest } from '../../runtime/core/operations/run';
import { claimTask } from '../../runtime/core/operations/run';
import type { TaskPolicy, WorkerPolicy } from '../../runtime/core/policy';
import type { Item, Ports } from '../../runtime/core/ports';
import type { TaskRecord } from '../../runtime/core/record/task-record';
import type { TransitionOutcome } from '../../runtime/core/transitions/transition';
import { TABLE } from '../../simulator/aws/dynamodb/task-table';
import type { MemoryPorts } from '../../simulator/aws/memory-ports';
import { LEASE_GRACE_MS } from '../../src/contract';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** What the tests' API decides. */
export const TASK_POLICY: TaskPolicy = { retention: 3600, deadline: 14 * DAY_MS, externalLease: HOUR_MS, listBuckets: 4, watchBuckets: 4 };

/** What the tests' worker decides. */
export const WORKER_POLICY: WorkerPolicy = { retryDelay: 10_000, maxRetryDelay: HOUR_MS, maxAttempts: 3, atMostOnce: false };

/** What the tests' client asks for. */
export const NEW_TASK: NewTask = { scope: 'shared', task_type: 'thumbnail', data: '{"size":64}' };

/** The token of the tests' first run. */
export const RUN = 'message-1:run-1';

/** How long the tests' worker holds a task. */
export const LEASE_MS = 30_000;

/** How the tests' handler fails. */
export const FAILURE = { type: 'TypeError', message: 'no image' };

/** What a claim of the tests may ask for instead. */
export type ClaimOptions = Partial<Omit<ClaimRequest, 'policy'>> & { readonly policy?: Partial<WorkerPolicy> };

/** The clock's time as `ttl` and the times on the wire are counted. */
export function nowSeconds({ clock }: Pick<Ports, 'clock'>): number {
  return Math.floor(clock.now() / 1000);
}

/** A new task, which waits for its worker. */
export async function created(ports: Ports, more: Partial<NewTask> = {}, policy: TaskPolicy = TASK_POLICY): Promise<TaskRecord> {
  return (await createTask(ports, policy, { ...NEW_TASK, ...more })).record;
}

/** Claims a task for the tests' worker. */
export async function claim(ports: Ports, id: string, { policy, ...more }: ClaimOptions = {}): Promise<TransitionOutcome> {
  return claimTask(ports, {
    id, taskType: NEW_TASK.task_type, claim: RUN, leaseUntil: () => ports.clock.now() + LEASE_MS, policy: { ...WORKER_POLICY, ...policy }, ...more,
  });
}

/** A task that the tests' worker holds; a new one, unless it is given. */
export async function claimed(ports: Ports, id?: string, more?: ClaimOptions): Promise<TaskRecord> {
  return applied(await claim(ports, id ?? (await created(ports)).id, more));
}

/** A new task whose worker has claimed it, and is not heard of any more. */
export async function lost(ports: MemoryPorts, more?: ClaimOptions): Promise<TaskRecord> {
  const record = await claimed(ports, undefined, more);
  passLease(ports, record);
  return record;
}

/** A new task that an external worker holds. */
export async function externallyClaimed(ports: Ports, report: Partial<Report> = {}): Promise<TaskRecord> {
  return applied(await reportTask(ports, TASK_POLICY, await created(ports), { status: 'IN_PROGRESS', ...report }));
}

/** The record that a transition left; an error when it was refused. */
export function applied(outcome: TransitionOutcome | undefined): TaskRecord {
  if (!outcome?.applied) throw new Error(`the transition was refused by ${JSON.stringify(outcome?.record)}`);
  return outcome.record;
}

/** Moves the clock to where everybody takes the record's lease as over. */
export function passLease({ clock }: MemoryPorts, record: TaskRecord): void {
  clock.set(record.lease_until! + LEASE_GRACE_MS + 1);
}

/** What the table has, expired or not. */
export async function stored(ports: Ports, id: string): Promise<TaskRecord | undefined> {
  return await ports.store.get({ TableName: TABLE, Key: { id }, ConsistentRead: true }) as TaskRecord | undefined;
}

/** Changes a record behind the life cycle's back, as another version of it may have left it; undefined takes away. */
export async function altered(ports: Ports, id: string, attributes: Item): Promise<TaskRecord> {
  const present = Object.entries({ ...await stored(ports, id), ...attributes }).filter(([, value]) => value !== undefined);
  const record: Item = Object.fromEntries(present);
  await ports.store.put({ TableName: TABLE, Item: record });
  return record as TaskRecord;
}

/** Lets something happen between whatever was read and the next update or deletion. */
export function beforeNextWrite({ store }: MemoryPorts, happen: () => Promise<unknown>): void {
  const { update, delete: remove } = store;
  const first = async (): Promise<void> => {
    Object.assign(store, { update, delete: remove });
    await happen();
  };
  Object.assign(store, {
    update: async (input: Parameters<typeof update>[0]) => {
      await first();
      return store.update(input);
    },
    delete: async (input: Parameters<typeof remove>[0]) => {
      await first();
      return store.delete(input);
    },
  });
}

/** Changes nothing of a task but its `revision`, as every write does. */
export async function touched(ports: Ports, { id, revision }: TaskRecord): Promise<TaskRecord> {
  return altered(ports, id, { revision: `after ${revision}` });
}
