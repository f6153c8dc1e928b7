import { ROLES } from './roles';
import type { ChildPlan, ClientAction, SchedulePlan, TaskData, TaskPlan } from './settings';
import { TASK_TYPE, UNKNOWN_LANE, WORKER_LANES } from './task-types';
import { DEFAULT_LANE } from '../../src/contract';
import type { Prng } from '../world/prng';
import { DAY, HOUR, MINUTE, SECOND } from '../world/time';

/** So many of them. */
export function tasks(count: number, choose: () => TaskPlan): TaskPlan[] {
  return Array.from({ length: count }, choose);
}

/** A task with everything that the API lets a client choose. */
export function anything(prng: Prng, within: number): TaskPlan {
  const task = plan(prng, prng.pick(['standard', 'standard', 'standard', 'once', 'external'] as const), within);
  const isParent = task.taskType !== TASK_TYPE.external && prng.chance(0.15);
  return {
    ...(isParent ? withChildren(task, { children: children(prng, 2) }) : task),
    lane: prng.chance(0.3) ? 'urgent' : undefined,
    ttlAfter: prng.chance(0.1) ? prng.pick([10 * MINUTE, 12 * HOUR, 5 * DAY]) : undefined,
    runAfter: prng.chance(0.15) ? prng.pick([MINUTE, 10 * MINUTE, 5 * HOUR]) : undefined,
    maxAttempts: prng.chance(0.3) ? prng.between(1, 6) : undefined,
    actions: actions(prng),
  };
}

/** The same of the standard type, through any lane, and as likely as not with children. */
export function parent(prng: Prng, within: number): TaskPlan {
  return withChildren({ ...plan(prng, 'standard', within), lane: anyLane(prng) }, prng.chance(0.2) ? { endless: 0 } : { children: children(prng, 3) });
}

/** Lets a task's handler create others. */
export function withChildren(task: TaskPlan, more: Pick<TaskData, 'children' | 'endless'>): TaskPlan {
  return { ...task, data: { ...task.data, ...more } };
}

/** A lane that its type has, or none. */
export function anyLane(prng: Prng): string | undefined {
  return prng.pick([undefined, DEFAULT_LANE, ...WORKER_LANES, UNKNOWN_LANE]);
}

/** Some children, which have some of their own, down to so many generations. */
export function children(prng: Prng, generations: number): ChildPlan[] {
  return Array.from({ length: prng.between(1, 3) }, (_, index) => {
    const type = prng.pick(['standard', 'standard', 'once', 'external'] as const);
    return {
      taskType: TASK_TYPE[type],
      ...(prng.chance(0.4) && { key: `part-${index}` }),
      ...(prng.chance(0.3) && { lane: type === 'standard' ? anyLane(prng) : 'urgent' }),
      ...(type === 'standard' && generations > 1 && prng.chance(0.3) && { children: children(prng, generations - 1) }),
      length: prng.chance(0.2) ? prng.between(1000, 5000) : 1,
    };
  });
}

/** A schedule that fires some times while there are faults, and perhaps after that. */
export function schedule(prng: Prng, index: number): SchedulePlan {
  return {
    name: `schedule-${index}`,
    from: prng.between(0, 10 * MINUTE),
    every: prng.pick([MINUTE, 10 * MINUTE, 5 * HOUR]),
    firings: prng.between(1, 3),
    taskType: TASK_TYPE[prng.pick(['standard', 'standard', 'once', 'external'] as const)],
    ...(prng.chance(0.3) && { lane: 'urgent' }),
    data: { text: 'the nightly work' },
  };
}

/** A task of a client that does what the recipe's can. */
export function postAndRead(type: keyof typeof TASK_TYPE): (prng: Prng, within: number) => TaskPlan {
  return (prng, within) => ({ ...plan(prng, type, within), actions: actions(prng).filter(({ kind }) => kind === 'read') });
}

export function plan(prng: Prng, type: keyof typeof TASK_TYPE, within: number): TaskPlan {
  return {
    taskType: TASK_TYPE[type],
    role: prng.pick(ROLES),
    data: { text: prng.chance(0.25) ? 'x'.repeat(prng.between(1000, 5000)) : 'x' },
    postedAfter: prng.between(0, within),
    idempotencyKey: prng.chance(0.5) ? key(prng) : undefined,
    actions: [],
  };
}

export function key(prng: Prng): string {
  return `key-${prng.between(0, 1e9)}`;
}

/** Clients cancel, retry, read and repeat themselves at any moment. */
export function actions(prng: Prng): ClientAction[] {
  const chosen: ClientAction[] = [];
  if (prng.chance(0.2)) chosen.push({ kind: 'cancel', trigger: prng.between(1, 6), delay: soon(prng) });
  if (prng.chance(0.4)) chosen.push({ kind: 'retry', trigger: 'end', delay: soon(prng) });
  if (prng.chance(0.1)) chosen.push({ kind: 'retry', trigger: 'end', delay: soon(prng) });
  if (prng.chance(0.1)) chosen.push({ kind: 'post again', trigger: prng.pick([1, 'end']), delay: soon(prng) });
  if (prng.chance(0.1)) chosen.push({ kind: 'delete', trigger: prng.pick([2, 'end', 'end'] as const), delay: soon(prng) });
  if (prng.chance(0.2)) chosen.push({ kind: 'read', trigger: prng.pick([1, 3, 'end']), delay: soon(prng) });
  return chosen;
}

/** At once, in a moment, or much later. */
export function soon(prng: Prng): number {
  return prng.between(0, prng.pick([50, 2 * SECOND, MINUTE, HOUR]));
}
