import type { DeclaredTaskType } from '../../src/contract';
import { DEFAULT_LANE } from '../../src/contract';

/** The task types of every run, and what serves each. */
export const TASK_TYPE = { standard: 'resize-image', once: 'send-invoice', external: 'print-label' } as const;

/** The lanes that the standard worker has a queue for, besides the default one. */
export const WORKER_LANES = ['bulk', 'urgent'] as const;

export type WorkerLane = typeof WORKER_LANES[number];

/** A lane that a task type has, and no worker knows: one was deployed before the other. */
export const UNKNOWN_LANE = 'archive';

/** The task types as the API declares them. */
export const DECLARED_TASK_TYPES: readonly DeclaredTaskType[] = [
  { name: TASK_TYPE.standard, lanes: [...WORKER_LANES, UNKNOWN_LANE] },
  { name: TASK_TYPE.once, lanes: ['urgent'], inheritLane: false },
  { name: TASK_TYPE.external, lanes: ['urgent'], defaultLane: 'urgent' },
];

/** The lane of a task that is asked for: by its own word, else its parent's, else its type's. */
export function laneOf(taskType: string, asked: string | undefined, inherited: string | undefined): string {
  const { lanes = [], inheritLane = true, defaultLane = DEFAULT_LANE } = DECLARED_TASK_TYPES.find(({ name }) => name === taskType)!;
  if (asked !== undefined) return asked;
  const isInherited = inherited !== undefined && inheritLane && [DEFAULT_LANE, ...lanes].includes(inherited);
  return isInherited ? inherited : defaultLane;
}
