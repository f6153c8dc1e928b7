import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from './engine';
import { bareEnvironment, withPath } from './environment';
import { endGroup, spawnGroup } from './process-group';
import type { DeployedStack } from './stacks';
import { deployedStack } from './stacks';
import { ExpectedError } from '../support/expected-error';
import { REPOSITORY } from '../support/folders';

const CLI = join(REPOSITORY, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const ACCOUNT = '000000000000';
const SHOWN_ON_FAILURE = 25;

/** A CDK app to deploy. */
export interface CdkApp {
  /** The folder with its `cdk.json`. */
  readonly folder: string;
  /** The folder with what was synthesized of it, in place of a synthesis. */
  readonly assembly?: string;
  /** Environment variables for the app, beside those that lead it to the local AWS. */
  readonly env?: Readonly<Record<string, string>>;
  /** Receives the CDK CLI's output as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** `cdk bootstrap`, once an engine, before its first deployment. */
export async function cdkBootstrap(engine: Engine, onOutput?: (text: string) => void): Promise<void> {
  await cdk(engine, ['bootstrap', `aws://${ACCOUNT}/${engine.region}`], { folder: engine.scratch, onOutput });
}

/** `cdk deploy` of all stacks of an app, which it returns as they are then. */
export async function cdkDeploy(engine: Engine, app: CdkApp): Promise<DeployedStack[]> {
  // In a folder of its own, so that a deployment leaves nothing in the app's and two can run at once.
  const assembly = app.assembly ?? mkdtempSync(join(engine.scratch, 'cdk.out-'));
  const from = app.assembly === undefined ? '--output' : '--app';
  await cdk(engine, ['deploy', '--all', '--require-approval', 'never', from, assembly], app);
  return Promise.all(stacksOf(assembly).map(async (name) => deployedStack(engine, name)));
}

/** The names of the stacks that were synthesized into a folder. */
function stacksOf(assembly: string): string[] {
  const { artifacts }: { artifacts: Record<string, { type: string }> } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'));
  return Object.keys(artifacts).filter((name) => artifacts[name].type === 'aws:cloudformation:stack');
}

async function cdk(engine: Engine, args: string[], { folder, env, onOutput }: CdkApp): Promise<void> {
  const child = spawnGroup(process.execPath, [CLI, ...args, '--no-notices', '--no-color'], {
    cwd: folder,
    env: { ...cliEnvironment(engine), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => endGroup(child);
  engine.lifetime.addEventListener('abort', end);
  try {
    let output = '';
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        onOutput?.(text);
      });
    }
    const [exitCode] = await once(child, 'close') as [number | null];
    if (engine.lifetime.aborted) {
      throw new ExpectedError(`cdk ${args[0]} was interrupted: the local AWS has stopped.`);
    }
    if (exitCode !== 0) {
      throw new ExpectedError(`cdk ${args[0]} failed in ${folder}:\n${lastLines(output)}`);
    }
  } finally {
    engine.lifetime.removeEventListener('abort', end);
  }
}

function cliEnvironment(engine: Engine): Record<string, string> {
  return {
    // `npx tsx app.ts` and its like must find this Node.js and this repository's tools.
    ...withPath(bareEnvironment(), [join(REPOSITORY, 'node_modules', '.bin'), join(process.execPath, '..')]),
    ...engine.env,
    CDK_HOME: join(engine.scratch, 'cdk-home'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    // Checks of the newest aws-cdk-lib that take longer than the rest of a synthesis.
    CDK_VALIDATION: 'false',
  };
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-SHOWN_ON_FAILURE).join('\n');
}
