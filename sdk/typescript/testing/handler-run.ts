import type { ChildTask } from '../handler';

/** What came of a run. */
export interface HandlerRun<Result = any> {
  /** What the task would be now. RETRYING is one that failed, and would be tried again. */
  readonly status: 'COMPLETED' | 'RETRYING' | 'FAILED' | 'CANCELLED';
  /** What the handler returned, as JSON gives it back; of a task that is COMPLETED. */
  readonly result?: Result;
  /** What the handler threw, as the task would show it; of a task that is not COMPLETED. */
  readonly error?: RunError;
  /** Whether the error is one after which the task is tried again, if it has attempts left; of a task that is not COMPLETED. */
  readonly retryable?: boolean;
  /** Each progress that the handler reported. (A worker writes one a second.) */
  readonly progress: RunProgress[];
  /** How often the handler asked whether it may go on. */
  readonly heartbeats: number;
  /** The tasks that the handler created, as JSON gives them back. */
  readonly children: ChildTask[];
  /** The lines that the handler logged. */
  readonly log: LogLine[];
}

export interface RunError {
  /** The error's name. */
  readonly type: string;
  readonly message: string;
}

export interface RunProgress {
  readonly percent: number;
  readonly message?: string;
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Record<string, unknown>;
}
