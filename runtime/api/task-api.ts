import type { Logger } from '@aws-lambda-powertools/logger';
import { notFound, reportConflict } from './conflict';
import type { HttpAnswer, HttpRequest, Operation } from './http';
import { asProblem } from './problem';
import { represent } from './representation';
import { nextToken, readNewTask, readNextToken, readReport } from './requests';
import type { Route } from '../../src/contract';
import { LIST_PAGE_SIZE, MAX_CREATES, ROUTE, SHARED_SCOPE } from '../../src/contract';
import { taskKeys } from '../aws/logger';
import { countEnd, countStart } from '../core/counts';
import type { TaskPolicy } from '../core/life-cycle';
import { createTask, readTask, reportTask } from '../core/life-cycle';
import { listTasks } from '../core/list';
import { readPayload } from '../core/payload';
import type { Ports, TaskMetrics } from '../core/ports';
import type { TaskRecord } from '../core/task-record';
import { isSettled } from '../core/task-record';

export interface TaskApiOptions {
  readonly ports: Ports;
  readonly policy: TaskPolicy;
  /** The declared task types; any is welcome when there are none. */
  readonly taskTypes: readonly string[];
  readonly logger: Logger;
  readonly metrics: TaskMetrics;
}

/** The answer to one task of a direct invocation: its id, or the problem as HTTP would have told it. */
export type CreateAnswer = { readonly status: 201; readonly id: string } | Record<string, unknown>;

/** What the API does, whoever asks. */
export class TaskApi {
  /** The operation behind each route. */
  public readonly operations: Readonly<Record<Route, Operation>> = {
    [ROUTE.create]: (request) => this.create(request),
    [ROUTE.list]: (request) => this.list(request),
    [ROUTE.read]: (request) => this.read(request),
    [ROUTE.report]: (request) => this.report(request),
  };

  public constructor(private readonly options: TaskApiOptions) {}

  /**
   * Creates the tasks of a direct invocation, which is how everything that is no HTTP client does it. Each has its own
   * answer, in the same order; one that is refused does not hold up the others.
   */
  public async createAll(requests: readonly unknown[]): Promise<CreateAnswer[]> {
    if (requests.length > MAX_CREATES) {
      throw new Error(`one invocation creates at most ${MAX_CREATES} tasks, not ${requests.length}; nothing was created`);
    }
    return Promise.all(requests.map(async (request) => {
      try {
        return { status: 201 as const, id: await this.createOne(request) };
      } catch (error) {
        const problem = asProblem(error);
        if (problem.status >= 500) this.options.logger.error('task not created', error as Error);
        return problem.toJSON();
      }
    }));
  }

  private async create(request: HttpRequest): Promise<HttpAnswer> {
    const id = await this.createOne(request.body());
    // Relative to the request's path, so that it holds behind any domain, stage or mapping.
    return { status: 201, headers: { location: `tasks/${id}` }, body: { id } };
  }

  private async createOne(document: unknown): Promise<string> {
    const { ports, policy, taskTypes, logger, metrics } = this.options;
    const task = readNewTask(document, taskTypes, ports.clock.now());
    const record = await createTask(ports, policy, { ...task, scope: SHARED_SCOPE });
    logger.info('task created', taskKeys(record));
    metrics.add('Created', record.task_type);
    return record.id;
  }

  private async list(request: HttpRequest): Promise<HttpAnswer> {
    const { ports, policy } = this.options;
    const page = await listTasks(ports, {
      scope: SHARED_SCOPE,
      buckets: policy.listBuckets,
      limit: LIST_PAGE_SIZE,
      before: readNextToken(request.query.next_token),
    });
    return { status: 200, body: { tasks: page.records.map((record) => represent(record)), next_token: nextToken(page.next) } };
  }

  private async read({ id }: HttpRequest): Promise<HttpAnswer> {
    const { ports } = this.options;
    const record = await readTask(ports, id);
    if (!record) throw notFound(id);
    const result = await readPayload(ports, { text: record.result, ref: record.result_ref });
    return { status: 200, body: represent(record, result) };
  }

  private async report(request: HttpRequest): Promise<HttpAnswer> {
    const { ports, logger } = this.options;
    const report = readReport(request.body());
    const record = await readTask(ports, request.id);
    if (!record) throw notFound(request.id);

    const outcome = await reportTask(ports, record, report);
    if (!outcome.applied) {
      logger.warn('report refused', { ...taskKeys(outcome.record ?? record), reported: report.status });
      this.options.metrics.add('ReportRefused', record.task_type);
      throw reportConflict(request.id, outcome.record, report.status, ports.clock.now());
    }
    this.countReport(record, outcome.record);
    return { status: 204 };
  }

  private countReport(before: TaskRecord, after: TaskRecord): void {
    const { ports, logger, metrics } = this.options;
    logger.info(`task ${after.status}`, taskKeys(after));
    if (after.attempt > before.attempt) countStart(metrics, ports, after);
    if (isSettled(after) && !isSettled(before)) countEnd(metrics, ports, after);
  }
}
