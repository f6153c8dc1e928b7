import { ChildTasks } from './child-tasks';
import type { Resources } from './resources';
import { NotStarted } from '../../runtime/worker/not-started';
import type { Task, TaskContext, TaskHandlerFunction } from '../../sdk/typescript/handler';
import { MAX_PAYLOAD_BYTES } from '../../src/contract';
import type { Environment } from '../aws/environment';
import { nameOf } from '../aws/invocation';
import type { Poison, TaskData } from '../scenarios/settings';
import { SECOND } from '../world/time';

/** A user's handler: it works for a while, and does whatever handlers do. */
export function userHandler(resources: Resources, environment: Environment): TaskHandlerFunction {
  return async (task: Task, context: TaskContext) => {
    const { observer, faults } = resources;
    const invocation = environment.invocation!;
    if (faults.strikes('handler not begun', nameOf(invocation))) {
      observer.onNotBegun(invocation, task.id);
      throw new NotStarted({ type: 'TooManyRequestsException', message: 'the function that it invokes was throttled' });
    }
    observer.onStart(invocation, task);
    try {
      return await new Run(resources, environment, task, context).run();
    } catch (error) {
      observer.onRunFailed(task.id);
      throw error;
    } finally {
      observer.onCodeEnd(invocation, task.id);
    }
  };
}

class Run {
  public constructor(
    private readonly resources: Resources,
    private readonly environment: Environment,
    private readonly task: Task<TaskData>,
    private readonly context: TaskContext,
  ) {}

  public async run(): Promise<unknown> {
    const { resources, resources: { world: { prng } }, task, context } = this;
    await this.work();
    await new ChildTasks(resources, task, context).create();
    if (this.strikes('handler failed for good')) throw Object.assign(new Error('this can never work'), { retryable: false });
    if (this.strikes('handler failed')) throw new Error('this did not work');
    const { poison } = task.data;
    if (poison && !resources.faults.areOver()) return spoil(poison);
    return prng.chance(0.1) ? { text: 'x'.repeat(prng.between(1, 4000)) } : { done: true };
  }

  private async work(): Promise<void> {
    const { world: { prng }, faults, settings: { worker } } = this.resources;
    const { signal } = this.context;
    const isDeaf = this.task.data.poison === 'outlives its time' && !faults.areOver();
    const isLong = isDeaf || this.strikes('lambda handler too long');
    const length = isLong ? worker.timeout + 10 * SECOND : prng.between(1, worker.workFor);
    const listens = signal !== undefined && !isDeaf && prng.chance(0.5);
    const parts = prng.between(1, 3);
    for (let part = 0; part < parts; part += 1) {
      await this.environment.sleep(Math.ceil(length / parts), listens ? signal : undefined);
      if (listens && signal.aborted) throw Object.assign(new Error('told to stop'), { name: 'AbortError' });
      await this.report(part, parts);
    }
  }

  /** Handlers report their progress as often as they like, and wait for it or not. */
  private async report(part: number, parts: number): Promise<void> {
    const { context, resources: { world: { prng } } } = this;
    if (prng.chance(0.2)) {
      const percent = Math.round(100 * (part + 1) / parts);
      const reports = [context.progress(percent, 'on the way'), ...(prng.chance(0.3) ? [context.progress(percent, 'a little further')] : [])];
      if (prng.chance(0.5)) await Promise.all(reports);
    } else if (prng.chance(0.2) && !await context.heartbeat()) {
      throw Object.assign(new Error('may not go on'), { name: 'AbortError' });
    }
  }

  private strikes(fault: 'handler failed' | 'handler failed for good' | 'lambda handler too long'): boolean {
    const { invocation } = this.environment;
    return this.resources.faults.strikes(fault, invocation && nameOf(invocation));
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
    case 'no topic takes it':
    case 'outlives its time': return {};
  }
}
