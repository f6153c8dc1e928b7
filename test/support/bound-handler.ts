import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IAsyncTaskApi, TaskHandler, TaskHandlerBindOptions, TaskHandlerConfig } from '../../src';

/** What a handler is bound with here, unless a test says otherwise. */
export const BIND_OPTIONS: TaskHandlerBindOptions = {
  api: {} as IAsyncTaskApi,
  environment: { ASYNC_TASKS_API_NAME: 'Api' },
  timeout: Duration.seconds(30),
  batchSize: 1,
  parallelism: 1,
  functionOptions: {},
};

/** A handler that was bound by itself, without a worker. */
export interface BoundHandler {
  readonly config: TaskHandlerConfig;
  readonly template: Template;
  /** Of the function that the queue would feed. */
  readonly properties: any;
  /** The name by which the asset's content is known, and the folder that it is in. */
  readonly hash: string;
  readonly asset: string;
}

/**
 * Binds a handler.
 *
 * @param newHandler makes it in a stack
 */
export function bindHandler(newHandler: (stack: Stack) => TaskHandler, options: Partial<TaskHandlerBindOptions> = {}): BoundHandler {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  const worker = new Stack(app, 'Worker');
  const config = newHandler(stack).bind(worker, { ...BIND_OPTIONS, ...options });
  const template = Template.fromStack(worker);
  const [{ Properties: properties }] = Object.values(template.findResources('AWS::Lambda::Function'));
  const hash = String(properties.Code.S3Key).replace('.zip', '');
  const asset = join(app.outdir, `asset.${hash}`);
  if (!existsSync(asset)) throw new Error(`there is no asset ${hash} among ${readdirSync(app.outdir).join(', ')}`);
  return { config, template, properties, hash, asset };
}
