import { join } from 'node:path';
import { Condition } from './condition';
import { cancelConflict, dataGone, notFound, removeConflict, retryConflict } from './conflict';
import { nextToken, readNextToken } from './next-token';
import { Reporting } from './reporting';
import { etagOf, represent } from './representation';
import { retryAfter } from './retry-after';
import type { Route } from '../../../src/contract';
import { LIST_PAGE_SIZE, LONG_POLL_MS, MAX_BATCH_BODY_BYTES, MAX_CREATES, OPENAPI_FILE, ROUTE } from '../../../src/contract';
import { countEnd } from '../../core/counts';
import { cancelTask } from '../../core/operations/cancel';
import { listTasks } from '../../core/operations/list';
import { removeTask } from '../../core/operations/remove';
import { retryTask } from '../../core/operations/retry';
import type { TaskPolicy } from '../../core/policy';
import type { CreateAnswer, Ports } from '../../core/ports';
import { PayloadMissing, readPayload } from '../../core/record/payload';
import { readTask } from '../../core/record/read';
import { taskKeys } from '../../core/record/task-keys';
import type { TaskRecord } from '../../core/record/task-record';
import { isSettled } from '../../core/record/task-record';
import type { TransitionOutcome } from '../../core/transitions/transition';
import { isKnown } from '../../http/etag';
import type { Problem } from '../../http/problem';
import { TaskCreation } from '../creation/creation';
import { readDirectRequest } from '../creation/direct-request';
import { Parents } from '../creation/parents';
import { description } from '../description';
import { checkReporter, scopeOf } from '../http/caller';
import type { HttpAnswer, HttpRequest, Operation } from '../http/http';
import { readPreferences } from '../http/preferences';
import type { Preferences } from '../http/preferences';
import { readReport } from '../http/requests';
import { validateBody } from '../http/validation';
import type { TaskApiOptions } from '../task-api-options';

/** The tasks of a valid request for many. */
interface NewTasksDocument {
  readonly tasks: readonly unknown[];
}

const APPLIED_REPRESENTATION = { 'preference-applied': 'return=representation' };

/** What the API does, whoever asks. */
export class TaskApi {
  /** The operation behind each route. A client's is bound to the client's scope, whatever else it asks for. */
  public readonly operations: Readonly<Record<Route, Operation>> = {
    [ROUTE.create]: (request) => this.create(this.scopeOf(request), request),
    [ROUTE.createAll]: (request) => this.createMany(this.scopeOf(request), request),
    [ROUTE.list]: (request) => this.list(this.scopeOf(request), request),
    [ROUTE.read]: (request) => this.read(this.scopeOf(request), request),
    [ROUTE.report]: (request) => this.report(request),
    [ROUTE.cancel]: (request) => this.cancel(this.scopeOf(request), request),
    [ROUTE.retry]: (request) => this.retry(this.scopeOf(request), request),
    [ROUTE.remove]: (request) => this.remove(this.scopeOf(request), request),
    [ROUTE.openApi]: description(join(__dirname, OPENAPI_FILE)),
  };

  private readonly creation: TaskCreation;
  private readonly reporting: Reporting;

  public constructor(private readonly options: TaskApiOptions) {
    this.creation = new TaskCreation(options);
    this.reporting = new Reporting(options);
  }

  /** Creates the tasks of a direct invocation, which is how everything that is no HTTP client does it. */
  public async createAll(requests: readonly unknown[]): Promise<CreateAnswer[]> {
    if (requests.length > MAX_CREATES) {
      throw new Error(`one invocation creates at most ${MAX_CREATES} tasks, not ${requests.length}; nothing was created`);
    }
    const parents = new Parents(this.options.ports);
    return this.creation.createAll(requests, async (request) => readDirectRequest(request, this.options.scope, parents));
  }

  private scopeOf({ caller }: HttpRequest): string {
    return scopeOf(this.options.scope, caller);
  }

  private async create(scope: string, request: HttpRequest): Promise<HttpAnswer> {
    const { headers } = request;
    const record = await this.creation.create({ scope, document: request.body(), idempotency_key: headers['idempotency-key'] });
    // Relative to the request's path, so that it holds behind any domain, stage or mapping.
    const answer = { status: 201, headers: { location: `tasks/${record.id}`, ...this.retryAfter(record) }, body: { id: record.id } };
    return readPreferences(headers.prefer).representation ? this.represented(answer, record) : answer;
  }

  private async createMany(scope: string, request: HttpRequest): Promise<HttpAnswer> {
    const document = request.body(undefined, MAX_BATCH_BODY_BYTES);
    validateBody(ROUTE.createAll, document);
    const key = { idempotency_key: request.headers['idempotency-key'] };
    const tasks = await this.creation.createAll((document as NewTasksDocument).tasks, (task, place) => (
      { scope, document: task, ...key, idempotency_place: place }
    ));
    return { status: 200, body: { tasks } };
  }

  private async list(scope: string, { query }: HttpRequest): Promise<HttpAnswer> {
    const { limit = LIST_PAGE_SIZE, next_token, ...filter } = query;
    const page = await listTasks(this.options.ports, {
      scope,
      buckets: this.options.policy.listBuckets,
      limit,
      filter,
      before: readNextToken(next_token, { scope, filter }),
    });
    return { status: 200, body: { tasks: page.records.map((record) => represent(record)), next_token: nextToken(page.next, { scope, filter }) } };
  }

  private async read(scope: string, { id, query, headers }: HttpRequest): Promise<HttpAnswer> {
    const { wait } = readPreferences(headers.prefer);
    const record = await this.findSettled(scope, id, wait);
    const validators = {
      ...this.validatorsOf(record),
      'cache-control': 'private, no-cache',
      ...(wait !== undefined && this.options.longPolling !== undefined && { 'preference-applied': `wait=${wait}` }),
    };
    if (isKnown(headers['if-none-match'], etagOf(record))) return { status: 304, headers: validators };

    const { ports } = this.options;
    const data = query.include?.includes('data') ? await readPayload(ports, { text: record.data, ref: record.data_ref }) : undefined;
    return { status: 200, headers: validators, body: represent(record, { data, result: await this.resultOf(record) }) };
  }

  private async report(request: HttpRequest): Promise<HttpAnswer> {
    const { catalogue, reporters } = this.options;
    checkReporter(reporters, request.caller);
    const document = request.body();
    const report = readReport(document);
    const record = await this.find(request.id);
    if (report.status === 'COMPLETED') catalogue.checkResult(record.task_type, (document as { result?: unknown }).result, report.result?.length);

    const condition = new Condition(request.headers['if-match'], record);
    const policy = this.policyOf(record);
    const reported = await this.reporting.apply(condition, policy, record, report);
    if (!readPreferences(request.headers.prefer).representation) return { status: 204 };
    const result = await this.resultOf(reported);
    return { status: 200, headers: { ...APPLIED_REPRESENTATION, ...this.validatorsOf(reported) }, body: represent(reported, { result }) };
  }

  private async cancel(scope: string, request: HttpRequest): Promise<HttpAnswer> {
    const { ports, metrics } = this.options;
    validateBody(ROUTE.cancel, request.body({}));
    const record = await this.findIn(scope, request.id);

    const condition = new Condition(request.headers['if-match'], record);
    const cancelled = applied(condition, record, await cancelTask(condition.portsOf(ports), record), cancelConflict);
    const isOver = isSettled(cancelled);
    if (isWritten(record, cancelled)) {
      this.options.logger.info(isOver ? 'task CANCELLED' : 'task is to be cancelled: its worker was asked to stop', taskKeys(cancelled));
      countEnd(metrics, ports, cancelled);
    }
    return { status: isOver ? 200 : 202, headers: this.validatorsOf(cancelled), body: represent(cancelled) };
  }

  private async retry(scope: string, request: HttpRequest): Promise<HttpAnswer> {
    validateBody(ROUTE.retry, request.body({}));
    const record = await this.findIn(scope, request.id);

    const condition = new Condition(request.headers['if-match'], record);
    const retried = applied(condition, record, await this.tryRetry(condition.portsOf(this.options.ports), record), retryConflict);
    this.options.logger.info(`task ${retried.status} again: its client retries it`, taskKeys(retried));
    return { status: 200, headers: this.validatorsOf(retried), body: represent(retried) };
  }

  private async tryRetry(ports: Ports, record: TaskRecord): Promise<TransitionOutcome> {
    try {
      return await retryTask(ports, this.policyOf(record), record);
    } catch (error) {
      throw error instanceof PayloadMissing ? dataGone(record) : error;
    }
  }

  private async remove(scope: string, { id, headers }: HttpRequest): Promise<HttpAnswer> {
    const record = await this.findIn(scope, id);
    const condition = new Condition(headers['if-match'], record);
    applied(condition, record, await removeTask(this.options.ports, record), removeConflict);
    this.options.logger.info('task deleted', taskKeys(record));
    return { status: 204 };
  }

  /** The answer with the task in it. */
  private represented({ status, headers }: HttpAnswer, record: TaskRecord): HttpAnswer {
    return { status, headers: { ...headers, ...APPLIED_REPRESENTATION, ...this.validatorsOf(record) }, body: represent(record) };
  }

  private validatorsOf(record: TaskRecord): Record<string, string> {
    return { etag: etagOf(record), ...this.retryAfter(record) };
  }

  private retryAfter(record: TaskRecord): { 'retry-after'?: string } {
    return retryAfter(record, this.options.ports.clock.now());
  }

  private async resultOf({ result, result_ref }: TaskRecord): Promise<string | undefined> {
    return readPayload(this.options.ports, { text: result, ref: result_ref });
  }

  private policyOf({ task_type }: Pick<TaskRecord, 'task_type'>): TaskPolicy {
    return this.options.catalogue.policyOf(task_type, this.options.policy);
  }

  /** A client's task: when it has settled, or when the client has waited for as long as it would. */
  private async findSettled(scope: string, id: string, wait: Preferences['wait'] = 0): Promise<TaskRecord> {
    const { ports: { clock }, longPolling = 0 } = this.options;
    const until = clock.now() + Math.min(wait * 1000, longPolling);
    let record = await this.findIn(scope, id);
    for (let left = until - clock.now(); !isSettled(record) && left > 0; left = until - clock.now()) {
      await clock.sleep(Math.min(LONG_POLL_MS, left));
      record = await this.findIn(scope, id);
    }
    return record;
  }

  /** A client's task: one of another scope is as absent as one that never was. */
  private async findIn(scope: string, id: string): Promise<TaskRecord> {
    const record = await this.find(id);
    if (record.scope !== scope) throw notFound(id);
    return record;
  }

  private async find(id: string): Promise<TaskRecord> {
    const record = await readTask(this.options.ports, id);
    if (!record) throw notFound(id);
    return record;
  }
}

/** The record that a transition left behind; throws the problem of a transition that was refused. */
function applied(condition: Condition, before: TaskRecord, outcome: TransitionOutcome, conflict: (record: TaskRecord) => Problem): TaskRecord {
  if (outcome.applied) return outcome.record;
  throw outcome.record ? condition.refusedBy(outcome.record) ?? conflict(outcome.record) : notFound(before.id);
}

/** Whether a request changed the task. One that came again found what it wanted: that was logged and counted then. */
function isWritten(before: TaskRecord, after: TaskRecord): boolean {
  return after.revision !== before.revision;
}
