/** The ways in which a worker runs a handler. Each is deployed with the same cases. */
export interface Mode {
  readonly name: ModeName;
  readonly language: Language;
  /** Whether the handler is a Lambda function of its own, which the worker invokes. */
  readonly isFunction?: boolean;
}

export type ModeName = 'nodejs' | 'code-node' | 'code-python' | 'function-node' | 'function-python';

export type Language = 'node' | 'python';

export const MODES: readonly Mode[] = [
  { name: 'nodejs', language: 'node' },
  { name: 'code-node', language: 'node' },
  { name: 'code-python', language: 'python' },
  { name: 'function-node', language: 'node', isFunction: true },
  { name: 'function-python', language: 'python', isFunction: true },
];

/** Modes that a case treats alike. */
export type ModeGroup = Language | 'in-process' | 'function' | ModeName;

/** What belongs to a mode, the most special last: its language, how it runs, itself. */
export function groupsOf({ name, language, isFunction }: Mode): ModeGroup[] {
  return [language, isFunction ? 'function' : 'in-process', name];
}

/** The workers of a mode: a case that kills its process disturbs only its like. */
export const WORKERS = ['calm', 'perilous', 'broken'] as const;

export type WorkerName = typeof WORKERS[number];

/** The type of the tasks that a mode's worker serves. */
export function taskTypeOf(mode: ModeName, worker: WorkerName): string {
  return `${mode}-${worker}`;
}
