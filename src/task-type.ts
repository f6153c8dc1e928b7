import { Token } from 'aws-cdk-lib';
import { TASK_TYPE_PATTERN, TASK_TYPE_RULE } from './contract';

/**
 * A kind of task: the name by which clients ask for it and workers serve it.
 */
export class TaskType {
  /**
   * A task type that is known by its name alone; its data may be any JSON.
   *
   * @param name 1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or a digit: it travels as
   *             a message attribute, a filter value and a metric dimension
   * @throws when the name is anything else
   */
  public static named(name: string): TaskType {
    return new TaskType(name);
  }

  private constructor(
    /**
     * The name of the task type: the `task_type` of a request.
     */
    public readonly name: string,
  ) {
    if (!Token.isUnresolved(name) && !TASK_TYPE_PATTERN.test(name)) {
      throw new Error(`a task type cannot be named ${JSON.stringify(name)}: its name has ${TASK_TYPE_RULE}`);
    }
  }
}
