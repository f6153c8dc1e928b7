import type { Creation, NewTask } from '../../core/operations/create';
import { createTask, KeyReused } from '../../core/operations/create';
import type { CreateAnswer } from '../../core/ports';
import { taskKeys } from '../../core/record/task-keys';
import type { TaskRecord } from '../../core/record/task-record';
import { asProblem } from '../../http/problem';
import type { Catalogue } from '../catalogue';
import { readNewTask } from '../http/requests';
import type { TaskApiOptions } from '../task-api-options';
import { childKeyReused, keyReused } from '../tasks/conflict';

/** A request to create a task, and whose the task will be. */
export interface CreateRequest extends Pick<NewTask, 'scope' | 'parent' | 'idempotency_key' | 'idempotency_place'> {
  /** As it came. */
  readonly document: unknown;
}

/** Creates tasks, wherever the requests come from: all are held to the same rules. */
export class TaskCreation {
  public constructor(private readonly options: Pick<TaskApiOptions, 'ports' | 'policy' | 'logger' | 'metrics'> & { readonly catalogue: Catalogue }) {}

  /** Throws a problem when the request is refused. */
  public async create({ document, ...owner }: CreateRequest): Promise<TaskRecord> {
    const { ports, catalogue, logger, metrics } = this.options;
    const task = readNewTask(document, catalogue, ports.clock.now());
    catalogue.checkData(task.task_type, (document as { data: unknown }).data, task.data.length);
    const { record, isRepeated } = await this.tryCreate({ ...task, ...owner });
    if (isRepeated) {
      logger.info('task asked for again', taskKeys(record));
    } else {
      logger.info('task created', taskKeys(record));
      metrics.add('Created', record.task_type);
    }
    return record;
  }

  /**
   * Creates many tasks. Each has its own answer, in the same order: its id, or the problem as the request by itself would
   * have been told it. One that is refused does not hold up the others.
   *
   * @param read a request; throws a problem when it is none
   */
  public async createAll<T>(
    requests: readonly T[], read: (request: T, place: number) => CreateRequest | Promise<CreateRequest>,
  ): Promise<CreateAnswer[]> {
    return Promise.all(requests.map(async (request, place) => {
      try {
        return { status: 201, id: (await this.create(await read(request, place))).id };
      } catch (error) {
        const problem = asProblem(error);
        if (problem.status >= 500) this.options.logger.error('task not created', error as Error);
        return problem.toJSON();
      }
    }));
  }

  private async tryCreate(task: NewTask): Promise<Creation> {
    const { ports, policy, catalogue } = this.options;
    try {
      return await createTask(ports, catalogue.policyOf(task.task_type, policy, task.parent), task);
    } catch (error) {
      if (!(error instanceof KeyReused)) throw error;
      throw task.parent ? childKeyReused(error.record, task.parent.id) : keyReused(error.record);
    }
  }
}
