import type { SQSRecord } from 'aws-lambda';
import type { Batch } from './batch-rules';
import { BatchRules, isAlone } from './batch-rules';
import { dispatchBound, dispatchesOf, messageBound } from './bounds';
import { ChildRules } from './child-rules';
import type { ClaimOptions } from './claim-rules';
import { ClaimRules } from './claim-rules';
import { CreationRules } from './creation-rules';
import { FiringRules } from './firing-rules';
import { LaneRules } from './lane-rules';
import { Observer } from './observer';
import { isTerminal, TaskState } from './task-state';
import { TimeRules } from './time-rules';
import type { Violate, Violation } from './violation';
import { checkWatch } from './watch-rule';
import type { CreateAnswer, Item } from '../../runtime/core/ports';
import type { Task } from '../../sdk/typescript/handler';
import { MESSAGE_ATTRIBUTE, ROUTE } from '../../src/contract';
import type { AcceptedWrite } from '../aws/dynamodb/table';
import type { Invocation } from '../aws/invocation';
import { nameOf } from '../aws/invocation';
import type { MappingWatch } from '../aws/mapping';
import { runAtOf } from '../aws/requests';
import type { CreateRequest, DirectCall, HttpRequest } from '../aws/requests';
import type { Firing } from '../aws/scheduler';
import type { Faults } from '../world/faults';
import { DAY, SECOND } from '../world/time';
import { printTimeline } from '../world/timeline';
import type { TimelineEntry } from '../world/timeline';
import type { World } from '../world/world';

/** A task that may still run needs so much time before its deadline to be sure of it. */
const TIME_TO_RUN_MS = 6 * 3600 * SECOND;

export interface CheckerOptions extends ClaimOptions {
  /** Task types whose runs are never repeated. */
  readonly onceTypes: ReadonlySet<string>;
  readonly watchBuckets: number;
  /** No fault of any kind is possible. */
  readonly isCalm: boolean;
  /** How many invocations have tasks of a lane at most. */
  readonly concurrencyOf: (lane: string) => number;
}

/** Holds what happens against the invariants of the design; of the rules that bring these about, it knows nothing. */
export class Checker extends Observer {
  public readonly violations: Violation[] = [];
  public readonly batches: BatchRules;
  public readonly timeOuts: TimeRules;
  public readonly children: ChildRules;
  public readonly firings: FiringRules;
  private readonly creations: CreationRules;
  private readonly claimRules: ClaimRules;
  private readonly laneRules: LaneRules;
  /** The tasks of the batches under way, by the ids of their messages. */
  private readonly underWay = new Map<Invocation, Batch>();

  public constructor(world: World, private readonly faults: Faults, private readonly options: CheckerOptions) {
    super(world);
    this.batches = new BatchRules(this.violate);
    this.timeOuts = new TimeRules(this.violate);
    this.children = new ChildRules(this.violate, this.tasks);
    this.firings = new FiringRules(this.violate);
    this.creations = new CreationRules(this.violate, this.tasks, this.children, this.firings);
    this.claimRules = new ClaimRules(world, this.violate, options);
    this.laneRules = new LaneRules(this.violate, options.concurrencyOf);
  }

  /** Follows the invocations that a lane's queue feeds. */
  public watchWorker(lane: string): MappingWatch {
    return {
      onBegin: (invocation, messages) => {
        const batch = this.tasksOf(messages);
        this.underWay.set(invocation, batch);
        this.laneRules.onBegin(invocation, lane, [...batch.values()]);
        this.batches.onBegin(messages);
      },
      onEnd: (invocation, outcome) => {
        const batch = this.underWay.get(invocation);
        // Its process ended before it began.
        if (!batch) return;
        this.underWay.delete(invocation);
        this.laneRules.onEnd(invocation);
        this.batches.onEnd(invocation, outcome, batch);
        this.timeOuts.onInvocationEnd(invocation, outcome, batch.values());
        if (outcome.kind === 'returned') this.checkStarted(invocation, batch);
      },
    };
  }

  private tasksOf(messages: readonly SQSRecord[]): Batch {
    return new Map(messages.flatMap(({ messageId, messageAttributes }) => {
      const state = this.tasks.get(messageAttributes[MESSAGE_ATTRIBUTE.taskId].stringValue!);
      return state ? [[messageId, state]] : [];
    }));
  }

  public override onWrite(write: AcceptedWrite): TaskState | undefined {
    this.creations.onPayload(write);
    return super.onWrite(write);
  }

  public override onStart(invocation: Invocation, task: Task): void {
    super.onStart(invocation, task);
    const state = this.tasks.get(task.id);
    if (!state) return;
    state.startsSinceRetry += 1;
    this.claimRules.checkStart(state, invocation, task);
    this.timeOuts.onStart(state, invocation);
    if (JSON.stringify(task.data) !== state.data) this.violate(state, 'a handler gets what its client posted', `it got ${JSON.stringify(task.data)?.slice(0, 200)}`);
    if (this.options.onceTypes.has(task.task_type) && state.startsSinceRetry > 1) {
      this.violate(state, 'an at-most-once task never starts twice', `it started ${state.startsSinceRetry} times since its creation or last retry`);
    }
  }

  public override onNotBegun(invocation: Invocation, taskId: string): void {
    super.onNotBegun(invocation, taskId);
    const own = this.tasks.get(taskId)?.claimsOf.get(invocation.number);
    if (own) own.isNotBegun = true;
  }

  public override onCodeEnd(invocation: Invocation, taskId: string): void {
    const state = this.tasks.get(taskId);
    if (state) this.timeOuts.onCodeEnd(state, invocation);
  }

  public override onAnswer(invocation: Invocation, request: HttpRequest, status: number | undefined, body: string): void {
    super.onAnswer(invocation, request, status, body);
    const taskId = request.id ?? '';
    const state = this.tasks.get(taskId) ?? new TaskState(taskId || '(none)');
    if ((status === undefined || status === 500) && invocation.faults === 0) {
      this.violate(state, 'no request fails for a reason of ours', `${request.route} was answered ${status ?? 'by an error of the function'} without a fault: ${body} ${printErrors(invocation)}`);
    }
    if (request.route === ROUTE.remove && status === 204 && !state.isGone && state.creations === 1) {
      this.violate(state, 'what was deleted is gone', `it is ${state.item?.status}`);
    }
    if (request.route === ROUTE.create && status === 201) this.checkCreated(request, body);
    if (request.route === ROUTE.report && status !== undefined) this.claimRules.checkReported(state, request, status);
    this.checkRefusal(state, invocation, request, status);
    if (/\n\s+at /.test(body) || /\\n\s+at /.test(body)) this.violate(state, 'no answer shows a stack trace', body);
    if (request.route.endsWith('/cancel') && (status === 200 || status === 202) && !state.wasCancelled && state.item?.status !== 'CANCELLED') {
      this.violate(state, 'an accepted cancellation is written down', `cancel was answered ${status}, and nothing was written`);
    }
  }

  public override onChildren(parentId: string, children: readonly CreateRequest[], ids: readonly string[]): void {
    this.children.onChildren(parentId, children, ids);
  }

  public override onFired(firing: Firing): void {
    this.firings.onFired(firing);
  }

  public override onDirectAnswer(invocation: Invocation, call: DirectCall, answers: readonly CreateAnswer[] | undefined): void {
    super.onDirectAnswer(invocation, call, answers);
    for (const answer of answers ?? []) {
      if (answer.status === 500 && invocation.faults === 0) {
        this.violate(new TaskState('(none)'), 'no request fails for a reason of ours', `a task was not created without a fault: ${JSON.stringify(answer)} ${printErrors(invocation)}`);
      }
    }
    if (!answers) return;
    this.children.onAnswer(call, answers, this.world.now());
    this.firings.onAnswer(call, answers);
  }

  /** A worker's invocation has come to its end. */
  private checkStarted(invocation: Invocation, batch: Batch): void {
    for (const id of invocation.lastAnswers.keys()) {
      const state = this.tasks.get(id);
      // Of two messages for the same task, either may have had the last answer.
      if (state && (invocation.faults === 0 || isAlone(state, batch))) this.claimRules.checkEnd(state, invocation);
    }
  }

  public override onFailure(invocation: Invocation, error: unknown): void {
    if (invocation.faults > 0) return;
    const state = new TaskState('(none)');
    const text = error instanceof Error ? error.stack ?? error.message : String(error);
    this.violate(state, 'no function fails without a fault', `${nameOf(invocation)} threw ${text}`);
  }

  public override onRefusal(detail: string): void {
    this.violate(new TaskState('(none)'), 'no client is refused that does as documented', detail);
  }

  /** Faults have ended: whatever may still run, from now on has to. */
  public onQuiet(): void {
    const now = this.world.now();
    for (const state of this.tasks.values()) {
      const { item } = state;
      if (!item || state.isGone || isTerminal(item)) continue;
      const needed = Math.max(now, item.watch_time ?? 0, item.not_before ?? 0, item.lease_until ?? 0) + TIME_TO_RUN_MS;
      // A request to create it that stood still for hours may have come after its deletion, which took the payload along.
      const isWhole = item.data_ref === undefined || this.creations.hasPayload(item.data_ref);
      const isPossible = isWhole && item.deadline > needed && (item.ttl === undefined || item.ttl * SECOND > needed);
      const attemptsLeft = state.claimsSinceRetry < (item.max_attempts ?? this.options.defaultMaxAttempts);
      const mayRunAgain = state.claimsSinceRetry === 0 || !(this.options.onceTypes.has(item.task_type) || state.claim?.isBare);
      // A loop of tasks ends with one that is refused its child.
      const isLoop = state.data?.includes('"endless"');
      state.mustComplete = !isLoop && isPossible && attemptsLeft && mayRunAgain && state.cancelledAt === undefined;
      this.note(state.id, undefined, () => `faults are over${state.mustComplete ? '; it may run, so it has to' : ''}`);
    }
  }

  public onEnd(): void {
    for (const state of this.tasks.values()) this.checkEnd(state);
    this.firings.checkEnd();
  }

  private checkEnd(state: TaskState): void {
    const { item } = state;
    if (this.isStuck(state)) {
      this.violate(state, 'an accepted task ends', `it is ${item!.status} when nothing is due any more`);
      return;
    }
    if (state.mustComplete && item?.status !== 'COMPLETED') {
      this.violate(state, 'what may run once faults are over, runs', `it ended ${item?.status ?? 'deleted'}`);
    }
    if (state.cancelledAt !== undefined && !this.isExpired(state) && item!.status !== 'CANCELLED' && item!.status !== 'COMPLETED') {
      this.violate(state, 'a cancelled task ends CANCELLED or COMPLETED', `it ended ${item!.status}`);
    }
    this.checkDispatches(state);
    if (this.options.isCalm) this.checkCalm(state);
  }

  private checkDispatches(state: TaskState): void {
    const { claims, retries, createdAt = 0, messages } = state;
    const now = this.world.now();
    const dispatches = dispatchesOf(state);
    const bound = dispatchBound(state, now);
    if (dispatches > bound) {
      const days = ((now - createdAt) / DAY).toFixed(1);
      this.violate(state, 'no dispatch storm', `${dispatches} dispatches, more than the ${bound} of ${claims} claims, ${retries} retries and ${days} days`);
    }
    if (messages > messageBound(state)) {
      this.violate(state, 'no dispatch storm', `${messages} messages, more than the ${messageBound(state)} of ${dispatches} dispatches`);
    }
  }

  private checkCalm(state: TaskState): void {
    if (state.runs !== 1 || state.claims !== 1 || state.messages !== 1) {
      this.violate(state, 'without faults every handler runs once', `it ran ${state.runs} times, of ${state.claims} claims, for ${state.messages} messages`);
    }
  }

  /** A client that was answered has the task that it asked for: a key alone proves nothing. */
  private checkCreated(request: HttpRequest, body: string): void {
    const state = this.tasks.get(JSON.parse(body).id)!;
    const data = JSON.stringify((request.body as { data: unknown }).data);
    if (!state.posted.has(data)) this.violate(state, 'who is told that a task was created, has created it', `its data is ${state.data}, and not ${data}`);
  }

  /** Who is refused has changed nothing. */
  private checkRefusal(state: TaskState, invocation: Invocation, { route }: HttpRequest, status: number | undefined): void {
    // A client may have deleted the task since.
    if (status === undefined || status < 400 || status >= 500 || state.lastWriter !== invocation || state.isGone) return;
    this.violate(state, 'what was written is not refused', `${route} was answered ${status} after its ${state.item?.transition} was accepted`);
  }

  protected override onDeletion(state: TaskState, write: AcceptedWrite): void {
    super.onDeletion(state, write);
    const { writer, old, sentAt } = write;
    if (!old || (old.ttl !== undefined && old.ttl * SECOND <= sentAt + (writer?.environment.skew ?? 0))) return;
    if (!isTerminal(old)) this.violate(state, 'an accepted task ends', `it was deleted while ${old.status}, before its ttl`);
  }

  protected override onItem(state: TaskState, write: AcceptedWrite, item: Item): void {
    const { old } = write;
    if (item.transition === 'create' || item.transition === 'schedule') this.checkCreation(state, write, item);
    else if (!old) this.violate(state, 'a deleted task stays so', `${item.transition} made a record out of nothing`);
    else this.checkStep(state, write, old, item);

    super.onItem(state, write, item);
    this.checkTtl(state, item);
    checkWatch(state, item, this.options.watchBuckets, this.violate);
    if (item.status === 'FAILED' && !(item.error?.type && item.error.message)) {
      this.violate(state, 'every FAILED task says why', `its error is ${JSON.stringify(item.error)}`);
    }
    if (item.status === 'FAILED' && item.error?.type === 'PayloadMissing') {
      this.violate(state, 'data is there as long as its task', item.error.message);
    }
    if (item.status === 'CANCELLED' && state.cancelledAt === undefined) {
      this.violate(state, 'only what a client cancelled is CANCELLED', `${item.transition} made it so, and no client had asked for it since its creation or last retry`);
    }
  }

  /** An open task disappears when its client said, if at all; its retention begins when it settles. */
  private checkTtl(state: TaskState, item: Item): void {
    const isRight = isTerminal(item) ? item.ttl !== undefined && item.ttl === (state.clientTtl ?? item.ttl) : item.ttl === state.clientTtl;
    if (!isRight) this.violate(state, 'a task disappears when it is to', `after ${item.transition} it is ${item.status} with ttl ${item.ttl}; its client said ${state.clientTtl}`);
  }

  private checkCreation(state: TaskState, write: AcceptedWrite, item: Item): void {
    const { writer, old, sentAt } = write;
    if (old && !(old.ttl !== undefined && old.ttl * SECOND <= sentAt + writer!.environment.skew)) {
      this.violate(state, 'a task is created once', `a task that was ${old.status} was overwritten`);
    }
    state.isGone = false;
    state.createdAt ??= this.world.now();
    state.creations += 1;
    state.dispatches = (state.dispatches ?? 0) + item.dispatch;
    const request = this.creations.onCreation(state, write, item);
    state.runAt = runAtOf(request);
    state.data = JSON.stringify(request.data);
    state.posted.add(state.data);
    state.clientTtl = request.ttl;
    state.waitingSince = Math.max(this.world.now(), state.runAt ?? 0);
    state.lastDispatchAt = sentAt;
    this.beginAgain(state);
    if (item.attempt !== 0) this.violate(state, 'attempts count claims', `a new task has attempt ${item.attempt}`);
  }

  private beginAgain(state: TaskState): void {
    if (state.claim) state.claim.isOpen = false;
    state.claim = undefined;
    state.claimsSinceRetry = 0;
    state.startsSinceRetry = 0;
    state.runsWithoutFailure = 0;
    state.cancelledAt = undefined;
  }

  private checkStep(state: TaskState, write: AcceptedWrite, old: Item, item: Item): void {
    this.checkTerminal(state, write, old, item);
    if (item.attempt < old.attempt) this.violate(state, 'attempts never decrease', `${item.transition} set attempt from ${old.attempt} to ${item.attempt}`);
    if (item.lane !== old.lane) this.violate(state, 'a task keeps its lane', `${item.transition} set lane from ${old.lane} to ${item.lane}`);
    if (item.dispatch < old.dispatch) this.violate(state, 'dispatches never decrease', `${item.transition} set dispatch from ${old.dispatch} to ${item.dispatch}`);
    if (item.transition === 'retry') this.retry(state, write);
    state.dispatches! += item.dispatch - old.dispatch;
    if (item.dispatch > old.dispatch) state.lastDispatchAt = write.sentAt;
    if (item.transition === 'cancel' || item.transition === 'request-cancel') {
      state.cancelledAt ??= this.world.now();
      state.wasCancelled = true;
    }
    this.claimRules.checkStep(state, write, old, item);
    if (write.writer && this.timeOuts.isOutlived(state, write.writer, item)) this.onRunFailed(state.id);
    if (state.cancelledAt !== undefined && item.status === 'FAILED') {
      this.violate(state, 'a cancelled task ends CANCELLED or COMPLETED', `${item.transition} made it FAILED after its cancellation was accepted`);
    }
  }

  private checkTerminal(state: TaskState, { writer, sentAt }: AcceptedWrite, old: Item, item: Item): void {
    if (!isTerminal(old)) return;
    if (item.transition === 'retry' && old.status !== 'COMPLETED') {
      if (old.ttl !== undefined && old.ttl * SECOND <= sentAt + writer!.environment.skew) {
        this.violate(state, 'an expired task is absent', 'it was retried');
      }
      return;
    }
    const same = (['status', 'result', 'result_ref'] as const).every((name) => old[name] === item[name])
      && JSON.stringify(old.error) === JSON.stringify(item.error);
    if (!same) this.violate(state, 'a terminal status changes only by retry', `${item.transition} changed a task that was ${old.status} into ${item.status}`);
  }

  private retry(state: TaskState, { sentAt }: AcceptedWrite): void {
    this.beginAgain(state);
    state.retries += 1;
    state.runAt = undefined;
    state.waitingSince = this.world.now();
    state.lastDispatchAt = sentAt;
  }

  private readonly violate: Violate = (state, invariant, detail) => {
    if (state.violated.has(invariant)) return;
    state.violated.add(invariant);
    this.violations.push({ invariant, task: state.id, detail, timeline: this.timelineOf(state) });
  };

  /** What happened to the task, and the faults of the invocations that had to do with it. */
  private timelineOf(state: TaskState): string {
    const faults: TimelineEntry[] = this.faults.timeline.filter(({ place }) => place !== undefined && state.places.has(place));
    return printTimeline([...state.timeline, ...faults].sort((a, b) => a.time - b.time));
  }
}

function printErrors({ errors }: Invocation): string {
  return errors.map(({ message, extra }) => `${message}: ${extra instanceof Error ? extra.stack : JSON.stringify(extra)}`).join('\n');
}
