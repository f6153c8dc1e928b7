import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { paginateDescribeParameters, PutParameterCommand, GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { cdkDeploy } from './cdk';
import type { Engine } from './engine';
import { resolvableApiUrl } from './http-apis';
import type { DeployedStack } from './stacks';
import { ExpectedError } from '../support/expected-error';
import { REPOSITORY } from '../support/folders';
import { silent, type Report } from '../support/report';

const EXAMPLES = join(REPOSITORY, 'examples', 'typescript');
const CDK_CONFIG = 'cdk.json';
const API_URL_PARAMETER = /\/api_url$/;

/** How an example is deployed. */
export interface DeployExampleOptions {
  /** Shows each app's deployment as a step. */
  readonly report?: Report;
  /** Receives the CDK CLI's output as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** The names of the examples that can be deployed. */
export function exampleNames(): string[] {
  return subfolders(EXAMPLES).filter((name) => appFolders(join(EXAMPLES, name)).length > 0);
}

/** The folder of an example. */
export function exampleFolder(name: string): string {
  if (!exampleNames().includes(name)) {
    throw new ExpectedError(`There is no example '${name}': choose one of ${exampleNames().join(', ')}.`);
  }
  return join(EXAMPLES, name);
}

/**
 * Deploys an example of `examples/typescript` on a bootstrapped engine. An example is one CDK app, or one in each of
 * its subfolders, which are deployed in the order of their names.
 */
export async function deployExample(engine: Engine, name: string, options: DeployExampleOptions = {}): Promise<DeployedStack[]> {
  const { report = silent, onOutput } = options;
  const example = exampleFolder(name);
  const stacks: DeployedStack[] = [];
  for (const folder of appFolders(example)) {
    const app = folder === example ? name : `${name}${folder.slice(example.length)}`;
    stacks.push(...await report(`Deploy ${app}`, () => cdkDeploy(engine, { folder, onOutput })));
    await makeApiUrlsResolve(engine);
  }
  return stacks;
}

/** The next app, and a worker that runs in it, reads the API's address from the parameter. */
async function makeApiUrlsResolve(engine: Engine): Promise<void> {
  const client = new SSMClient(engine.clientConfig);
  for await (const { Parameters = [] } of paginateDescribeParameters({ client }, {})) {
    for (const { Name } of Parameters.filter((parameter) => API_URL_PARAMETER.test(parameter.Name ?? ''))) {
      const { Parameter } = await client.send(new GetParameterCommand({ Name }));
      const Value = resolvableApiUrl(engine, Parameter?.Value ?? '');
      await client.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
    }
  }
}

function appFolders(example: string): string[] {
  if (existsSync(join(example, CDK_CONFIG))) {
    return [example];
  }
  return subfolders(example).map((name) => join(example, name)).filter((folder) => existsSync(join(folder, CDK_CONFIG)));
}

function subfolders(folder: string): string[] {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
}
