import type { Task, TaskContext, TaskHandlerFunction } from '../../handler';
import { MAX_PAYLOAD_BYTES } from '../../src/contract';
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
  | { readonly ok: false; readonly error: TaskError };

/** Calls the handler, whatever it does. */
export async function runHandler(handler: TaskHandlerFunction, task: Task, context: TaskContext): Promise<RunOutcome> {
  try {
    const result = toJson(await handler(task, context));
    const size = Buffer.byteLength(result);
    if (size <= MAX_PAYLOAD_BYTES) return { ok: true, result };
    const message = `the result has ${size} bytes as JSON, and may have ${MAX_PAYLOAD_BYTES}; put more into a bucket and return its key`;
    return { ok: false, error: { type: 'ResultTooLarge', message } };
  } catch (error) {
    return { ok: false, error: describe(error) };
  }
}

/** JSON has no NaN and no infinities: `JSON.stringify` would make them null without a word. */
function toJson(result: unknown): string {
  return JSON.stringify(result ?? null, (key, value) => {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new TypeError(`the result is not JSON: ${key ? `its member "${key}"` : 'it'} is ${value}`);
    }
    return value;
  }) ?? 'null';
}

/** What was thrown, as the record keeps it: anything can be thrown. */
function describe(thrown: unknown): TaskError {
  return thrown instanceof Error
    ? { type: thrown.name, message: thrown.message }
    : { type: 'Error', message: String(thrown) };
}
