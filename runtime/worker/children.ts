import type { RunControl } from './run-control';
import type { ChildTask } from '../../sdk/typescript/handler';
import { ENV } from '../../src/contract';
import { batchEvent, createBatches } from '../core/operations/create-batches';
import { TaskRefused } from '../core/operations/task-refused';
import type { CreateAnswer, Creator } from '../core/ports';
import { toJson } from '../core/record/json';
import type { TaskRecord } from '../core/record/task-record';

/** A child that is to be created. */
interface Waiting {
  /** JSON text. */
  readonly request: string;
  readonly resolve: (id: string) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Creates the children of a run's task. Each gets a key by which it is known when the task is run again: the handler's, or
 * its number among those without one. What is asked for at the same time is sent together.
 */
export class Children {
  private unnamed = 0;
  private waiting: Waiting[] = [];

  /**
   * @param creator nothing when the worker does not know how to create tasks
   */
  public constructor(private readonly parent: Pick<TaskRecord, 'id' | 'created_time'>, private readonly creator: Creator | undefined, private readonly run: RunControl) {}

  /** Returns the children's ids. Throws {@link TaskRefused}. */
  public async create(tasks: readonly ChildTask[]): Promise<string[]> {
    const { creator, run } = this;
    if (run.ended.aborted) throw new Error('the run has ended: it can create no more tasks');
    if (!creator) throw new Error(`this worker may not create tasks: the environment variable ${ENV.createFunction} is not set, since its API was imported without a createFunctionArn`);

    const requests = tasks.map((task) => this.requestFor(task));
    return Promise.all(requests.map((request) => new Promise<string>((resolve, reject) => {
      if (this.waiting.length === 0) setImmediate(() => void send(creator, this.waiting.splice(0)));
      this.waiting.push({ request, resolve, reject });
    })));
  }

  private requestFor({ key, ...task }: ChildTask): string {
    const idempotency_key = key === undefined ? `#${this.unnamed += 1}` : `key:${key}`;
    // An id comes again with its key when its task has expired: a run that has outlived that creates nothing for the next one.
    const { id: parent_id, created_time: parent_created_time } = this.parent;
    return childText({ ...task, parent_id, parent_created_time, idempotency_key });
  }
}

/** What a handler asks for, as JSON text. */
export function childText(task: object): string {
  try {
    return toJson('the child task', task);
  } catch (error) {
    // It would be no JSON the next time either.
    throw Object.assign(error as Error, { retryable: false });
  }
}

async function send(creator: Creator, children: readonly Waiting[]): Promise<void> {
  for (const batch of createBatches(children)) {
    try {
      const answers = await creator.create(batchEvent(batch));
      batch.forEach((child, index) => settle(child, answers[index]));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

function settle({ resolve, reject }: Waiting, answer: CreateAnswer | undefined): void {
  if (!answer) reject(new Error('the api function has not answered each request for a task'));
  else if (answer.id === undefined) reject(new TaskRefused(answer));
  else resolve(answer.id);
}
