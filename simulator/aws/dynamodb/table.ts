import type {
  BatchGetCommandInput, DeleteCommandInput, GetCommandInput, PutCommandInput, QueryCommandInput, UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { MemoryStore } from './memory-store';
import { TABLE, TASK_TABLE } from './task-table';
import type { Item, Store } from '../../../runtime/core/ports';
import { ConditionFailed } from '../../../runtime/core/ports';
import { LIST_INDEX, TABLE_KEY, TTL_ATTRIBUTE, WATCH_INDEX } from '../../../src/contract';
import type { Faults } from '../../world/faults';
import { HOUR, MINUTE, SECOND } from '../../world/time';
import type { World } from '../../world/world';
import type { Environment, Reply } from '../environment';
import type { Answer, Invocation } from '../invocation';
import { nameOf } from '../invocation';

/** How often an SDK sends a request in all, when it may repeat it. */
const SDK_ATTEMPTS = 3;

/** The attributes that some index has. */
const INDEXED = [...new Set([LIST_INDEX, WATCH_INDEX].flatMap(
  ({ partitionKey, sortKey, nonKeyAttributes }) => [TABLE_KEY, partitionKey, sortKey, ...nonKeyAttributes],
))];

/** A write that the table has accepted. */
export interface AcceptedWrite {
  /** Absent for a deletion by time to live. */
  readonly writer?: Invocation;
  readonly id: string;
  readonly old?: Item;
  /** Absent when the item was deleted. */
  readonly item?: Item;
  /** When its author let it go, in the world's time. */
  readonly sentAt: number;
  /** When the SDK sent it again by itself, if this is such a repetition: its times are those of `sentAt`. */
  readonly repeatedAt?: number;
}

/** What a request does once it arrives; a write does it through the store that tells of it. */
type Call = (writes: Writes) => Promise<any>;

type Writes = Pick<Store, 'put' | 'update' | 'delete'>;

/**
 * The task table: a memory store that executes the shipped expressions, behind a network that loses requests and
 * answers, with indexes that lag and an SDK that repeats by itself.
 */
export class Table {
  private readonly memory = newMemoryStore();
  /** What queries see of the indexes. */
  private readonly replica = newMemoryStore();
  private readonly latest = new Map<string, Item>();
  private readonly replicatedUpTo = new Map<string, number>();

  public constructor(
    private readonly world: World,
    private readonly faults: Faults,
    private readonly onWrite: (write: AcceptedWrite) => void,
    private readonly onIndexed: (entry: Item | undefined, id: string) => void,
  ) {}

  /** An item as it is. */
  public read(id: string): Item | undefined {
    return this.latest.get(id);
  }

  public items(): Iterable<Item> {
    return this.latest.values();
  }

  /**
   * The table as a function's code sees it.
   *
   * @param attempts how often the client sends a request at most
   */
  public portOf(environment: Environment, attempts = SDK_ATTEMPTS): Store {
    const call = async <Value>(isWrite: boolean, key: string | undefined, perform: Call): Promise<Value> => {
      const invocation = environment.invocation!;
      const sentAt = this.world.now();
      const taskId = key?.split('#', 1)[0];
      const keep = (answer: Answer): void => {
        if (taskId !== undefined) invocation.lastAnswers.set(taskId, answer);
      };
      try {
        const value = await environment.call<Value>((reply) => this.send({ invocation, sentAt, isWrite, perform, left: attempts - 1 }, reply));
        keep('done');
        return value;
      } catch (error) {
        keep(error instanceof ConditionFailed ? 'refused' : 'failed');
        throw error;
      }
    };
    return {
      get: (input: GetCommandInput) => call(false, input.Key?.id, () => this.memory.get(input)),
      query: (input: QueryCommandInput) => call(false, undefined, () => this.replica.query(input)),
      batchGet: (input: BatchGetCommandInput) => call(false, undefined, () => this.memory.batchGet(input)),
      put: (input: PutCommandInput) => call(true, input.Item?.id, (writes) => writes.put(input)),
      update: (input: UpdateCommandInput) => call(true, input.Key?.id, (writes) => writes.update(input)),
      delete: (input: DeleteCommandInput) => call(true, input.Key?.id, (writes) => writes.delete(input)),
    };
  }

  private send(request: Request, reply: Reply<any>): void {
    const { world, faults } = this;
    if (faults.isOut('dynamodb')) {
      faults.count('service out', nameOf(request.invocation));
      request.invocation.faults += 1;
      world.soon(2, 20, () => this.fail(request, reply, 'ThrottlingException'));
    } else if (this.strikes('dynamodb throttled', request)) {
      world.soon(2, 20, () => this.fail(request, reply, 'ThrottlingException'));
    } else if (this.strikes('dynamodb request lost', request)) {
      world.soon(SECOND, 3 * SECOND, () => this.fail(request, reply, 'TimeoutError'));
    } else if (request.isWrite && this.strikes('dynamodb answer lost', request)) {
      // The write takes effect at some time before or even after its sender has given it up.
      world.soon(1, 2 * SECOND, async () => {
        await this.perform(request).catch(() => undefined);
      });
      world.soon(SECOND, 3 * SECOND, () => this.fail(request, reply, 'TimeoutError'));
    } else {
      const slowness = this.strikes('dynamodb slow', request) ? world.prng.between(SECOND, 8 * SECOND) : world.prng.between(2, 10);
      world.after(slowness, async () => this.answer(request, reply));
    }
  }

  private strikes(fault: Parameters<Faults['strikes']>[0], request: Request): boolean {
    const isStruck = this.faults.strikes(fault, nameOf(request.invocation));
    if (isStruck) request.invocation.faults += 1;
    return isStruck;
  }

  private async answer(request: Request, reply: Reply<any>): Promise<void> {
    let respond: () => void;
    try {
      const value = await this.perform(request);
      respond = () => reply.value(value);
    } catch (error) {
      respond = () => reply.error(error);
    }
    this.world.soon(1, 8, respond);
  }

  /** What the SDK does about an error that another request may not meet. */
  private fail(request: Request, reply: Reply<any>, name: string): void {
    if (request.left === 0) {
      reply.error(Object.assign(new Error(`${name} of the simulated table`), { name }));
    } else if (reply.isAwaited()) {
      this.world.soon(20, 200, () => {
        if (reply.isAwaited()) this.send({ ...request, left: request.left - 1, repeatedAt: this.world.now() }, reply);
      });
    }
  }

  private async perform(request: Request): Promise<any> {
    return request.perform(request.isWrite ? this.writing(request) : this.memory);
  }

  /** The table for one write, which is told to those who watch the table. */
  private writing(request: Request): Writes {
    const { memory } = this;
    return {
      put: async (input) => {
        await memory.put(input);
        this.accept(request, input.Item!.id, input.Item!);
      },
      update: async (input) => {
        const item = await memory.update({ ...input, ReturnValues: 'ALL_NEW' });
        this.accept(request, input.Key!.id, item);
        return input.ReturnValues === 'ALL_NEW' ? item : undefined;
      },
      delete: async (input) => {
        await memory.delete(input);
        this.accept(request, input.Key!.id, undefined);
      },
    };
  }

  private accept(request: Request | undefined, id: string, item: Item | undefined): void {
    const old = this.latest.get(id);
    if (!old && !item) return;
    if (item) this.latest.set(id, item);
    else this.latest.delete(id);

    this.replicate(id, old, item);
    if (item && item[TTL_ATTRIBUTE] !== undefined && item[TTL_ATTRIBUTE] !== old?.[TTL_ATTRIBUTE]) this.expireLater(id, item[TTL_ATTRIBUTE]);
    const now = this.world.now();
    this.onWrite({ writer: request?.invocation, id, old, item, sentAt: request?.sentAt ?? now, repeatedAt: request?.repeatedAt });
  }

  /** Indexes follow the table: each item's changes in their order, some of them late. */
  private replicate(id: string, old: Item | undefined, item: Item | undefined): void {
    if (!item && !this.replicatedUpTo.has(id)) return;
    if (INDEXED.every((name) => old?.[name] === item?.[name])) return;

    const { world, faults } = this;
    const lag = faults.strikes('dynamodb index late') ? world.prng.between(SECOND, 10 * MINUTE) : world.prng.between(5, 500);
    const time = Math.max(world.now() + lag, this.replicatedUpTo.get(id) ?? 0);
    this.replicatedUpTo.set(id, time);
    const entry = item && Object.fromEntries(INDEXED.filter((name) => item[name] !== undefined).map((name) => [name, item[name]]));
    world.at(time, async () => {
      if (entry) await this.replica.put({ TableName: TABLE, Item: entry });
      else await this.replica.delete({ TableName: TABLE, Key: { [TABLE_KEY]: id } });
      this.onIndexed(entry, id);
    });
  }

  /** DynamoDB deletes an expired item within two days, or soon. */
  private expireLater(id: string, ttl: number): void {
    const { prng } = this.world;
    this.world.at(ttl * SECOND + prng.between(SECOND, prng.pick([MINUTE, 48 * HOUR])), async () => {
      if (this.latest.get(id)?.[TTL_ATTRIBUTE] !== ttl) return;
      await this.memory.delete({ TableName: TABLE, Key: { [TABLE_KEY]: id } });
      this.accept(undefined, id, undefined);
    });
  }
}

/** A request on its way. */
interface Request {
  readonly invocation: Invocation;
  readonly sentAt: number;
  readonly repeatedAt?: number;
  readonly isWrite: boolean;
  readonly perform: Call;
  /** How often the SDK may still send it again. */
  readonly left: number;
}

function newMemoryStore(): MemoryStore {
  return new MemoryStore(TASK_TABLE);
}
