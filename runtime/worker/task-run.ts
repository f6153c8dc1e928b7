import { watchCancellation } from './cancellation';
import { Children } from './children';
import { contextOf } from './context';
import { RunControl } from './run-control';
import { RunReports } from './run-reports';
import { inSeconds, withinTime } from './time-out';
import type { RunOutcome } from './user-handler';
import { runHandler } from './user-handler';
import type { Task, TaskHandlerFunction, TaskLogger } from '../../sdk/typescript/handler';
import { TIMEOUT_SIGNAL_MS } from '../../src/contract';
import type { Creator, Ports, Remaining } from '../core/ports';
import type { TaskRecord } from '../core/record/task-record';

export interface TaskRunOptions {
  readonly ports: Ports;
  readonly handler: TaskHandlerFunction;
  /** What creates child tasks; nothing when the worker does not know. */
  readonly creator?: Creator;
  /** How long a run may take, in milliseconds; as long as its invocation when it is left out. */
  readonly taskTimeout?: number;
}

/**
 * Calls the handler for a task that was claimed, with all that it may use, until it ends or its time is over.
 *
 * @returns nothing when its code goes on although its time is over
 */
export async function runTask(
  { ports, handler, creator, taskTimeout = Infinity }: TaskRunOptions, record: TaskRecord, task: Task, logger: TaskLogger, invocation: Remaining,
): Promise<RunOutcome | undefined> {
  const { clock } = ports;
  const left = invocation.getRemainingTimeInMillis();
  const end = clock.now() + Math.min(taskTimeout, left);
  const run = new RunControl();
  const context = contextOf({
    run,
    reports: new RunReports(ports, record, run, logger),
    children: new Children(record, creator, run),
    logger,
    remainingTime: () => Math.max(0, end - clock.now()),
  });
  void watchCancellation(ports, record, run);
  return withinTime(clock, run, Math.max(0, Math.min(taskTimeout, left - TIMEOUT_SIGNAL_MS)), async () => runHandler(handler, task, context));
}

/** How a run has failed whose code went on for so many milliseconds. */
export function timedOut(milliseconds: number): RunOutcome {
  const message = `the run was still going on after ${inSeconds(milliseconds)}, although it was told to stop: give it more time, or less to do, or let it end when it is told to`;
  return { ok: false, retryable: true, error: { type: 'TimeoutError', message } };
}
