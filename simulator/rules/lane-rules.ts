import type { TaskState } from './task-state';
import type { Violate } from './violation';
import type { Item } from '../../runtime/core/ports';
import { DEFAULT_LANE } from '../../src/contract';
import type { Invocation } from '../aws/invocation';
import { TASK_TYPE, WORKER_LANES } from '../scenarios/task-types';

/** What must hold of lanes: each task comes through its own lane's queue, and a lane has no more at once than it allows. */
export class LaneRules {
  /** The worker's invocations under way that have tasks of a lane. */
  private readonly busy = new Map<string, Set<Invocation>>();

  public constructor(private readonly violate: Violate, private readonly concurrencyOf: (lane: string) => number) {}

  public onBegin(invocation: Invocation, lane: string, states: readonly TaskState[]): void {
    for (const state of states) {
      // A message may be of a task that has expired, and whose id is now that of one in another lane.
      if (state.creations > 1) continue;
      const own = queueLaneOf(state.item!);
      if (lane !== own) this.violate(state, 'a task comes through its lane', `its lane is ${state.item!.lane}, and it came through the queue of ${lane}`);
      this.occupy(state, own, invocation);
    }
  }

  public onEnd(invocation: Invocation): void {
    for (const invocations of this.busy.values()) invocations.delete(invocation);
  }

  private occupy(state: TaskState, lane: string, invocation: Invocation): void {
    const queue = `${state.item!.task_type}/${lane}`;
    const invocations = this.busy.get(queue) ?? new Set();
    this.busy.set(queue, invocations.add(invocation));
    const most = this.concurrencyOf(lane);
    if (invocations.size > most) this.violate(state, 'no more of a lane runs at once than it allows', `${invocations.size} invocations have tasks of ${lane}, which allows ${most}`);
  }
}

/** The lane of the queue that a task goes through: what the worker does not know, goes the way of all others. */
function queueLaneOf({ task_type, lane }: Item): string {
  return task_type === TASK_TYPE.standard && WORKER_LANES.some((name) => name === lane) ? lane : DEFAULT_LANE;
}
