import { Duration, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../../contract';
import { checkDuration, isLonger } from '../../private/durations';
import { prebuilt, TaskFunction } from '../../private/task-function';
import { FunctionTaskHandlerOptions, TaskHandlerBindOptions, TaskHandlerConfig } from '../task-handler-options';

/** What Lambda gives a function that does not say its time-out. */
const DEFAULT_TIMEOUT = Duration.seconds(3);

/** The longest that any function may run (a Lambda quota). */
const LONGEST_INVOCATION = Duration.minutes(15);

/** What an invocation takes besides the function's own time: Lambda gives its start up to ten seconds. */
const START_ALLOWANCE = Duration.seconds(15);

/** What a run takes besides the invocation: to claim the task, and to record what came of it. */
const RECORDING_ALLOWANCE = Duration.seconds(5);

/** What an invocation of the worker takes besides its runs. */
const BATCH_ALLOWANCE = Duration.seconds(5);

/** The function that invokes a user's function, and what the worker has to know of it. */
export function invokingFunction(
  scope: Construct, options: TaskHandlerBindOptions, target: lambda.IFunction, handlerOptions: FunctionTaskHandlerOptions,
): TaskHandlerConfig {
  checkOptions(options);
  const { permanentErrors = [] } = handlerOptions;
  const targetTimeout = timeoutOf(target, handlerOptions.timeout);
  const answerTimeout = targetTimeout.plus(START_ALLOWANCE);
  const runTime = answerTimeout.plus(RECORDING_ALLOWANCE);
  const rounds = roundsOf(options);
  const timeout = Duration.seconds(runTime.toSeconds() * rounds).plus(BATCH_ALLOWANCE);
  checkLength(target, targetTimeout, timeout, rounds);

  const invoker = new TaskFunction(scope, 'Function', {
    writeCode: prebuilt('worker-invoked-function'),
    environment: {
      ...options.environment,
      [ENV.taskTimeout]: String(runTime.toSeconds()),
      [ENV.targetFunction]: target.functionArn,
      [ENV.answerTimeout]: String(answerTimeout.toSeconds()),
      ...(permanentErrors.length > 0 && { [ENV.permanentErrors]: JSON.stringify(permanentErrors) }),
    },
    options: { ...options.functionOptions, timeout },
    defaults: { description: 'Invokes a function for each task', memorySize: 256 },
  });
  // Not its grantInvoke, which allows all versions and aliases as well: only this one is invoked.
  iam.Grant.addToPrincipal({ grantee: invoker, actions: ['lambda:InvokeFunction'], resourceArns: [target.functionArn] });
  return { handlerFunction: invoker, workFunction: target, timeout };
}

function checkOptions({ functionOptions, taskTimeout }: TaskHandlerBindOptions): void {
  const remedy = 'set the time-out of the function that you pass to TaskHandler.fromFunction(), and leave it out here';
  if (functionOptions.timeout) throw new Error(`functionOptions.timeout is ${functionOptions.timeout.toHumanString()}, but the worker takes its time-out from the function that does the work: ${remedy}`);
  if (taskTimeout) throw new Error(`taskTimeout is ${taskTimeout.toHumanString()}, but only its own time-out ends the function that does the work: ${remedy}`);
}

/** How many runs of a batch follow one another. Where only deployment knows it, what finds no time goes back to the queue. */
function roundsOf({ batchSize, parallelism }: TaskHandlerBindOptions): number {
  return Token.isUnresolved(batchSize) || Token.isUnresolved(parallelism) ? 1 : Math.ceil(batchSize / parallelism);
}

/**
 * How long the user's function may run.
 *
 * @param stated by the user, for a function whose time-out is not known
 */
function timeoutOf(target: lambda.IFunction, stated: Duration | undefined): Duration {
  checkDuration('timeout', stated, Duration.seconds(1));
  const known = knownTimeout(target);
  const timeout = stated ?? known;
  if (!timeout) throw new Error(`the time-out of the function ${target.node.path} is not known, since it was imported: say it with TaskHandler.fromFunction(fn, { timeout })`);
  if (timeout.isUnresolved()) throw new Error(`the time-out of the function ${target.node.path} is known only at deployment: say the longest that it can be with TaskHandler.fromFunction(fn, { timeout })`);
  if (stated && known && isLonger(known, stated)) {
    throw new Error(`timeout is ${stated.toHumanString()}, shorter than the time-out of the function ${target.node.path}, which is ${known.toHumanString()}: a task could be tried again while its run goes on; leave it out`);
  }
  return timeout;
}

function knownTimeout(target: lambda.IFunction): Duration | undefined {
  if (target instanceof lambda.Function) return target.timeout ?? DEFAULT_TIMEOUT;
  // Versions and aliases belong to a function.
  const { lambda: owner } = target as { readonly lambda?: lambda.IFunction };
  return owner && knownTimeout(owner);
}

function checkLength(target: lambda.IFunction, targetTimeout: Duration, timeout: Duration, rounds: number): void {
  if (!isLonger(timeout, LONGEST_INVOCATION)) return;
  const longestRun = Math.floor((LONGEST_INVOCATION.toSeconds() - BATCH_ALLOWANCE.toSeconds()) / rounds);
  const longestTimeout = Duration.seconds(longestRun - START_ALLOWANCE.toSeconds() - RECORDING_ALLOWANCE.toSeconds());
  if (rounds === 1) {
    throw new Error(`the time-out of the function ${target.node.path} is ${targetTimeout.toHumanString()}, and may be ${longestTimeout.toHumanString()} at most: the worker waits for it, and needs time to record what came of it within the 15 minutes that Lambda allows`);
  }
  throw new Error(`a batch would take ${timeout.toHumanString()} (${rounds} times the ${targetTimeout.toHumanString()} of the function ${target.node.path}, one after the other), and Lambda allows 15 minutes: lower batchSize, or raise parallelism`);
}
