import * as path from 'path';
import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { bundleHandler } from './private/bundle-handler';
import { IAsyncTaskApi } from '../api/async-task-api';
import { TaskFunction } from '../private/task-function';

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
 * What a worker has decided when it binds its handler.
 */
export interface TaskHandlerBindOptions {
  /**
   * The API whose tasks the handler works on.
   */
  readonly api: IAsyncTaskApi;

  /**
   * The environment variables that a function needs to run tasks; the user's own are in `functionOptions`.
   */
  readonly environment: { [name: string]: string };

  /**
   * How long a run may take.
   */
  readonly timeout: Duration;

  /**
   * What the user says of the function that runs tasks.
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
}

/**
 * The code that does the work of a {@link TaskWorker}.
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
  public static nodejs(entry: string, options?: NodejsTaskHandlerOptions): TaskHandler {
    return new NodejsTaskHandler(entry, options ?? {});
  }

  /**
   * Called by the worker when it is created.
   *
   * @param scope   the worker
   * @param options what the worker has decided
   */
  public abstract bind(scope: Construct, options: TaskHandlerBindOptions): TaskHandlerConfig;
}

class NodejsTaskHandler extends TaskHandler {
  constructor(private readonly entry: string, private readonly options: NodejsTaskHandlerOptions) {
    super();
  }

  public bind(scope: Construct, { environment, functionOptions, timeout }: TaskHandlerBindOptions): TaskHandlerConfig {
    const { runtime, externalModules, loader, define } = this.options;
    return {
      handlerFunction: new TaskFunction(scope, 'Function', {
        writeCode: (folder) => bundleHandler(this.entry, { external: externalModules, loader, define }, folder),
        runtime,
        environment,
        options: { ...functionOptions, timeout },
        defaults: { description: `Runs ${path.basename(this.entry)}`, memorySize: 512 },
      }),
    };
  }
}
