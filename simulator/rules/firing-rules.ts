import { TaskState } from './task-state';
import type { Violate } from './violation';
import type { CreateAnswer } from '../../runtime/core/ports';
import type { DirectCall } from '../aws/requests';
import type { Firing } from '../aws/scheduler';
import { printTime } from '../world/time';

/** What must hold of a schedule's firings: each makes its task, and makes it once, however often it comes. */
export class FiringRules {
  private readonly fired = new Set<Firing>();

  public constructor(private readonly violate: Violate) {}

  /** How many firings there were. */
  public count(): number {
    return this.fired.size;
  }

  public onFired(firing: Firing): void {
    this.fired.add(firing);
  }

  public onCreation(state: TaskState, firing: Firing): void {
    if (firing.task !== undefined) this.violate(state, 'a firing makes one task', `${nameOf(firing)} had made ${firing.task} before`);
    firing.task = state.id;
  }

  public onAnswer({ firing }: DirectCall, answers: readonly CreateAnswer[]): void {
    if (!firing) return;
    const [{ id }] = answers;
    if (id !== undefined && firing.task === id) return;
    this.violate(new TaskState(id ?? '(none)'), 'a firing makes a task of its own', `${nameOf(firing)} was answered ${JSON.stringify(answers)}, and made ${firing.task ?? 'none'}`);
  }

  /** Lambda may give an invocation up that fails time and again; nothing else loses a firing. */
  public checkEnd(): void {
    for (const firing of this.fired) {
      if (firing.task === undefined && firing.givenUp === 0) this.violate(new TaskState('(none)'), 'no firing is lost', `${nameOf(firing)} made no task`);
    }
  }
}

function nameOf({ schedule, time }: Firing): string {
  return `the firing of ${schedule} at ${printTime(time)}`;
}
