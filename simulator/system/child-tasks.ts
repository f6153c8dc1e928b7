import type { Resources } from './resources';
import type { ChildTask, Task, TaskContext } from '../../sdk/typescript/handler';
import type { ChildPlan, TaskData } from '../scenarios/settings';
import { TASK_TYPE } from '../scenarios/task-types';

/** A run has to end even if the API stops no loop. */
const MOST_GENERATIONS = 30;

/** The tasks that a handler creates: the same in each run, now one by one, now many at once. */
export class ChildTasks {
  private unnamed = 0;

  public constructor(
    private readonly resources: Pick<Resources, 'world' | 'observer'>,
    private readonly task: Task<TaskData>,
    private readonly context: TaskContext,
  ) {}

  public async create(): Promise<void> {
    const { world: { prng }, observer } = this.resources;
    const { task, context } = this;
    const waiting = this.plans().map((plan) => this.toChild(plan));
    while (waiting.length > 0) {
      const children = waiting.splice(0, prng.between(1, waiting.length));
      const ids = children.length === 1 && prng.chance(0.5) ? [await context.createTask(children[0])] : await context.createTasks(children);
      observer.onChildren(task.id, children, ids);
    }
  }

  private plans(): readonly ChildPlan[] {
    const { endless, children = [] } = this.task.data;
    return endless !== undefined && endless < MOST_GENERATIONS ? [{ taskType: TASK_TYPE.standard, length: 1 }] : children;
  }

  private toChild({ taskType, key, lane, children, length }: ChildPlan): ChildTask<TaskData> {
    const { id, created_time, data: { endless } } = this.task;
    const name = key ?? `#${this.unnamed += 1}`;
    const data = { origin: `${id}/${created_time}/${name}`, text: 'x'.repeat(length), ...(children && { children }), ...(endless !== undefined && { endless: endless + 1 }) };
    return { task_type: taskType, data, ...(key !== undefined && { key }), ...(lane !== undefined && { lane }) };
  }
}
