import type { Logger } from '@aws-lambda-powertools/logger';
import { cancelConflict, dataGone, keyReused, notFound, reportConflict, retryConflict } from './conflict';
import type { HttpAnswer, HttpRequest, Operation } from './http';
import type { Problem } from './problem';
import { asProblem } from './problem';
import { represent } from './representation';
import { nextToken, readIdempotencyKey, readNewTask, readNextToken, readNothing, readReport } from './requests';
import type { Route } from '../../src/contract';
import { LIST_PAGE_SIZE, MAX_CREATES, ROUTE, SHARED_SCOPE } from '../../src/contract';
import { taskKeys } from '../aws/logger';
import { cancelTask } from '../core/cancel';
import { countEnd, countStart } from '../core/counts';
import type { Creation, NewTask } from '../core/create';
import { createTask, KeyReused } from '../core/create';
import { listTasks } from '../core/list';
import { PayloadMissing, readPayload } from '../core/payload';
import type { TaskPolicy } from '../core/policy';
import type { Ports, TaskMetrics } from '../core/ports';
import { readTask } from '../core/read';
import type { Report } from '../core/report';
import { reportTask } from '../core/report';
import { retryTask } from '../core/retry';
import type { StepOutcome } from '../core/step';
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
    [ROUTE.cancel]: (request) => this.cancel(request),
    [ROUTE.retry]: (request) => this.retry(request),
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
    const id = await this.createOne(request.body(), readIdempotencyKey(request.headers['idempotency-key']));
    // Relative to the request's path, so that it holds behind any domain, stage or mapping.
    return { status: 201, headers: { location: `tasks/${id}` }, body: { id } };
  }

  private async createOne(document: unknown, idempotency_key?: string): Promise<string> {
    const { ports, taskTypes, logger, metrics } = this.options;
    const task = readNewTask(document, taskTypes, ports.clock.now());
    const { record, isRepeated } = await this.tryCreate({ ...task, scope: SHARED_SCOPE, idempotency_key });
    if (isRepeated) {
      logger.info('task asked for again', taskKeys(record));
    } else {
      logger.info('task created', taskKeys(record));
      metrics.add('Created', record.task_type);
    }
    return record.id;
  }

  private async tryCreate(task: NewTask): Promise<Creation> {
    const { ports, policy } = this.options;
    try {
      return await createTask(ports, policy, task);
    } catch (error) {
      throw error instanceof KeyReused ? keyReused(error.record) : error;
    }
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
    const record = await this.find(id);
    const result = await readPayload(this.options.ports, { text: record.result, ref: record.result_ref });
    return { status: 200, body: represent(record, result) };
  }

  private async report(request: HttpRequest): Promise<HttpAnswer> {
    const { ports, policy } = this.options;
    const report = readReport(request.body());
    const record = await this.find(request.id);

    const outcome = await reportTask(ports, policy, record, report);
    if (!outcome.applied) throw this.refuse(record, outcome.record, report);
    if (isWritten(record, outcome.record)) this.tellReport(record, outcome.record);
    return { status: 204 };
  }

  private refuse(before: TaskRecord, record: TaskRecord | undefined, report: Report): Problem {
    const { ports, logger, metrics } = this.options;
    logger.warn('report refused', { ...taskKeys(record ?? before), reported: report.status });
    metrics.add('ReportRefused', before.task_type);
    return record ? reportConflict(record, report, ports.clock.now()) : notFound(before.id);
  }

  private tellReport(before: TaskRecord, after: TaskRecord): void {
    const { ports, logger, metrics } = this.options;
    const hasBegun = after.attempt > before.attempt;
    const isHeartbeat = after.status === before.status && !hasBegun;
    if (isHeartbeat) logger.debug('task still IN_PROGRESS', taskKeys(after));
    else logger.info(`task ${after.status}`, taskKeys(after));
    // The time at which it was due is gone when the report has ended it too, or is that of its next attempt.
    if (hasBegun) countStart(metrics, ports, { ...after, not_before: before.not_before });
    if (after.status === 'RETRYING') metrics.add('Retried', after.task_type);
    countEnd(metrics, ports, after);
  }

  private async cancel(request: HttpRequest): Promise<HttpAnswer> {
    const { ports, metrics } = this.options;
    readNothing(request.body({}));
    const record = await this.find(request.id);

    const cancelled = applied(record, await cancelTask(ports, record), cancelConflict);
    const isOver = isSettled(cancelled);
    if (isWritten(record, cancelled)) {
      this.options.logger.info(isOver ? 'task CANCELLED' : 'task is to be cancelled: its worker was asked to stop', taskKeys(cancelled));
      countEnd(metrics, ports, cancelled);
    }
    return { status: isOver ? 200 : 202, body: represent(cancelled) };
  }

  private async retry(request: HttpRequest): Promise<HttpAnswer> {
    readNothing(request.body({}));
    const record = await this.find(request.id);

    const retried = applied(record, await this.tryRetry(record), retryConflict);
    this.options.logger.info(`task ${retried.status} again: its client retries it`, taskKeys(retried));
    return { status: 200, body: represent(retried) };
  }

  private async tryRetry(record: TaskRecord): Promise<StepOutcome> {
    const { ports, policy } = this.options;
    try {
      return await retryTask(ports, policy, record);
    } catch (error) {
      throw error instanceof PayloadMissing ? dataGone(record) : error;
    }
  }

  private async find(id: string): Promise<TaskRecord> {
    const record = await readTask(this.options.ports, id);
    if (!record) throw notFound(id);
    return record;
  }
}

/** The record that a step left behind; throws the problem of a step that was refused. */
function applied(before: TaskRecord, outcome: StepOutcome, conflict: (record: TaskRecord) => Problem): TaskRecord {
  if (outcome.applied) return outcome.record;
  throw outcome.record ? conflict(outcome.record) : notFound(before.id);
}

/** Whether a request changed the task. One that came again found what it wanted: that was logged and counted then. */
function isWritten(before: TaskRecord, after: TaskRecord): boolean {
  return after.rev !== before.rev;
}
