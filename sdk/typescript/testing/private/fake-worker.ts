import { systemClock } from '../../../../runtime/aws/system';
import { toJson } from '../../../../runtime/core/record/json';
import { asStored, progressOf } from '../../../../runtime/core/record/progress';
import { cutError } from '../../../../runtime/core/transitions/settle';
import { childText } from '../../../../runtime/worker/children';
import { contextOf } from '../../../../runtime/worker/context';
import { RunControl } from '../../../../runtime/worker/run-control';
import { timedOut } from '../../../../runtime/worker/task-run';
import { withinTime } from '../../../../runtime/worker/time-out';
import type { RunOutcome } from '../../../../runtime/worker/user-handler';
import { runHandler } from '../../../../runtime/worker/user-handler';
import type { ChildTask, Task, TaskHandlerFunction, TaskLogger } from '../../handler';
import type { HandlerRun, LogLine, RunProgress } from '../handler-run';
import type { RunOptions } from '../run-options';
import type { TestTask } from '../test-task';

/** As long as a worker's function has when nobody says otherwise. */
const DEFAULT_TIME_MS = 30_000;

/** Runs one task: a worker whose table, logs and API are lists. */
export class FakeWorker {
  private readonly control = new RunControl();
  private readonly said: RunProgress[] = [];
  private readonly children: ChildTask[] = [];
  private readonly ids = new Map<string, string>();
  private readonly lines: LogLine[] = [];
  private heartbeats = 0;
  private isCancelled = false;

  public constructor(private readonly options: RunOptions) {}

  public async run(handler: TaskHandlerFunction, { data, ...seen }: TestTask): Promise<HandlerRun> {
    const task: Task = {
      id: 'task-1',
      task_type: 'task',
      scope: 'shared',
      attempt: 1,
      max_attempts: 3,
      lane: 'default',
      created_time: Math.floor(systemClock.now() / 1000),
      parent_id: null,
      ...seen,
      data: JSON.parse(toJson('the data', data)),
    };
    const outcome = await this.outcomeOf(handler, task);
    return {
      ...this.endOf(task, outcome),
      progress: this.said,
      heartbeats: this.heartbeats,
      children: this.children,
      log: this.lines,
    };
  }

  private async outcomeOf(handler: TaskHandlerFunction, task: Task): Promise<RunOutcome> {
    const { remainingTime = DEFAULT_TIME_MS, cancelAfter } = this.options;
    const started = systemClock.now();
    const context = contextOf({
      run: this.control,
      reports: {
        progress: async (percent, message) => this.progress(percent, message),
        heartbeat: async () => this.heartbeat(),
      },
      children: { create: async (tasks) => this.createAll(tasks) },
      logger: this.logger(),
      remainingTime: () => Math.max(0, started + remainingTime - systemClock.now()),
    });
    if (cancelAfter === 0) this.cancel();
    else if (cancelAfter !== undefined) void systemClock.sleep(cancelAfter, this.control.ended).then(() => this.cancel());
    const outcome = await withinTime(systemClock, this.control, remainingTime, async () => runHandler(handler, task, context));
    return outcome ?? timedOut(systemClock.now() - started);
  }

  private endOf({ attempt, max_attempts }: Task, outcome: RunOutcome): Pick<HandlerRun, 'status' | 'result' | 'error' | 'retryable'> {
    if (outcome.ok) return { status: 'COMPLETED', result: JSON.parse(outcome.result) };
    const { error, retryable } = outcome;
    const failed = retryable && attempt < max_attempts ? 'RETRYING' : 'FAILED';
    return { status: this.isCancelled ? 'CANCELLED' : failed, error: cutError(error), retryable };
  }

  private cancel(): void {
    if (this.control.ended.aborted) return;
    this.isCancelled = true;
    this.control.stop('AbortError', 'the task was cancelled');
  }

  private progress(percent: number, message?: string): void {
    const progress = progressOf(percent, message);
    if (progress && !this.control.ended.aborted) this.said.push(asStored(progress) as RunProgress);
  }

  private heartbeat(): boolean {
    this.heartbeats += 1;
    return !this.control.isStopped && !this.control.ended.aborted;
  }

  private async createAll(tasks: readonly ChildTask[]): Promise<string[]> {
    const ids: string[] = [];
    for (const task of tasks) ids.push(await this.create(JSON.parse(childText(task))));
    return ids;
  }

  /** The same key is the same child. */
  private async create(task: ChildTask): Promise<string> {
    const { createTask = () => `child-${this.children.length + 1}` } = this.options;
    const known = task.key === undefined ? undefined : this.ids.get(task.key);
    if (known !== undefined) return known;
    const id = await createTask(task);
    this.children.push(task);
    if (task.key !== undefined) this.ids.set(task.key, id);
    return id;
  }

  private logger(): TaskLogger {
    const log = (level: LogLine['level']) => (message: string, fields: Record<string, unknown> = {}): void => {
      this.lines.push({ level, message, fields });
    };
    return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  }
}
