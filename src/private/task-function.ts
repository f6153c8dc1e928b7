import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { mergeOptions } from './function-options';

/** The runtime of the handlers that the package ships. */
export const NODE_RUNTIME = lambda.Runtime.NODEJS_24_X;

/** The environment variables that the library keeps for itself. */
const RESERVED_PREFIX = 'ASYNC_TASKS_';

export interface TaskFunctionProps {
  /** Writes the code into a folder. */
  readonly writeCode: (folder: string) => void;
  readonly runtime?: lambda.Runtime;
  /** Where Lambda enters it; `index.handler` when it is left out. */
  readonly handler?: string;
  /** What the library needs; the user's own variables come from the options. */
  readonly environment: Record<string, string>;
  /** What the user says of the function. */
  readonly options?: lambda.FunctionOptions;
  /** What holds where the user says nothing. */
  readonly defaults: Pick<lambda.FunctionOptions, 'description' | 'memorySize' | 'timeout' | 'retryAttempts' | 'maxEventAge'>;
}

/**
 * A function whose role can write to its own log group, and to nothing that it was not granted: the managed policy that
 * the CDK would attach lets a function write to every log group of the account.
 */
export class TaskFunction extends lambda.Function {
  constructor(scope: Construct, id: string, props: TaskFunctionProps) {
    const options = mergeOptions(props.defaults, props.options);
    if (options.logRetention) throw new Error('logRetention belongs to log groups that Lambda makes by itself; pass a logGroup with the retention that you want');
    const logGroup = options.logGroup ?? new logs.LogGroup(scope, `${id}Logs`, {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = options.role ?? new iam.Role(scope, `${id}Role`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    if (options.vpc) allowNetwork(role);
    logGroup.grantWrite(role);

    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'task-function-'));
    try {
      props.writeCode(folder);
      allowReading(folder);
      super(scope, id, {
        architecture: lambda.Architecture.ARM_64,
        ...options,
        code: lambda.Code.fromAsset(folder),
        handler: props.handler ?? 'index.handler',
        runtime: props.runtime ?? NODE_RUNTIME,
        role,
        logGroup,
        environment: mergeEnvironment(options.environment, props.environment),
      });
    } finally {
      // The function has staged a copy of its code by now, unless the app reads assets where they lie.
      if (!scope.node.tryGetContext(cxapi.DISABLE_ASSET_STAGING_CONTEXT)) fs.rmSync(folder, { recursive: true });
    }
  }
}

/** Writes the code of a handler that the package ships. */
export function prebuilt(name: string): (folder: string) => void {
  return (folder) => fs.cpSync(prebuiltFolder(name), folder, { recursive: true });
}

/** Where a handler that the package ships lies: as far from `src` as from `lib`. */
export function prebuiltFolder(name: string): string {
  return path.join(__dirname, '..', '..', 'assets', name);
}

/**
 * Files keep their permissions on their way to Lambda, where others than their owner must read them; but these have
 * theirs from the umask under which the package was installed, or the app is synthesized.
 */
function allowReading(folder: string): void {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) allowReading(file);
    // eslint-disable-next-line no-bitwise
    else fs.chmodSync(file, fs.statSync(file).mode & fs.constants.S_IXUSR ? 0o755 : 0o644);
  }
}

/** Lambda makes a function's network interfaces with its role; they have no ARN before they exist. */
function allowNetwork(role: iam.IRole): void {
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: [
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ],
    resources: ['*'],
  }));
}

function mergeEnvironment(users: Record<string, string> = {}, ours: Record<string, string>): Record<string, string> {
  const taken = Object.keys(users).find((name) => name.startsWith(RESERVED_PREFIX));
  if (taken) throw new Error(`the environment variable ${taken} cannot be set: names that begin with ${RESERVED_PREFIX} belong to cdk-async-tasks`);
  return { ...users, ...ours };
}
