/** Why the API does not accept a task: an answer as over HTTP (RFC 9457). */
export interface Refusal {
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly unknown[];
}

/** The API does not accept a task. */
export class TaskRefused extends Error {
  /** The status, as in an answer over HTTP. */
  public readonly status: number;
  /** The places of the request that are wrong, if it is about places: `[{ pointer, detail }]`. */
  public readonly errors?: readonly unknown[];
  /** Whether it may accept the same task later. */
  public readonly retryable: boolean;

  public constructor({ status, detail, errors }: Refusal) {
    super(detail ?? `the task was refused with status ${status}`);
    this.name = 'TaskRefused';
    this.status = status;
    this.errors = errors;
    this.retryable = status < 400 || status >= 500;
  }
}
