import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IAsyncTaskApi } from '../api/async-task-api-interface';

/**
 * Options of {@link TaskHandler.nodejs}.
 */
export interface NodejsTaskHandlerOptions {
  /**
   * The Node.js version that runs the handler.
   *
   * @default lambda.Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;

  /**
   * Modules that are not bundled, because a layer or the runtime brings them; `*` stands for any characters.
   *
   * @default - everything is bundled
   */
  readonly externalModules?: string[];

  /**
   * What esbuild does with files, by their extension: `{ '.html': 'text' }`.
   *
   * @see https://esbuild.github.io/content-types/
   * @default - esbuild's own defaults
   */
  readonly loader?: { [extension: string]: string };

  /**
   * What takes the place of global identifiers, as JavaScript: `{ 'process.env.STAGE': '"prod"' }`.
   *
   * @default - nothing is replaced
   */
  readonly define?: { [identifier: string]: string };
}

/**
 * Options of {@link TaskHandler.code}.
 */
export interface CodeTaskHandlerOptions {
  /**
   * The runtime of the code: Node.js 20 or newer, or Python 3.12 or newer.
   */
  readonly runtime: lambda.Runtime;

  /**
   * Which function of the folder does the work: `module.function`. The module is the path of a file from the folder on,
   * without its extension: `app.handler`, `tasks/resize.handler`.
   */
  readonly handler: string;
}

/**
 * Options of {@link TaskHandler.fromFunction}.
 */
export interface FunctionTaskHandlerOptions {
  /**
   * How long the function may run, in whole seconds: its time-out, or more. The worker waits for its answer as long as
   * that, and 15 seconds for its start.
   *
   * @default - the time-out of the function; it has to be said of one that was imported
   */
  readonly timeout?: Duration;

  /**
   * The types of errors after which another attempt would not go better (`ValueError`), as the function's runtime says
   * them in `errorType`: a task that fails with one of them is FAILED at once.
   *
   * @default - none: every error is tried again, as often as the worker's `maxAttempts` says
   */
  readonly permanentErrors?: string[];
}

/**
 * What a worker has decided when it binds its handler.
 */
export interface TaskHandlerBindOptions {
  /**
   * The API whose tasks the handler works on.
   */
  readonly api: IAsyncTaskApi;

  /**
   * The environment variables that a function needs to run tasks; the user's own are in `functionOptions`. The shims that
   * the library ships read them; a function of another kind finds the table and the task types in them.
   */
  readonly environment: { [name: string]: string };

  /**
   * How long an invocation of the function may take, unless the handler decides it ({@link TaskHandlerConfig.timeout}).
   */
  readonly timeout: Duration;

  /**
   * How long a single run may take, if the user says so.
   *
   * @default - as long as its invocation
   */
  readonly taskTimeout?: Duration;

  /**
   * How many tasks an invocation gets at most.
   */
  readonly batchSize: number;

  /**
   * How many of them run at once.
   */
  readonly parallelism: number;

  /**
   * What the user says of the function that runs tasks: the options of the worker, on top of those of an API of the same
   * app. Their `timeout` is the worker's own; what holds in the end is the `timeout` beside them.
   */
  readonly functionOptions: lambda.FunctionOptions;
}

/**
 * What a handler comes to: the result of {@link TaskHandler.bind}.
 */
export interface TaskHandlerConfig {
  /**
   * The function that the worker's queue feeds. The worker lets it read its queue and write its tasks.
   */
  readonly handlerFunction: lambda.IFunction;

  /**
   * The function that does the work, if that is another: what is granted to the worker is granted to it, and the worker's
   * connections are its.
   *
   * @default - `handlerFunction`
   */
  readonly workFunction?: lambda.IFunction;

  /**
   * How long an invocation of `handlerFunction` may take: its time-out.
   *
   * @default - what the worker decided
   */
  readonly timeout?: Duration;
}
