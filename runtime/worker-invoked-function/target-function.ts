import type { InvokeCommandOutput } from '@aws-sdk/client-lambda';
import type { TaskHandlerFunction } from '../../sdk/typescript/handler';
import type { Target } from '../aws/lambda-target';
import { NotStarted } from '../worker/not-started';

export interface TargetFunctionOptions {
  readonly target: Target;
  /** The function's name or ARN. */
  readonly functionName: string;
  /** The types of errors after which another attempt would not go better. */
  readonly permanentErrors: readonly string[];
}

/** Lambda's errors after which the function has surely not run, and may run later. */
const NOT_STARTED: readonly string[] = [
  'TooManyRequestsException', 'EC2ThrottledException', 'ENILimitReachedException', 'ENINotReadyException', 'SubnetIPAddressLimitReachedException',
  'ResourceNotReadyException', 'ResourceConflictException', 'SnapStartNotReadyException',
];

/** How Lambda tells that it has ended a function; older runtimes say no type. */
const TIMED_OUT = /Task timed out after [\d.]+ seconds/;

/** A handler that invokes a function of the user's: its answer is the result, its error the run's. */
export function targetFunction({ target, functionName, permanentErrors }: TargetFunctionOptions): TaskHandlerFunction {
  return async (task) => {
    const answer = await started(functionName, target.invoke({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(task)) }));
    if (answer.FunctionError) throw failureOf(answer, permanentErrors);
    return resultOf(answer);
  };
}

async function started(functionName: string, invocation: Promise<InvokeCommandOutput>): Promise<InvokeCommandOutput> {
  try {
    return await invocation;
  } catch (error) {
    const { name, message } = error as Error;
    if (!NOT_STARTED.includes(name)) throw error;
    throw new NotStarted({ type: name, message: `the function ${functionName} could not be started: ${message}` });
  }
}

function resultOf(answer: InvokeCommandOutput): unknown {
  const text = textOf(answer);
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw runError('ResultNotJson', `what the function answered is not JSON: ${(error as Error).message}`, { retryable: false });
  }
}

/** What a function's runtime, or Lambda itself, says of an error. */
interface ErrorDocument {
  readonly errorType?: unknown;
  readonly errorMessage?: unknown;
  /** Of Node.js. */
  readonly trace?: unknown;
  /** Of Python and Java. */
  readonly stackTrace?: unknown;
}

function failureOf(answer: InvokeCommandOutput, permanentErrors: readonly string[]): Error {
  const text = textOf(answer);
  const { errorType, errorMessage, trace, stackTrace } = documentOf(text);
  const message = typeof errorMessage === 'string' ? errorMessage : text;
  const type = typeof errorType === 'string' && errorType !== '' ? errorType : undefined;

  const timedOut = type === undefined || type === 'Sandbox.Timedout' ? TIMED_OUT.exec(message) : null;
  if (timedOut) return runError('TimeoutError', timedOut[0], { retryable: !permanentErrors.includes('TimeoutError') });
  // Lambda's limit for an answer is larger than that for a result.
  if (type === 'Function.ResponseSizeTooLarge') return runError('ResultTooLarge', message, { retryable: false });
  const name = type ?? 'Error';
  const lines = trace ?? stackTrace;
  return runError(name, message, {
    retryable: !permanentErrors.includes(name),
    ...(Array.isArray(lines) && { stack: lines.join('\n') }),
  });
}

function documentOf(text: string): ErrorDocument {
  try {
    return Object(JSON.parse(text)) as ErrorDocument;
  } catch {
    return {};
  }
}

function textOf({ Payload }: InvokeCommandOutput): string {
  return Buffer.from(Payload ?? []).toString();
}

/** An error as a handler throws it. */
function runError(name: string, message: string, more: { readonly retryable: boolean; readonly stack?: string }): Error {
  return Object.assign(new Error(message), { name, ...more });
}
