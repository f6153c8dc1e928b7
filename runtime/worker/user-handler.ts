import { inspect } from 'node:util';
import type { Task, TaskContext, TaskHandlerFunction } from '../../handler';
import { MAX_PAYLOAD_BYTES } from '../../src/contract';
import { toJson } from '../core/json';
import type { TaskError } from '../core/task-record';

/**
 * Loads the user's module while the function starts. A failure to load is kept, and becomes the outcome of the tasks
 * that are claimed: a broken deployment fails them with its reason instead of leaving them where they are.
 *
 * @param load requires the module
 */
export function loadUserHandler(load: () => any): TaskHandlerFunction {
  try {
    const module = load();
    const handler = module.handler ?? module.default?.handler ?? module.default;
    if (typeof handler === 'function') return handler;
    throw new TypeError(`the handler's file exports ${Object.keys(module).join(', ') || 'nothing'}, but no function named "handler"`);
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** What came of a run: the result as JSON text, or why there is none. */
export type RunOutcome =
  | { readonly ok: true; readonly result: string }
  | { readonly ok: false; readonly error: TaskError; readonly retryable: boolean };

/** Calls the handler, whatever it does. */
export async function runHandler(handler: TaskHandlerFunction, task: Task, context: TaskContext): Promise<RunOutcome> {
  let value: unknown;
  try {
    value = await handler(task, context);
  } catch (error) {
    return { ok: false, retryable: isRetryable(error), error: describe(error) };
  }
  return toOutcome(value);
}

/** A handler that returns what cannot be stored would do so again. */
function toOutcome(value: unknown): RunOutcome {
  try {
    const result = toJson('the result', value);
    const size = Buffer.byteLength(result);
    if (size <= MAX_PAYLOAD_BYTES) return { ok: true, result };
    const message = `the result has ${size} bytes as JSON, and may have ${MAX_PAYLOAD_BYTES}; put more into a bucket and return its key`;
    return { ok: false, retryable: false, error: { type: 'ResultTooLarge', message } };
  } catch (error) {
    return { ok: false, retryable: false, error: describe(error) };
  }
}

/** Any error may be gone the next time, unless it says itself that it will not: by a member `retryable` that is false. */
function isRetryable(thrown: unknown): boolean {
  try {
    return Object(thrown).retryable !== false;
  } catch {
    return true;
  }
}

/** What was thrown, as the record keeps it. Anything can be thrown, and any member of it can be anything. */
function describe(thrown: unknown): TaskError {
  if (typeof thrown === 'string') return { type: 'Error', message: thrown };
  try {
    const { name, message } = Object(thrown);
    return {
      type: typeof name === 'string' && name !== '' ? name : 'Error',
      message: typeof message === 'string' ? message : inspect(thrown),
    };
  } catch {
    return { type: 'Error', message: 'the handler threw something that cannot be described' };
  }
}
