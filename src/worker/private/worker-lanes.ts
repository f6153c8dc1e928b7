import { DEFAULT_LANE } from '../../contract';
import { TaskType } from '../../task-type/task-type';

/** A lane of a worker. */
export interface WorkerLane {
  readonly name: string;
  readonly maxConcurrency?: number;
}

/**
 * The lanes of a worker: the default one, and those of its task types, each of which is one queue whatever the type.
 *
 * @param maxConcurrency of the default lane
 */
export function lanesOf(taskTypes: TaskType[], maxConcurrency: number | undefined): WorkerLane[] {
  const known = new Map<string, WorkerLane & { readonly taskType: string }>();
  for (const { name: taskType, lanes } of taskTypes) {
    for (const lane of lanes) {
      const { name } = lane;
      const other = known.get(name) ?? { name, maxConcurrency: lane.maxConcurrency, taskType };
      known.set(name, other);
      if (other.maxConcurrency === lane.maxConcurrency) continue;
      throw new Error(`the lane ${JSON.stringify(name)} has ${describeLimit(other)} in the task type "${other.taskType}" and ${describeLimit(lane)} in "${taskType}", but is one queue for both: list the same TaskLane in both, or name one of them otherwise`);
    }
  }
  return [{ name: DEFAULT_LANE, maxConcurrency }, ...[...known.values()].map(({ taskType: _taskType, ...lane }) => lane)];
}

/** The id of what there is once a lane. That of the default lane has none of its own: it is there without lanes, too. */
export function laneId(id: string, { name }: WorkerLane): string {
  return name === DEFAULT_LANE ? id : `${id}-${name}`;
}

function describeLimit({ maxConcurrency }: WorkerLane): string {
  return maxConcurrency === undefined ? 'no maxConcurrency' : `a maxConcurrency of ${maxConcurrency}`;
}
