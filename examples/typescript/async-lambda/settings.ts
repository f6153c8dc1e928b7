/** What differs between stages and tasks. Plain code takes the place of a configuration file and its rules. */

export type Stage = 'dev' | 'prod';

/** Settings of a function; what is left out is decided by the level above. */
export interface Settings {
  readonly memorySize?: number;
  readonly timeoutSeconds?: number;
  readonly environment?: Record<string, string>;
  readonly policies?: string[];
  readonly layers?: string[];
}

const APP = { memorySize: 128, timeoutSeconds: 60, environment: { LOCALE: 'en' } };
const STAGES: Record<Stage, Settings> = {
  dev: { environment: { STAGE: 'dev' } },
  prod: { environment: { STAGE: 'prod' }, memorySize: 256 },
};
const TASKS: Record<string, Settings> = {
  ProcessingTask: { timeoutSeconds: 300 },
};
const TASK_STAGES: Record<string, Partial<Record<Stage, Settings>>> = {
  ProcessingTask: { prod: { memorySize: 1024 } },
};

/** The settings of a task in a stage: app, then stage, then task, then the task in the stage. */
export function settingsOf(stage: Stage, task: string): Settings & typeof APP {
  const levels = [STAGES[stage], TASKS[task] ?? {}, TASK_STAGES[task]?.[stage] ?? {}];
  return levels.reduce<Settings & typeof APP>(onTop, APP);
}

function onTop<Above extends Settings>(above: Above, own: Settings): Above {
  return {
    ...above,
    ...own,
    environment: { ...above.environment, ...own.environment },
    policies: [...above.policies ?? [], ...own.policies ?? []],
    layers: [...above.layers ?? [], ...own.layers ?? []],
  };
}
