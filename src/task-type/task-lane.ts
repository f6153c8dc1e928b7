import { Token } from 'aws-cdk-lib';
import { DEFAULT_LANE, LANE_PATTERN, LANE_RULE } from '../contract';
import { checkConcurrency } from '../private/check-number';

/**
 * What a {@link TaskLane} may say beside its name.
 */
export interface TaskLaneOptions {
  /**
   * How many invocations of the worker's function the lane may occupy at once, 2 to 1000 (Lambda's limits for a queue);
   * each runs as many tasks as the worker's batches have. It is for workers with a handler.
   *
   * @default - as many as the account's concurrency allows
   */
  readonly maxConcurrency?: number;
}

/**
 * A way of its own for tasks of a type: a queue beside the others of the worker, fed to the same function, with a limit of
 * its own. A backlog in one lane holds up no other.
 *
 * A task goes through the lane that its request names (`lane`), or the one of the task that created it, or its type's
 * `defaultLane`. Every task type has the lane `default` without further ado.
 */
export class TaskLane {
  /**
   * How many invocations of the worker's function the lane may occupy at once.
   */
  public readonly maxConcurrency?: number;

  /**
   * @param name    1 to 32 letters, digits, dashes or underscores, beginning with a letter or a digit; not `default`, which
   *                there is anyway
   * @param options what else there is to say of it
   * @throws when the name is anything else, or `maxConcurrency` is not what Lambda takes
   */
  constructor(
    /**
     * The name of the lane: the `lane` of a request.
     */
    public readonly name: string,
    options: TaskLaneOptions = {},
  ) {
    if (Token.isUnresolved(name)) throw new Error('a lane cannot be named by a token, a value that is only known when the stack is deployed: its name goes into the code of the API');
    if (!LANE_PATTERN.test(name)) throw new Error(`a lane cannot be named ${JSON.stringify(name)}: its name has ${LANE_RULE}`);
    if (name === DEFAULT_LANE) {
      throw new Error(`a lane cannot be named ${JSON.stringify(name)}: every task type has that lane; leave it out, and limit it by the worker's maxConcurrency`);
    }
    checkConcurrency(`maxConcurrency of the lane ${JSON.stringify(name)}`, options.maxConcurrency);
    this.maxConcurrency = options.maxConcurrency;
  }
}
