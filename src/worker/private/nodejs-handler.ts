import * as path from 'path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { bundleHandler } from './bundle-handler';
import { TaskFunction } from '../../private/task-function';
import { NodejsTaskHandlerOptions, TaskHandlerBindOptions } from '../task-handler-options';

/** The function that runs a file, bundled with the shim. */
export function nodejsFunction(
  scope: Construct, { environment, functionOptions, timeout }: TaskHandlerBindOptions, entry: string, options: NodejsTaskHandlerOptions,
): lambda.IFunction {
  const { runtime, externalModules, loader, define } = options;
  return new TaskFunction(scope, 'Function', {
    writeCode: (folder) => bundleHandler(entry, { external: externalModules, loader, define }, folder),
    runtime,
    environment,
    options: { ...functionOptions, timeout },
    defaults: { description: `Runs ${path.basename(entry)}`, memorySize: 512 },
  });
}
