import { TaskRefused as Implementation } from '../../../runtime/core/operations/task-refused';

/** Why the API does not accept a task: an answer as over HTTP (RFC 9457). */
export interface Refusal {
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly unknown[];
}

/** The API does not accept a task. */
export interface TaskRefused extends Error {
  /** The status, as in an answer over HTTP. */
  readonly status: number;
  /** The places of the request that are wrong, if it is about places: `[{ pointer, detail }]`. */
  readonly errors?: readonly unknown[];
  /** Whether it may accept the same task later. */
  readonly retryable: boolean;
}

/** The class of the error, for `instanceof`. Its declaration names no type of the Lambda code, which the package lacks. */
export const TaskRefused: new (refusal: Refusal) => TaskRefused = Implementation;
