import { randomUUID } from 'node:crypto';
import type { NewTask } from './new-task';
import { TaskRefused } from './task-refused';
import { lambdaCreator } from '../../../runtime/aws/lambda-creator';
import type { WrittenRequest } from '../../../runtime/core/operations/create-batches';
import { batchEvent, createBatches } from '../../../runtime/core/operations/create-batches';
import type { CreateAnswer, Creator } from '../../../runtime/core/ports';
import { toJson } from '../../../runtime/core/record/json';
import { ENV } from '../../../src/contract';

/** What a client may be told. */
export interface TaskClientOptions {
  /**
   * The `createFunctionArn` of the API. When it is left out it is that of the API whose `grantCreate` the function was
   * given, in the environment variable `ASYNC_TASKS_CREATE_FUNCTION`.
   */
  readonly functionArn?: string;
}

/** What became of one of several tasks. */
export type CreateOutcome =
  /** It was created, now or by an earlier request with the same key. */
  | { readonly id: string; readonly error?: undefined }
  /** It was refused ({@link TaskRefused}), or nobody knows: then its key tells whether it was created, when it is sent again. */
  | { readonly id?: undefined; readonly error: Error };

/** Creates tasks from any Lambda function that the API's `grantCreate` was called for. Make one outside of the handler. */
export class TaskClient {
  private readonly creator: Creator;

  public constructor({ functionArn = process.env[ENV.createFunction] }: TaskClientOptions = {}) {
    if (!functionArn) {
      throw new Error(`nobody has said where tasks are created: call grantCreate(function) of the API, which sets ${ENV.createFunction}, or pass functionArn`);
    }
    this.creator = lambdaCreator(functionArn);
  }

  /**
   * Creates a task, and returns its id. Failures of the network are retried, which creates no second task. Throws
   * {@link TaskRefused} when the API does not accept it.
   */
  public async createTask(task: NewTask): Promise<string> {
    const [{ id, error }] = await this.createTasks([task]);
    if (error) throw error;
    return id;
  }

  /**
   * Creates tasks, and returns what became of each, in the same order; one that is refused holds up no other. A hundred of
   * them, or 5 MB, are one request.
   */
  public async createTasks(tasks: readonly NewTask[]): Promise<CreateOutcome[]> {
    const requests = tasks.map((task) => ({ request: toJson('the task', { ...task, idempotency_key: task.idempotency_key ?? randomUUID() }) }));
    const outcomes: CreateOutcome[] = [];
    for (const batch of createBatches(requests)) outcomes.push(...await this.send(batch));
    return outcomes;
  }

  private async send(batch: readonly WrittenRequest[]): Promise<CreateOutcome[]> {
    try {
      const answers = await this.creator.create(batchEvent(batch));
      return batch.map((_request, place) => outcomeOf(answers[place]));
    } catch (error) {
      return batch.map(() => ({ error: error as Error }));
    }
  }
}

function outcomeOf(answer: CreateAnswer | undefined): CreateOutcome {
  if (!answer) return { error: new Error('the API has not answered each request for a task') };
  return answer.id === undefined ? { error: new TaskRefused(answer) } : { id: answer.id };
}
