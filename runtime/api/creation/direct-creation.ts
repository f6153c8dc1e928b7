import type { Logger } from '@aws-lambda-powertools/logger';
import type { ScheduledCreation } from '../../../src/contract';
import { TASK_TYPE_PATTERN } from '../../../src/contract';
import type { CreateAnswer, TaskMetrics } from '../../core/ports';
import type { Catalogue } from '../catalogue';
import type { TaskApi } from '../tasks/task-api';

export interface DirectCreationOptions {
  readonly api: Pick<TaskApi, 'createAll'>;
  readonly catalogue: Catalogue;
  readonly logger: Logger;
  readonly metrics: TaskMetrics;
}

/** Creates the tasks that somebody asks for by invoking the function. */
export class DirectCreation {
  public constructor(private readonly options: DirectCreationOptions) {}

  /** Of a list of requests: who has sent it reads the answers, and repeats what may be repeated. */
  public async ofList(requests: readonly unknown[]): Promise<CreateAnswer[]> {
    const answers = await this.options.api.createAll(requests);
    answers.forEach((answer, place) => this.logRefusal(requests[place], answer, {}));
    return answers;
  }

  /**
   * Of a schedule: nobody reads the answers, so that a refusal is only seen here. When one of the requests could not be
   * answered the invocation fails, and Lambda repeats it; those that were are known by their keys.
   */
  public async ofSchedule({ schedule, tasks }: ScheduledCreation): Promise<CreateAnswer[]> {
    const answers = await this.options.api.createAll(tasks);
    answers.forEach((answer, place) => this.logRefusal(tasks[place], answer, { schedule, detail: answer.detail }));
    const failures = answers.filter(({ status }) => status >= 500).length;
    if (failures > 0) throw new Error(`${failures} of ${tasks.length} tasks of the schedule ${schedule} could not be created now`);
    return answers;
  }

  private logRefusal(request: unknown, { status }: CreateAnswer, keys: Record<string, unknown>): void {
    if (status < 400 || status >= 500) return;
    const taskType = this.typeOf(request);
    this.options.logger.warn('task refused', { task_type: taskType, status, ...keys });
    this.options.metrics.add('CreateRefused', taskType);
  }

  /** The task type that a request names, if it is one: a metric has a dimension of it. */
  private typeOf(request: unknown): string | undefined {
    const taskType = (request as { task_type?: unknown } | null)?.task_type;
    const { names } = this.options.catalogue;
    if (typeof taskType !== 'string') return undefined;
    return names.includes(taskType) || (names.length === 0 && TASK_TYPE_PATTERN.test(taskType)) ? taskType : undefined;
  }
}
