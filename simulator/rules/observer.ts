import { describeWrite } from './describe-write';
import { isTerminal, TaskState } from './task-state';
import type { CreateAnswer, Item } from '../../runtime/core/ports';
import type { Task } from '../../sdk/typescript/handler';
import type { AcceptedWrite } from '../aws/dynamodb/table';
import type { Invocation } from '../aws/invocation';
import { nameOf } from '../aws/invocation';
import type { CreateRequest, DirectCall, HttpRequest } from '../aws/requests';
import type { Firing } from '../aws/scheduler';
import type { ServiceObserver } from '../aws/service-observer';
import { SECOND } from '../world/time';
import type { TimelineEntry } from '../world/timeline';
import { printTimeline } from '../world/timeline';
import type { World } from '../world/world';

/** Keeps what happens to each task. It sees what is written, when handlers start and what clients are answered. */
export class Observer implements ServiceObserver {
  protected readonly tasks = new Map<string, TaskState>();

  public constructor(protected readonly world: World) {}

  public states(): TaskState[] {
    return [...this.tasks.values()];
  }

  /** How many tasks there are that have not ended, and have not expired. */
  public countStuck(): number {
    return this.states().filter((state) => this.isStuck(state)).length;
  }

  /** Everything that happened, and what went wrong beside it, in its order. */
  public trace(faults: readonly TimelineEntry[]): string {
    const entries = this.states().flatMap(({ id, timeline }) => timeline.map((entry) => ({ ...entry, text: () => `[${id.slice(-4)}] ${entry.text()}` })));
    return printTimeline([...entries, ...faults].sort((a, b) => a.time - b.time));
  }

  /** Notes something for the task's timeline. */
  public note(taskId: string, invocation: Invocation | undefined, text: () => string): void {
    const state = this.tasks.get(taskId);
    if (!state) return;
    const place = invocation && nameOf(invocation);
    if (place) state.places.add(place);
    state.timeline.push({ time: this.world.now(), place, text });
  }

  public onWrite(write: AcceptedWrite): TaskState | undefined {
    if (write.id.includes('#')) return undefined;
    const state = this.tasks.get(write.id) ?? this.begin(write.id);
    this.note(write.id, write.writer, () => describeWrite(write));
    if (write.item) this.onItem(state, write, write.item);
    else this.onDeletion(state, write);
    return state;
  }

  public onPublished(taskId: string, invocation: Invocation | undefined): void {
    const state = this.tasks.get(taskId);
    if (!state) return;
    state.messages += 1;
    const count = state.messages;
    this.note(taskId, invocation, () => `message ${count} taken in by the topic`);
  }

  /** A worker's handler starts. */
  public onStart(invocation: Invocation, task: Task): void {
    this.note(task.id, invocation, () => `handler starts, attempt ${task.attempt}`);
    this.onRun(task.id);
  }

  /** Work on the task begins: by a handler, or by a worker that reports over HTTP. */
  public onRun(taskId: string): void {
    const state = this.tasks.get(taskId);
    if (!state) return;
    state.runs += 1;
    state.ranTwice ||= state.runsWithoutFailure > 0;
    state.runsWithoutFailure += 1;
  }

  /** A worker's handler surely did not begin its work. */
  public onNotBegun(invocation: Invocation, taskId: string): void {
    this.note(taskId, invocation, () => 'handler does not begin');
  }

  /** The code of a worker's handler has come to its end, whatever has become of its run. */
  public onCodeEnd(_invocation: Invocation, _taskId: string): void {}

  /** A run has failed, and says so. */
  public onRunFailed(taskId: string): void {
    const state = this.tasks.get(taskId);
    if (state) state.runsWithoutFailure = Math.max(0, state.runsWithoutFailure - 1);
  }

  /** An answer of our function to a client; nothing when it threw. */
  public onAnswer(invocation: Invocation, request: HttpRequest, status: number | undefined, body: string): void {
    this.note(request.id ?? '', invocation, () => `${request.route} answered ${status ?? 'by an error of the function'} ${body}`);
  }

  /** A handler was told the ids of the tasks that it has created. */
  public onChildren(_parentId: string, _children: readonly CreateRequest[], _ids: readonly string[]): void {}

  /** A schedule fires, or does so again. */
  public onFired(_firing: Firing): void {}

  /** An answer of our function to who invoked it directly; nothing when it threw. */
  public onDirectAnswer(_invocation: Invocation, _call: DirectCall, _answers: readonly CreateAnswer[] | undefined): void {}

  /** A function failed by itself. */
  public onFailure(_invocation: Invocation, _error: unknown): void {}

  /** A client was refused that did nothing wrong. */
  public onRefusal(_detail: string): void {}

  protected onItem(state: TaskState, { writer, old }: AcceptedWrite, item: Item): void {
    state.item = item;
    state.lastWriter = writer;
    if (isTerminal(item) && !(old && isTerminal(old))) state.longest = Math.max(state.longest, this.world.now() - state.waitingSince);
  }

  protected onDeletion(state: TaskState, _write: AcceptedWrite): void {
    state.isGone = true;
  }

  protected isExpired({ isGone, item }: TaskState): boolean {
    return isGone || (item?.ttl !== undefined && item.ttl * SECOND <= this.world.now());
  }

  protected isStuck(state: TaskState): boolean {
    return !this.isExpired(state) && !isTerminal(state.item!);
  }

  private begin(id: string): TaskState {
    const state = new TaskState(id);
    state.waitingSince = this.world.now();
    this.tasks.set(id, state);
    return state;
  }
}
