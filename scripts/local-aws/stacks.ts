import { CloudFormationClient, DescribeStacksCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { LambdaClient, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { Engine } from './engine';

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

/** A stack that was deployed on the engine. */
export async function deployedStack(engine: Engine, name: string): Promise<DeployedStack> {
  const client = new CloudFormationClient(engine.clientConfig);
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const outputs = Object.fromEntries((stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  return { name, outputs, functions: await functionsOf(name, client, engine) };
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
