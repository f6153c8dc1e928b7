import { CloudFormationClient, paginateDescribeStacks, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { LambdaClient, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { Engine } from './engine';

const BOOTSTRAP_STACK = 'CDKToolkit';

/** A Lambda function of a deployed stack. */
export interface DeployedFunction {
  readonly name: string;
  /** The name that the CDK app gave it: its logical id without the hash. */
  readonly shortName: string;
  readonly logGroup: string;
}

/** A stack as it was deployed. */
export interface DeployedStack {
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly functions: readonly DeployedFunction[];
}

/** Every stack on the engine but the bootstrap's. */
export async function deployedStacks(engine: Engine): Promise<DeployedStack[]> {
  const client = new CloudFormationClient(engine.clientConfig);
  const stacks: DeployedStack[] = [];
  for await (const page of paginateDescribeStacks({ client }, {})) {
    for (const { StackName: name = '', Outputs = [] } of page.Stacks ?? []) {
      if (name !== BOOTSTRAP_STACK) {
        const outputs = Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
        stacks.push({ name, outputs, functions: await functionsOf(name, client, engine) });
      }
    }
  }
  return stacks;
}

async function functionsOf(stack: string, client: CloudFormationClient, engine: Engine): Promise<DeployedFunction[]> {
  const lambda = new LambdaClient(engine.clientConfig);
  const functions: DeployedFunction[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
    for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId: name = '' } of page.StackResourceSummaries ?? []) {
      if (ResourceType === 'AWS::Lambda::Function') {
        const { LoggingConfig } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
        const shortName = LogicalResourceId.replace(/[0-9A-F]{8}$/, '');
        functions.push({ name, shortName, logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${name}` });
      }
    }
  }
  return functions;
}
