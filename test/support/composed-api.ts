import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ENV } from '../../src/contract';

/** Loads the function's code as Lambda does, and says after each invocation which files of the folder are loaded. */
const PROCESS = `
const { join, relative } = require('node:path');
const folder = process.argv[1];
const loaded = () => Object.keys(require.cache).map((file) => relative(folder, file)).sort();
const { handler } = require(join(folder, 'index.js'));
process.send({ loaded: loaded() });
process.on('message', async (event) => {
  try {
    process.send({ answer: await handler(event, { invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:api', getRemainingTimeInMillis: () => 30000 }), loaded: loaded() });
  } catch (error) {
    process.send({ error: error.stack, loaded: loaded() });
  }
});
`;

/** What an invocation came to. */
export interface Invocation {
  readonly answer?: any;
  readonly error?: string;
  /** The files of the function's folder that are loaded by now. */
  readonly loaded: readonly string[];
}

/** The folder with the code of a stack's api function. */
export function apiAsset(stack: Stack): string {
  const functions = Template.fromStack(stack).findResources('AWS::Lambda::Function', { Properties: { Description: 'Answers the task API' } });
  const [{ Properties: { Code } }] = Object.values(functions);
  return join((stack.node.root as App).outdir, `asset.${Code.S3Key.replace('.zip', '')}`);
}

/**
 * Invokes the code of an api function with events, one after the other, in a process of its own that cannot make code
 * out of strings. Its table takes whatever it is given, and holds nothing.
 *
 * @returns how it went to load the code, and then each invocation
 */
export async function invokeComposed(folder: string, events: readonly unknown[]): Promise<Invocation[]> {
  const table = createServer((_request, response) => response.end('{}')).listen(0, '127.0.0.1');
  await once(table, 'listening');
  const child = spawn(process.execPath, ['--disallow-code-generation-from-strings', '-e', PROCESS, folder], {
    env: environment(`http://127.0.0.1:${(table.address() as AddressInfo).port}`),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the code in ${folder} ended its process`);
  });
  const next = async (): Promise<Invocation> => (await Promise.race([once(child, 'message'), ended]) as [Invocation])[0];
  try {
    const invocations = [await next()];
    for (const event of events) {
      child.send(event as object);
      invocations.push(await next());
    }
    return invocations;
  } finally {
    ended.catch(() => undefined);
    child.kill();
    table.close();
  }
}

function environment(endpoint: string): Record<string, string> {
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: endpoint,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    [ENV.apiName]: 'tasks',
    [ENV.tableName]: 'tasks',
    [ENV.routes]: 'POST /tasks',
    [ENV.scope]: '{"from":"shared"}',
    [ENV.retention]: '60',
    [ENV.deadline]: '60',
    [ENV.externalLease]: '60',
    [ENV.listBuckets]: '1',
    [ENV.watchBuckets]: '1',
  };
}
