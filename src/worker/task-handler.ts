import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { codeFunction } from './private/code-handler';
import { invokingFunction } from './private/function-handler';
import { nodejsFunction } from './private/nodejs-handler';
import { IAsyncTaskApi } from '../api/async-task-api';

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

/**
 * The code that does the work of a {@link TaskWorker}.
 *
 * For what is not here, write a strategy: a class that extends this one, and whose `bind` returns the function that the
 * worker's queue feeds.
 */
export abstract class TaskHandler {
  /**
   * A TypeScript or JavaScript file that exports a function `handler`: one JSON document in (the task), one JSON
   * document out (the result), throw to fail. Its types are in `cdk-async-tasks/handler`.
   *
   * The file is bundled at synthesis with the `esbuild` that is installed beside it or in the working directory.
   *
   * @param entry   the file's path, taken from the working directory
   * @param options how it is bundled and run
   * @throws when the file does not exist, cannot be bundled, or no `esbuild` is found
   */
  public static nodejs(entry: string, options: NodejsTaskHandlerOptions = {}): TaskHandler {
    return new BoundBy((scope, bindOptions) => ({ handlerFunction: nodejsFunction(scope, bindOptions, entry, options) }));
  }

  /**
   * A folder of Python, or of Node.js that needs no bundling: with a function that takes the task and returns the result,
   * and raises or throws to fail. The library adds a folder of its own, `async_tasks` (Python) or `async-tasks-worker`
   * (Node.js), whose names yours must not have.
   *
   * The folder is copied as it is, links followed, `node_modules` included; only what tools leave behind stays out
   * (`__pycache__`, `*.pyc`, `.git`, `.venv`, `.DS_Store`, `cdk.out`). Of a Python folder with a `requirements.txt`, synthesis installs
   * the packages beside your code, with the pip of the `python3` on the path and without Docker: as wheels for the
   * function's architecture and Python version. Pin their versions, so that the function changes only when you mean it to.
   *
   * @param folder  the folder's path, taken from the working directory
   * @param options what of it is run, and by which runtime
   * @throws when the folder or the module does not exist, the runtime is another's or too old, a file has a name that the
   * library needs, or a requirement cannot be installed
   */
  public static code(folder: string, options: CodeTaskHandlerOptions): TaskHandler {
    return new BoundBy((scope, bindOptions) => ({ handlerFunction: codeFunction(scope, bindOptions, folder, options) }));
  }

  /**
   * A Lambda function that there is already, in any language: it gets the task as its event, and what it returns is the
   * result. It is invoked once for each attempt, by a function of the library that waits for its answer; when it throws,
   * or times out, the attempt has failed, with the type and the message that its runtime says. One that could not be
   * started, since its concurrency is used up, costs no attempt.
   *
   * The worker's `functionOptions` are those of the function that waits, whose time-out follows from this one's. What is
   * granted to the worker is granted to this function. Nobody tells it that its task was cancelled.
   *
   * @param target  the function, or a version or an alias of one
   * @param options what the worker cannot see by itself
   * @throws when its time-out is not known, or so long that the worker could not wait for it (more than 14 minutes and 35
   * seconds)
   */
  public static fromFunction(target: lambda.IFunction, options: FunctionTaskHandlerOptions = {}): TaskHandler {
    return new BoundBy((scope, bindOptions) => invokingFunction(scope, bindOptions, target, options));
  }

  /**
   * Called by the worker when it is created.
   *
   * @param scope   the worker
   * @param options what the worker has decided
   */
  public abstract bind(scope: Construct, options: TaskHandlerBindOptions): TaskHandlerConfig;
}

/** The library's own strategies: each is a function in a file of its own. */
class BoundBy extends TaskHandler {
  constructor(private readonly strategy: (scope: Construct, options: TaskHandlerBindOptions) => TaskHandlerConfig) {
    super();
  }

  public bind(scope: Construct, options: TaskHandlerBindOptions): TaskHandlerConfig {
    return this.strategy(scope, options);
  }
}
