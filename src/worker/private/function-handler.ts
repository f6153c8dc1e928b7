import { Duration, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../../contract';
import { checkDuration, isLonger } from '../../private/durations';
import { prebuilt, TaskFunction } from '../../private/task-function';
import { FunctionTaskHandlerOptions, TaskHandlerBindOptions, TaskHandlerConfig } from '../task-handler-options';

/** What Lambda gives a function that does not say its time-out. */
const LAMBDA_DEFAULT = Duration.seconds(3);

/** The longest that any function may run (a Lambda quota). */
const LONGEST = Duration.minutes(15);

/** What an invocation takes besides the function's own time: Lambda gives its start up to ten seconds. */
const START = Duration.seconds(15);

/** What a run takes besides the invocation: to claim the task, and to record what came of it. */
const RECORD = Duration.seconds(5);

/** What an invocation of the worker takes besides its runs. */
const SPARE = Duration.seconds(5);

/** The function that invokes a user's function, and what the worker has to know of it. */
export function invokingFunction(
  scope: Construct, options: TaskHandlerBindOptions, target: lambda.IFunction, { timeout: said, permanentErrors = [] }: FunctionTaskHandlerOptions,
): TaskHandlerConfig {
  checkOptions(options);
  const targetTimeout = timeoutOf(target, said);
  const answerTimeout = targetTimeout.plus(START);
  const runTime = answerTimeout.plus(RECORD);
  const rounds = roundsOf(options);
  const timeout = Duration.seconds(runTime.toSeconds() * rounds).plus(SPARE);
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
  const way = 'set the time-out of the function that you pass to TaskHandler.fromFunction(), and leave it out here';
  if (functionOptions.timeout) throw new Error(`functionOptions.timeout is ${functionOptions.timeout.toHumanString()}, but the worker takes its time-out from the function that does the work: ${way}`);
  if (taskTimeout) throw new Error(`taskTimeout is ${taskTimeout.toHumanString()}, but only its own time-out ends the function that does the work: ${way}`);
}

/** How many runs of a batch follow one another. Where only deployment knows it, what finds no time goes back to the queue. */
function roundsOf({ batchSize, parallelism }: TaskHandlerBindOptions): number {
  return Token.isUnresolved(batchSize) || Token.isUnresolved(parallelism) ? 1 : Math.ceil(batchSize / parallelism);
}

/** How long the user's function may run, by itself or by what is said of it. */
function timeoutOf(target: lambda.IFunction, said: Duration | undefined): Duration {
  checkDuration('timeout', said, Duration.seconds(1));
  const known = knownTimeout(target);
  const timeout = said ?? known;
  if (!timeout) throw new Error(`the time-out of the function ${target.node.path} is not known, since it was imported: say it with TaskHandler.fromFunction(fn, { timeout })`);
  if (timeout.isUnresolved()) throw new Error(`the time-out of the function ${target.node.path} is known only at deployment: say the longest that it can be with TaskHandler.fromFunction(fn, { timeout })`);
  if (said && known && isLonger(known, said)) {
    throw new Error(`timeout is ${said.toHumanString()}, shorter than the time-out of the function ${target.node.path}, which is ${known.toHumanString()}: a task could be tried again while its run goes on; leave it out`);
  }
  return timeout;
}

function knownTimeout(target: lambda.IFunction): Duration | undefined {
  if (target instanceof lambda.Function) return target.timeout ?? LAMBDA_DEFAULT;
  // Versions and aliases are of a function.
  const { lambda: of } = target as { readonly lambda?: lambda.IFunction };
  return of && knownTimeout(of);
}

function checkLength(target: lambda.IFunction, targetTimeout: Duration, timeout: Duration, rounds: number): void {
  if (!isLonger(timeout, LONGEST)) return;
  const most = Duration.seconds(Math.floor((LONGEST.toSeconds() - SPARE.toSeconds()) / rounds) - START.toSeconds() - RECORD.toSeconds());
  if (rounds === 1) {
    throw new Error(`the time-out of the function ${target.node.path} is ${targetTimeout.toHumanString()}, and may be ${most.toHumanString()} at most: the worker waits for it, and needs time to record what came of it within the 15 minutes that Lambda allows`);
  }
  throw new Error(`a batch would take ${timeout.toHumanString()} (${rounds} times the ${targetTimeout.toHumanString()} of the function ${target.node.path}, one after the other), and Lambda allows 15 minutes: lower batchSize, or raise parallelism`);
}
