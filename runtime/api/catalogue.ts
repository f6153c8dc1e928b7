import type { DeclaredTaskType } from '../../src/contract';
import { DEFAULT_LANE } from '../../src/contract';
import type { Check } from '../../validation/checker';
import type { TaskPolicy } from '../core/policy';
import type { TaskRecord } from '../core/record/task-record';
import { Problem } from '../http/problem';

/** The task types that an API declares; any task type, and any JSON, is welcome when there are none. */
export class Catalogue {
  /** The names of the task types. */
  public readonly names: readonly string[];
  private readonly byName: ReadonlyMap<string, DeclaredTaskType>;

  /**
   * @param load loads a validator, by its file; called when it is first needed, since most environments of a function
   *             see few of its task types
   */
  public constructor(taskTypes: readonly DeclaredTaskType[] = [], private readonly load?: (file: string) => Check) {
    this.names = taskTypes.map(({ name }) => name);
    this.byName = new Map(taskTypes.map((taskType) => [taskType.name, taskType]));
  }

  /** Whether there can be tasks of a type. */
  public has(taskType: string): boolean {
    return this.byName.size === 0 || this.byName.has(taskType);
  }

  /** The lanes that the tasks of a type may ask for. */
  public lanesOf(taskType: string): readonly string[] {
    return [DEFAULT_LANE, ...this.byName.get(taskType)?.lanes ?? []];
  }

  /**
   * What holds for the tasks of a type: what the type says, else what the API says.
   *
   * @param parent the task that creates one of them, if one does: they stay in its lane where there is that, and the type
   *               does not say otherwise
   */
  public policyOf(taskType: string, policy: TaskPolicy, parent?: Pick<TaskRecord, 'lane'>): TaskPolicy {
    const declared = this.byName.get(taskType);
    if (!declared) return policy;
    const isInLane = parent !== undefined && declared.inheritLane !== false && this.lanesOf(taskType).includes(parent.lane);
    const deadline = inMilliseconds(declared.deadline) ?? policy.deadline;
    return {
      ...policy,
      deadline,
      retention: declared.retention ?? policy.retention,
      externalLease: inMilliseconds(declared.externalLease) ?? Math.min(policy.externalLease, deadline),
      maxAttempts: declared.maxAttempts,
      lane: isInLane ? parent.lane : declared.defaultLane,
    };
  }

  /**
   * Throws a problem that names what of a task's data its type's schema refuses.
   *
   * @param size how many characters its JSON text has
   */
  public checkData(taskType: string, data: unknown, size: number): void {
    const file = this.byName.get(taskType)?.data;
    if (file !== undefined) this.check(file, data, { name: 'data', size });
  }

  /**
   * Throws a problem that names what of a task's result its type's schema refuses; a schema wants that there is one.
   *
   * @param size how many characters its JSON text has; undefined when there is no result
   */
  public checkResult(taskType: string, result: unknown, size: number | undefined): void {
    const file = this.byName.get(taskType)?.result;
    if (file === undefined) return;
    if (size === undefined) throw Problem.invalid([{ pointer: '#/result', detail: `result is missing; that of a ${taskType} has a schema.` }]);
    this.check(file, result, { name: 'result', size });
  }

  private check(file: string, document: unknown, options: Parameters<Check>[1]): void {
    const errors = this.load!(file)(document, options);
    if (errors.length > 0) throw Problem.invalid(errors);
  }
}

function inMilliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
