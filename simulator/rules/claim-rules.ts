import type { ClaimState, TaskState } from './task-state';
import type { Violate } from './violation';
import type { Item } from '../../runtime/core/ports';
import type { Task } from '../../sdk/typescript/handler';
import { LEAST_RUN_MS, TERMINAL_STATUSES } from '../../src/contract';
import type { AcceptedWrite } from '../aws/dynamodb/table';
import type { Invocation } from '../aws/invocation';
import type { HttpRequest } from '../aws/requests';
import { printTime, SECOND } from '../world/time';
import type { World } from '../world/world';

/** The transitions that only the run may take that holds the task. */
const REPORTS: readonly string[] = ['progress', 'complete', 'fail', 'fail-attempt', 'release', 'confirm-cancel'];

/** The transitions that take a task away from its run. */
const TAKEOVERS: readonly string[] = ['dispatch', 'lapse', 'claim'];

/** The statuses that a report's wanted status may stand for, once the task has it. */
const SAME_END: Readonly<Record<string, readonly string[]>> = { COMPLETED: ['COMPLETED'], FAILED: ['FAILED', 'RETRYING', 'CANCELLED'] };

export interface ClaimOptions {
  readonly defaultMaxAttempts: number;
  /** A worker begins no run that has less time, in milliseconds. */
  readonly leastTime: number;
}

/** What must hold of claims, of the reports of those who hold them, and of the starts of handlers. */
export class ClaimRules {
  public constructor(private readonly world: World, private readonly violate: Violate, private readonly options: ClaimOptions) {}

  public checkStep(state: TaskState, write: AcceptedWrite, old: Item, item: Item): void {
    const { writer } = write;
    if (!writer) return;
    if (TAKEOVERS.includes(item.transition)) this.checkTakeover(state, write, old, item);

    const isBegunAndEnded = REPORTS.includes(item.transition) && item.attempt > old.attempt;
    if (item.transition === 'claim' || isBegunAndEnded) this.checkClaim(state, write, old, item);
    else if (item.attempt !== old.attempt) this.violate(state, 'attempts count claims', `${item.transition} changed attempt from ${old.attempt} to ${item.attempt}`);
    if (REPORTS.includes(item.transition)) this.checkReport(state, writer, item);
    if (item.transition === 'progress' && !writer.subject) this.checkProgress(state, write);
    if (item.transition === 'fail-attempt' || item.transition === 'release' || item.transition === 'fail') this.checkRelease(state, old, item);

    if (state.claim && item.lease_until !== undefined) {
      state.claim.leaseUntil = item.lease_until;
      state.claim.longestLease = Math.max(state.claim.longestLease, item.lease_until);
    }
    if (state.claim && item.status !== 'IN_PROGRESS') state.claim.isOpen = false;
  }

  /** A run starts only while it holds the task, in time, and not too often. */
  public checkStart(state: TaskState, invocation: Invocation, task: Task): void {
    const own = state.claimsOf.get(invocation.number);
    const now = this.world.now() + invocation.environment.skew;
    const item = state.item!;
    if (!own || own !== state.claim || !own.isOpen) {
      this.violate(state, 'a handler starts only with the current claim', `attempt ${task.attempt} started while the task is ${item.status} by another claim or none`);
      return;
    }
    own.isStarted = true;
    if (now >= own.leaseUntil) this.violate(state, 'a handler starts only before its lease ends', `it started at ${printTime(now)}, after ${printTime(own.leaseUntil)}`);
    if (now >= item.deadline) this.violate(state, 'a handler starts only before the deadline', `it started at ${printTime(now)}, after ${printTime(item.deadline)}`);
    if (item.ttl !== undefined && now >= item.ttl * SECOND) this.violate(state, 'a handler starts only while its task is there', `it started at ${printTime(now)}, after ${printTime(item.ttl * SECOND)}`);
    if (state.runAt !== undefined && now < state.runAt) this.violate(state, 'a handler starts only when it is due', `it started at ${printTime(now)}, before ${printTime(state.runAt)}`);
    if (task.attempt !== own.attempt) this.violate(state, 'a handler is told its attempt', `it was told ${task.attempt}, and is ${own.attempt}`);
  }

  /** A worker that has ended has started what it had claimed, unless it was too late or could not know. */
  public checkEnd(state: TaskState, invocation: Invocation): void {
    const own = state.claimsOf.get(invocation.number);
    const now = this.world.now() + invocation.environment.skew;
    const { deadline, ttl = Infinity } = state.item!;
    const isLate = !own || now >= own.leaseUntil - this.options.leastTime || now >= deadline || now >= ttl * SECOND;
    if (isLate || own !== state.claim || !own.isOpen || own.isStarted || invocation.lastAnswers.get(state.id) === 'failed') return;
    this.violate(state, 'a claim that was accepted starts its run', `attempt ${own.attempt} was claimed, and its worker ended without starting it`);
  }

  /** What a worker over HTTP is answered is what was written. */
  public checkReported(state: TaskState, { claim, body }: HttpRequest, status: number): void {
    const own = claim === undefined ? undefined : state.claimsOf.get(claim);
    const wanted = (body as { status?: string } | undefined)?.status;
    const ends = wanted === 'COMPLETED' ? ['complete'] : ['fail', 'fail-attempt', 'release', 'confirm-cancel'];
    const hasEnded = own?.endedBy !== undefined && ends.includes(own.endedBy);
    // Another writer may have given the task the very end that the worker reports.
    const isSo = own === state.claim && wanted !== undefined && SAME_END[wanted]?.includes(state.item!.status);
    if (claim !== undefined && status === 204 && (wanted === 'IN_PROGRESS' ? !own : !hasEnded && !isSo)) {
      this.violate(state, 'an accepted report is written down', `${wanted} was answered ${status}, and nothing was written`);
    }
    if (status === 409 && wanted !== 'IN_PROGRESS' && hasEnded && own === state.claim && state.item!.transition === own.endedBy) {
      this.violate(state, 'a repeated report succeeds', `${wanted} was answered ${status}, and had been accepted before`);
    }
  }

  private checkTakeover(state: TaskState, { sentAt }: AcceptedWrite, old: Item, item: Item): void {
    const { claim } = state;
    if (old.status !== 'IN_PROGRESS' || item.dispatch === old.dispatch && item.transition === 'dispatch' || !claim?.isOpen) return;
    if (sentAt + claim.skew < old.lease_until) {
      this.violate(state, 'a live run keeps its task', `${item.transition} took it away ${Math.round((old.lease_until - sentAt - claim.skew) / SECOND)} s before its lease ended`);
    }
  }

  private checkClaim(state: TaskState, { writer, sentAt, repeatedAt }: AcceptedWrite, old: Item, item: Item): void {
    const isOurs = writer!.subject === undefined;
    // Our workers send a claim once, and say the time anew when they send it again.
    const now = (isOurs ? repeatedAt ?? sentAt : sentAt) + writer!.environment.skew;
    const refuse = (why: string): void => this.violate(state, 'no claim is accepted that may not begin', why);
    if (TERMINAL_STATUSES.includes(old.status) || old.status === 'SCHEDULED') refuse(`the task was ${old.status}`);
    if (state.cancelledAt !== undefined) refuse('its cancellation was accepted before');
    if (now >= old.deadline) refuse(`it was ${printTime(now)}, past the deadline`);
    if (old.not_before !== undefined && now < old.not_before) refuse(`it was ${printTime(now)}, before ${printTime(old.not_before)}`);
    if (state.runAt !== undefined && now < state.runAt) refuse(`it was ${printTime(now)}, and it was to start at ${printTime(state.runAt)}`);
    if (old.ttl !== undefined && old.ttl * SECOND <= now) refuse('the task had expired');
    if (isOurs && now > item.lease_until - LEAST_RUN_MS) {
      this.violate(state, 'a claim that is sent has time left', `attempt ${item.attempt} was claimed at ${printTime(now)} for a lease until ${printTime(item.lease_until)}: it is spent without a run`);
    }
    if (item.attempt !== old.attempt + 1) refuse(`attempt went from ${old.attempt} to ${item.attempt}`);
    this.begin(state, writer!, item);
    const limit = item.max_attempts ?? this.options.defaultMaxAttempts;
    if (state.claimsSinceRetry > limit) refuse(`it is claim ${state.claimsSinceRetry} of ${limit}`);
  }

  private begin(state: TaskState, writer: Invocation, item: Item): void {
    const request = writer.subject as HttpRequest | undefined;
    const claim: ClaimState = {
      writer,
      token: request?.claim,
      isBare: request !== undefined && request.claim === undefined,
      // An external worker keeps no clock: it reports when it is done.
      skew: request ? 0 : writer.environment.skew,
      attempt: item.attempt,
      leaseUntil: item.lease_until ?? 0,
      longestLease: item.lease_until ?? 0,
      isOpen: true,
      isStarted: false,
    };
    if (state.claim) state.claim.isOpen = false;
    state.claim = claim;
    state.claims += 1;
    state.claimsSinceRetry += 1;
    state.claimsOf.set(request ? request.claim ?? 'bare' : writer.number, claim);
  }

  /** However often a handler says how far it is, a run writes it once a second at most. */
  private checkProgress(state: TaskState, { sentAt, repeatedAt }: AcceptedWrite): void {
    const { claim } = state;
    if (!claim || repeatedAt !== undefined) return;
    const { progressAt = -Infinity } = claim;
    const isLate = sentAt < progressAt;
    if (!isLate && sentAt - progressAt < SECOND) this.violate(state, 'progress is written once a second', `it was sent ${sentAt - progressAt} ms after the last time`);
    claim.progressAt = Math.max(sentAt, progressAt);
  }

  /** Only a run that has not begun is given back: then it is as if it had not been claimed. */
  private checkRelease(state: TaskState, old: Item, item: Item): void {
    const { claim } = state;
    const isGivenBack = item.attempt_limit > old.attempt_limit;
    if (isGivenBack) state.claimsSinceRetry -= 1;
    if (isGivenBack && claim?.isStarted) this.violate(state, 'a run that has begun is not given back', `attempt ${claim.attempt} had started`);
    if (!isGivenBack && claim?.isNotBegun) this.violate(state, 'what has not begun costs no attempt', `attempt ${claim.attempt} counts, after which the task is ${item.status}`);
  }

  /** A report must be of the claim that its author made, and nothing may have ended that meanwhile. */
  private checkReport(state: TaskState, writer: Invocation, item: Item): void {
    const request = writer.subject as HttpRequest | undefined;
    const own = state.claimsOf.get(request ? request.claim ?? 'bare' : writer.number);
    const isAllowed = request && request.claim === undefined
      ? state.claim?.isBare && state.claim.isOpen
      : own !== undefined && own === state.claim && own.isOpen;
    if (own && item.transition !== 'progress') own.endedBy = item.transition;
    if (!isAllowed) {
      this.violate(state, 'only the current claim reports', `${item.transition} was accepted from ${own ? 'an earlier claim' : 'a sender without a claim'}`);
    }
  }
}
