import { IAsyncTaskApi } from '../api/async-task-api-interface';
import { TaskType } from '../task-type/task-type';

/**
 * What everything says that creates tasks by itself, without a client.
 */
export interface TaskSourceProps {
  /**
   * The API that gets the tasks. One of another app has to be imported with its `createFunctionArn`.
   */
  readonly api: IAsyncTaskApi;

  /**
   * What tasks they are.
   */
  readonly taskType: TaskType;

  /**
   * Whose tasks they are: the scope of the clients that see them. Clients of an API without scopes of their own
   * (`TaskScope.shared()`) see them anyway.
   *
   * @default - nobody's: no client sees them where clients have scopes of their own
   */
  readonly taskScope?: string;

  /**
   * The lane that they take.
   *
   * @default - the task type's `defaultLane`
   */
  readonly lane?: string;

  /**
   * How often a worker may begin each of them until one run succeeds, 1 to 100.
   *
   * @default - what the task type says, else the worker
   */
  readonly maxAttempts?: number;
}
