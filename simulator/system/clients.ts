import type { Item } from '../../runtime/core/ports';
import { ROUTE, TERMINAL_STATUSES } from '../../src/contract';
import type { Gateway } from '../aws/gateway';
import type { HttpRequest, HttpResponse } from '../aws/requests';
import type { ClientAction, TaskPlan } from '../scenarios/settings';
import type { Faults } from '../world/faults';
import { HOUR, SECOND } from '../world/time';
import type { World } from '../world/world';

/** How often a client tries a request before it gives up. */
const TRIES = 6;

/** By how much the clock of a function may be ahead. */
const CLOCKS_DISAGREE_MS = 10 * SECOND;

/** What a client may be answered that does nothing wrong. */
const EXPECTED_REFUSALS: readonly number[] = [404, 409, 410, 429, 500, 502, 503, 504];

/** A client with one task: it posts it, and does with it later what its plan says. */
export class Client {
  private id?: string;
  private writes = 0;
  private readonly open: ClientAction[];
  private posted?: HttpRequest;

  public constructor(
    private readonly world: World,
    private readonly faults: Faults,
    private readonly gateway: Gateway,
    private readonly plan: TaskPlan,
    /** Is told when the API refuses what no client did wrong. */
    private readonly onRefusal: (detail: string) => void,
  ) {
    this.open = [...plan.actions];
  }

  public start(): void {
    this.world.after(this.plan.postedAfter, () => this.post(this.newRequest(), TRIES));
  }

  /** Follows the writes of its task, so that its plan meets their moments. */
  public onWrite(item: Item): void {
    if (item.id !== this.id) return;
    this.writes += 1;
    this.follow(TERMINAL_STATUSES.includes(item.status));
  }

  private follow(isEnd: boolean): void {
    for (const action of [...this.open]) {
      if (action.trigger !== 'end' && action.trigger > this.writes) continue;
      if (action.trigger === 'end' && !isEnd) continue;
      this.open.splice(this.open.indexOf(action), 1);
      this.world.after(action.delay, () => this.act(action, TRIES));
      if (action.trigger === 'end') break;
    }
  }

  private newRequest(): HttpRequest {
    const { plan, world } = this;
    const now = world.now();
    const runAt = plan.runAfter === undefined ? undefined : Math.ceil((now + plan.runAfter) / SECOND);
    return {
      route: ROUTE.create,
      role: plan.role,
      idempotencyKey: plan.idempotencyKey,
      body: {
        task_type: plan.taskType,
        data: plan.data,
        ...(plan.lane !== undefined && { lane: plan.lane }),
        ...(plan.ttlAfter !== undefined && { ttl: Math.ceil((Math.max(now, runAt === undefined ? 0 : runAt * SECOND) + plan.ttlAfter) / SECOND) }),
        ...(runAt !== undefined && { run_at: runAt }),
        ...(plan.maxAttempts !== undefined && { max_attempts: plan.maxAttempts }),
      },
    };
  }

  private post(request: HttpRequest, left: number): void {
    this.posted = request;
    this.send(request, (response) => {
      if (response?.status === 201) {
        if (this.id === undefined) this.accept(response.body.id);
      } else if (left > 1) {
        // What comes with a key comes again as it was.
        this.world.soon(SECOND, 30 * SECOND, () => this.post(request.idempotencyKey === undefined ? this.newRequest() : request, left - 1));
      }
    });
  }

  private accept(id: string): void {
    this.id = id;
    this.writes = 1;
    this.follow(false);
  }

  private act(action: ClientAction, left: number): void {
    const { id, world } = this;
    if (id === undefined || this.faults.areOver()) return;
    this.send(this.requestOf(action.kind, id), (response) => {
      const isAnswered = response && response.status < 500 && response.status !== 429;
      if (!isAnswered && left > 1) world.soon(SECOND, 30 * SECOND, () => this.act(action, left - 1));
    });
    if (action.kind !== 'read' && this.faults.strikes('client repeated', id)) {
      world.soon(0, HOUR, () => this.act({ ...action, kind: action.kind }, 1));
    }
  }

  private requestOf(kind: ClientAction['kind'], id: string): HttpRequest {
    const { role } = this.plan;
    switch (kind) {
      case 'cancel': return { route: ROUTE.cancel, id, role };
      case 'retry': return { route: ROUTE.retry, id, role };
      case 'read': return { route: ROUTE.read, id, role };
      case 'delete': return { route: ROUTE.remove, id, role };
      case 'post again': return this.posted!;
      case 'post another': return { ...this.posted!, body: { task_type: this.plan.taskType, data: { text: 'another' } } };
    }
  }

  /** Whether a request that has come too late, or that another one has taken the key of, may be refused. */
  private mayBeInvalid({ route, body }: HttpRequest): boolean {
    if (route !== ROUTE.create) return false;
    const { ttl } = body as { ttl?: number };
    return (ttl !== undefined && ttl * SECOND < this.world.now() + CLOCKS_DISAGREE_MS) || this.plan.actions.some(({ kind }) => kind === 'post another');
  }

  private send(request: HttpRequest, answer: (response: HttpResponse | undefined) => void): void {
    this.gateway.send(request, (response) => {
      const isExpected = !response || response.status < 400 || EXPECTED_REFUSALS.includes(response.status)
        || (response.status === 422 && this.mayBeInvalid(request));
      if (!isExpected) {
        this.onRefusal(`${request.route} ${JSON.stringify(request.body)} was answered ${response.status}: ${JSON.stringify(response.body)}`);
      }
      answer(response);
    });
  }
}
