import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { checkAnswer } from './declared';
import type { Answer, TestRequest } from './http';
import { CONTEXT, httpEvent } from './http';
import { RecordedLogger, RecordedMetrics } from './telemetry';
import { Catalogue } from '../../runtime/api/catalogue';
import { httpHandler } from '../../runtime/api/http/http';
import { TaskApi } from '../../runtime/api/tasks/task-api';
import { claimTask, completeRun, failRun } from '../../runtime/core/operations/run';
import type { Item, Store } from '../../runtime/core/ports';
import { readTask } from '../../runtime/core/record/read';
import type { TaskError, TaskRecord } from '../../runtime/core/record/task-record';
import type { TransitionOutcome } from '../../runtime/core/transitions/transition';
import { TABLE } from '../../simulator/aws/dynamodb/task-table';
import { memoryPorts } from '../../simulator/aws/memory-ports';
import type { MemoryPorts } from '../../simulator/aws/memory-ports';
import type { ReporterRule, Route, ScopeSource } from '../../src/contract';
import { DEFAULT_MAX_ATTEMPTS, DEFAULT_MAX_RETRY_DELAY_MS, DEFAULT_RETRY_DELAY_MS, ROUTE } from '../../src/contract';

export const POLICY = { retention: 3600, deadline: 14 * 24 * 3600 * 1000, externalLease: 3600 * 1000, listBuckets: 4, watchBuckets: 4 };

const WORKER_POLICY = {
  maxAttempts: DEFAULT_MAX_ATTEMPTS,
  atMostOnce: false,
  retryDelay: DEFAULT_RETRY_DELAY_MS,
  maxRetryDelay: DEFAULT_MAX_RETRY_DELAY_MS,
};

export interface TestApiOptions {
  readonly store?: Store;
  readonly routes?: Route[];
  readonly scope?: ScopeSource;
  readonly reporters?: ReporterRule;
  readonly longPolling?: number;
}

/** The API in memory, as a client and a worker over HTTP see it. */
export class TestApi {
  public readonly ports: MemoryPorts = memoryPorts();
  public readonly logger = new RecordedLogger();
  public readonly metrics = new RecordedMetrics();
  /** The declared task types: none, unless a test says otherwise. */
  public catalogue = new Catalogue();

  public taskApi({ store = this.ports.store, scope = { from: 'shared' }, reporters, longPolling }: TestApiOptions = {}): TaskApi {
    const { ports, catalogue, logger, metrics } = this;
    return new TaskApi({ ports: { ...ports, store }, policy: POLICY, catalogue, scope, reporters, longPolling, logger, metrics });
  }

  /** Sends a request; the answer is what the gateway gets. */
  public async exchange(request: TestRequest, options: TestApiOptions = {}): Promise<APIGatewayProxyStructuredResultV2> {
    const { operations } = this.taskApi(options);
    const routes = options.routes ?? Object.values(ROUTE);
    const handler = httpHandler(new Map(routes.map((route) => [route, operations[route]])), this.logger);
    return handler(httpEvent(request), CONTEXT);
  }

  /** Sends a request; its answer has to be one that the route declares. */
  public async send(request: TestRequest, options?: TestApiOptions): Promise<Answer> {
    const { statusCode, headers = {}, body } = await this.exchange(request, options);
    const answer = { status: statusCode!, headers, body: body ? JSON.parse(body) : undefined };
    const route = httpEvent(request).routeKey as Route;
    if ((options?.routes ?? Object.values(ROUTE)).includes(route)) checkAnswer(route, answer);
    return answer;
  }

  public async post(body: unknown, options?: TestApiOptions): Promise<Answer> {
    return this.send({ method: 'POST', body }, options);
  }

  /** Creates a task of the type TASK1, and says its id. */
  public async create(body: object = {}): Promise<string> {
    return (await this.post({ task_type: 'TASK1', data: { foo: 'bar' }, ...body })).body.id;
  }

  public async read(id: string): Promise<Answer> {
    return this.send({ path: `/tasks/${id}` });
  }

  public async report(id: string, body: unknown): Promise<Answer> {
    return this.send({ method: 'PATCH', path: `/tasks/${id}`, body });
  }

  public async cancel(id: string, body?: unknown): Promise<Answer> {
    return this.send({ method: 'POST', path: `/tasks/${id}/cancel`, body });
  }

  public async retry(id: string, body?: unknown): Promise<Answer> {
    return this.send({ method: 'POST', path: `/tasks/${id}/retry`, body });
  }

  /** Claims a task for one of our own workers. */
  public async claim(id: string, claim = 'message-1:run-1', lease = 30_000): Promise<TaskRecord> {
    const { clock } = this.ports;
    const outcome = await claimTask(this.ports, {
      id,
      taskType: 'TASK1',
      claim,
      leaseUntil: () => clock.now() + lease,
      policy: WORKER_POLICY,
    });
    if (!outcome.applied) throw new Error(`the task was not claimed: it is ${outcome.record?.status}`);
    return outcome.record;
  }

  /** Ends well what one of our own workers has claimed. */
  public async complete(record: TaskRecord, result: unknown): Promise<TransitionOutcome> {
    return completeRun(this.ports, record, { claim: record.claim!, result: JSON.stringify(result) });
  }

  /** Ends badly, for good, what one of our own workers has claimed. */
  public async fail(record: TaskRecord, error: TaskError): Promise<TransitionOutcome> {
    return failRun(this.ports, WORKER_POLICY, record, { claim: record.claim!, error, retryable: false });
  }

  /** The task's record, as the table has it. */
  public async record(id: string): Promise<TaskRecord> {
    return (await readTask(this.ports, id))!;
  }

  /** Changes a record behind the life cycle's back, as another part of the system may have left it. */
  public async alter(id: string, attributes: Item): Promise<void> {
    await this.ports.store.put({ TableName: TABLE, Item: { ...await this.record(id), ...attributes } });
  }

  public get seconds(): number {
    return Math.floor(this.ports.clock.now() / 1000);
  }
}
