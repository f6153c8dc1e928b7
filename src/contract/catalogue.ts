/** The file beside the api function's code that lists the declared task types: a JSON list of {@link DeclaredTaskType}. */
export const CATALOGUE_FILE = 'catalogue.json';

/** The file beside the api function's code that all validators share; it is there only when there are any. */
export const VALIDATION_FILE = 'validation.js';

/** A task type as the api function knows it. Times are seconds; what is left out, the API decides. */
export interface DeclaredTaskType {
  readonly name: string;
  /** The file, beside the function's code, of the validator for its data; any JSON will do without one. */
  readonly data?: string;
  /** The same for the result. */
  readonly result?: string;
  readonly maxAttempts?: number;
  readonly deadline?: number;
  readonly retention?: number;
  readonly externalLease?: number;
  /** The lanes that its tasks may ask for, besides the default one. */
  readonly lanes?: readonly string[];
  /** The lane of a task that asks for none; the default one when it is left out. */
  readonly defaultLane?: string;
  /** False when a task does not take over the lane of the task that created it. */
  readonly inheritLane?: false;
}
