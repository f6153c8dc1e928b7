import type { Environment } from './environment';
import { nameOf } from './history';
import type { Poison } from './settings';
import type { Surroundings } from './surroundings';
import { SECOND } from './time';
import type { Task, TaskContext, TaskHandlerFunction } from '../../../handler';
import { MAX_PAYLOAD_BYTES } from '../../../src/contract';

/** What the context of a handler may offer besides what every version offers. */
type Context = TaskContext & {
  readonly signal?: AbortSignal;
  readonly progress?: (percent?: number, message?: string) => Promise<void>;
  readonly heartbeat?: () => Promise<void>;
};

/** A user's handler: it works for a while, and does whatever handlers do. */
export function userHandler(surroundings: Surroundings, environment: Environment): TaskHandlerFunction {
  return async (task: Task, given: TaskContext) => {
    const { observer } = surroundings;
    observer.onStart(environment.invocation!, task);
    try {
      return await new Run(surroundings, environment, task, given as Context).run();
    } catch (error) {
      observer.onRunFailed(task.id);
      throw error;
    }
  };
}

class Run {
  public constructor(
    private readonly surroundings: Surroundings,
    private readonly environment: Environment,
    private readonly task: Task,
    private readonly context: Context,
  ) {}

  public async run(): Promise<unknown> {
    const { world: { prng } } = this.surroundings;
    await this.work();
    if (this.strikes('handler failed for good')) throw Object.assign(new Error('this can never work'), { retryable: false });
    if (this.strikes('handler failed')) throw new Error('this did not work');
    const poison: Poison | undefined = this.task.data?.poison;
    if (poison && !this.surroundings.faults.areOver()) return spoil(poison);
    return prng.chance(0.1) ? { text: 'x'.repeat(prng.between(1, 4000)) } : { done: true };
  }

  private async work(): Promise<void> {
    const { world: { prng }, settings: { worker } } = this.surroundings;
    const { signal } = this.context;
    const isLong = this.strikes('lambda handler too long');
    const length = isLong ? worker.timeout + 10 * SECOND : prng.between(1, worker.workFor);
    const listens = signal !== undefined && prng.chance(0.5);
    const parts = prng.between(1, 3);
    for (let part = 0; part < parts; part += 1) {
      await this.environment.sleep(Math.ceil(length / parts), listens ? signal : undefined);
      if (listens && signal.aborted) throw Object.assign(new Error('told to stop'), { name: 'AbortError' });
      if (prng.chance(0.2)) await this.context.progress?.(Math.round(100 * (part + 1) / parts), 'on the way');
      else if (prng.chance(0.2)) await this.context.heartbeat?.();
    }
  }

  private strikes(fault: 'handler failed' | 'handler failed for good' | 'lambda handler too long'): boolean {
    const { invocation } = this.environment;
    return this.surroundings.faults.strikes(fault, invocation && nameOf(invocation));
  }
}

/** Ends that are hard to write down. */
function spoil(poison: Poison): unknown {
  switch (poison) {
    // Handlers throw whatever they like.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    case 'throws nothing': throw undefined;
    case 'throws an unreadable object': throw Object.defineProperty({}, 'message', { get: () => { throw new Error('unreadable'); } });
    case 'returns a bigint': return { count: BigInt(1) };
    case 'returns a cycle': {
      const cycle: Record<string, unknown> = {};
      cycle.itself = cycle;
      return cycle;
    }
    case 'returns too much': return 'x'.repeat(MAX_PAYLOAD_BYTES + 1);
    case 'returns nothing': return undefined;
    case 'no topic takes it': return {};
  }
}
