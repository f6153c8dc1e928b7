import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { codeFunction } from './private/code-handler';
import { invokingFunction } from './private/function-handler';
import { nodejsFunction } from './private/nodejs-handler';
import {
  CodeTaskHandlerOptions, FunctionTaskHandlerOptions, NodejsTaskHandlerOptions, TaskHandlerBindOptions, TaskHandlerConfig,
} from './task-handler-options';

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
    return new BuiltInTaskHandler((scope, bindOptions) => ({ handlerFunction: nodejsFunction(scope, bindOptions, entry, options) }));
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
    return new BuiltInTaskHandler((scope, bindOptions) => ({ handlerFunction: codeFunction(scope, bindOptions, folder, options) }));
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
    return new BuiltInTaskHandler((scope, bindOptions) => invokingFunction(scope, bindOptions, target, options));
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
class BuiltInTaskHandler extends TaskHandler {
  constructor(private readonly strategy: (scope: Construct, options: TaskHandlerBindOptions) => TaskHandlerConfig) {
    super();
  }

  public bind(scope: Construct, options: TaskHandlerBindOptions): TaskHandlerConfig {
    return this.strategy(scope, options);
  }
}
