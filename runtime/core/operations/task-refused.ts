import type { CreateAnswer } from '../ports';

/** The API does not accept a task. The client of the SDK exports it under the same name. */
export class TaskRefused extends Error {
  public readonly status: number;
  public readonly errors?: readonly unknown[];
  public readonly retryable: boolean;

  public constructor({ status, detail, errors }: Pick<CreateAnswer, 'status' | 'detail' | 'errors'>) {
    super(detail ?? `the task was refused with status ${status}`);
    this.name = 'TaskRefused';
    this.status = status;
    this.errors = errors;
    this.retryable = status < 400 || status >= 500;
  }
}
