import type { TaskState } from './task-state';
import type { Violate } from './violation';
import type { CreateAnswer, Item } from '../../runtime/core/ports';
import { MAX_DEPTH } from '../../src/contract';
import type { Invocation } from '../aws/invocation';
import type { CreateRequest, DirectCall } from '../aws/requests';
import type { TaskData } from '../scenarios/settings';
import { SECOND } from '../world/time';

/** By how much the clock of a function may be ahead. */
const CLOCKS_DISAGREE_MS = 5 * SECOND;

/** What must hold of the tasks that tasks create. */
export class ChildRules {
  /** By what the handlers call their children: the id of each. */
  private readonly byOrigin = new Map<string, string>();

  public constructor(private readonly violate: Violate, private readonly tasks: ReadonlyMap<string, TaskState>) {}

  public onCreation(state: TaskState, { parent_id, data }: CreateRequest, item: Item, writer: Pick<Invocation, 'faults'>): void {
    if (item.parent_id !== parent_id) this.violate(state, 'a child knows its parent', `it has parent ${item.parent_id}, and ${parent_id} created it`);
    if (parent_id === undefined) return;
    const { origin } = data as TaskData;
    const parent = this.tasks.get(parent_id)!.item!;
    this.checkOnce(state, origin!);
    // An API that was held up may create it when its parent is already gone.
    const isTimely = writer.faults === 0;
    if (isTimely && !origin!.startsWith(`${parent_id}/${parent.created_time}/`)) this.violate(state, 'a child is of the task that asked for it', `it is ${origin}, and its parent's id is that of a task of ${parent.created_time} now`);
    if (item.scope !== parent.scope) this.violate(state, 'a child has its parent\'s scope', `its scope is ${item.scope}, and its parent's ${parent.scope}`);
    const depth = (parent.depth ?? 0) + 1;
    if (item.depth !== depth || depth > MAX_DEPTH) this.violate(state, 'children of children end', `it has depth ${item.depth} and its parent ${parent.depth ?? 0}, of at most ${MAX_DEPTH}`);
  }

  /** The handler was told the ids of its children. */
  public onChildren(parentId: string, requests: readonly CreateRequest[], ids: readonly string[]): void {
    for (const [place, { data }] of requests.entries()) {
      const state = this.tasks.get(ids[place]);
      const { origin } = data as TaskData;
      if (state && this.byOrigin.get(origin!) === state.id) continue;
      this.violate(this.tasks.get(parentId)!, 'a handler is told its own children', `for ${origin} it was told ${ids[place]}, and created ${this.byOrigin.get(origin!)}`);
    }
  }

  /** A child is refused only when its parent is gone, or when there are too many generations. */
  public onAnswer({ requests }: DirectCall, answers: readonly CreateAnswer[], now: number): void {
    for (const [place, answer] of answers.entries()) {
      const parent = this.tasks.get(requests[place].parent_id ?? '');
      if (!parent || answer.status < 400 || answer.status >= 500) continue;
      const { depth = 0, ttl = Infinity } = parent.item!;
      const isRight = parent.isGone || parent.creations > 1 || ttl * SECOND <= now + CLOCKS_DISAGREE_MS || depth >= MAX_DEPTH;
      if (!isRight) this.violate(parent, 'no child is refused that there may be', `${JSON.stringify(requests[place])} was answered ${JSON.stringify(answer)}`);
    }
  }

  private checkOnce(state: TaskState, origin: string): void {
    const other = this.byOrigin.get(origin);
    if (other !== undefined && other !== state.id) this.violate(state, 'a rerun creates no second child', `${origin} was created before, as ${other}`);
    this.byOrigin.set(origin, state.id);
  }
}
