import type { Children } from './children';
import type { RunControl } from './run-control';
import type { RunReports } from './run-reports';
import type { TaskContext, TaskLogger } from '../../sdk/typescript/handler';

/** What a run's context is made of. */
export interface ContextParts {
  readonly run: RunControl;
  readonly reports: Pick<RunReports, 'progress' | 'heartbeat'>;
  readonly children: Pick<Children, 'create'>;
  readonly logger: TaskLogger;
  readonly remainingTime: () => number;
}

/** The handler's second argument. Its members may be taken out of it, so that none of them needs a `this`. */
export function contextOf({ run, reports, children, logger, remainingTime }: ContextParts): TaskContext {
  return {
    logger,
    get signal() {
      return run.signal;
    },
    remainingTime,
    progress: async (percent, message) => reports.progress(percent, message),
    heartbeat: async () => reports.heartbeat(),
    createTask: async (task) => (await children.create([task]))[0],
    createTasks: async (tasks) => children.create(tasks),
  };
}
