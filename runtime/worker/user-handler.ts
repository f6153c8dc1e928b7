import { inspect } from 'node:util';
import { NotStarted } from './not-started';
import type { Task, TaskContext, TaskHandlerFunction } from '../../sdk/typescript/handler';
import { MAX_JSON_DEPTH, MAX_PAYLOAD_BYTES } from '../../src/contract';
import { isDeeperThan, toJson } from '../core/record/json';
import type { TaskError } from '../core/record/task-record';

/** How much of a stack is logged, in characters. */
const MAX_STACK_LENGTH = 8 * 1024;

/**
 * Loads the user's module while the function starts. A failure to load is kept, and becomes the outcome of the tasks
 * that are claimed: a broken deployment fails them with its reason instead of leaving them where they are.
 *
 * @param load requires the module
 * @param name what the module exports the handler as
 */
export function loadUserHandler(load: () => any, name = 'handler'): TaskHandlerFunction {
  try {
    const module = load();
    const handler = module[name] ?? module.default?.[name] ?? module.default;
    if (typeof handler === 'function') return handler;
    throw new TypeError(`the handler's file exports ${Object.keys(module).join(', ') || 'nothing'}, but no function named "${name}"`);
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** What came of a run: the result as JSON text, or why there is none; the run may also not have begun. */
export type RunOutcome =
  | { readonly ok: true; readonly result: string }
  | RunError;

/** Why a run has no result. */
export interface RunError {
  readonly ok: false;
  readonly error: TaskError;
  readonly retryable: boolean;
  /** Whether the run had begun; it had when this is left out. */
  readonly isStarted?: boolean;
  /** Where it was thrown: for the log, and never for the record. */
  readonly stack?: string;
}

/** Calls the handler, whatever it does. */
export async function runHandler(handler: TaskHandlerFunction, task: Task, context: TaskContext): Promise<RunOutcome> {
  let value: unknown;
  try {
    value = await handler(task, context);
  } catch (error) {
    const how = error instanceof NotStarted ? { isStarted: false } : { stack: stackOf(error) };
    return { ok: false, retryable: isRetryable(error), error: describe(error), ...how };
  }
  return toOutcome(value);
}

/** A handler that returns what cannot be stored would do so again. */
function toOutcome(value: unknown): RunOutcome {
  try {
    const result = toJson('the result', value);
    const size = Buffer.byteLength(result);
    if (size > MAX_PAYLOAD_BYTES) {
      return refused('ResultTooLarge', `the result has ${size} bytes as JSON, and may have ${MAX_PAYLOAD_BYTES}; put more into a bucket and return its key`);
    }
    if (isDeeperThan(value, MAX_JSON_DEPTH)) return refused('ResultTooDeep', `the result is nested deeper than ${MAX_JSON_DEPTH} levels, the most it may have`);
    return { ok: true, result };
  } catch (error) {
    return { ok: false, retryable: false, error: describe(error), stack: stackOf(error) };
  }
}

function refused(type: string, message: string): RunOutcome {
  return { ok: false, retryable: false, error: { type, message } };
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

/** A message is part of it, and may be of any length. */
function stackOf(thrown: unknown): string | undefined {
  try {
    const { stack } = Object(thrown);
    return typeof stack === 'string' ? stack.slice(0, MAX_STACK_LENGTH) : undefined;
  } catch {
    return undefined;
  }
}
