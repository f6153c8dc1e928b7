import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { CONTRACT_VERSION, PARAMETER } from '../../contract';
import { AsyncTaskApiAttributes, AsyncTaskApiSsmParameters } from '../async-task-api-attributes';
import { IAsyncTaskApi } from '../async-task-api-interface';

/** Describes an API to other apps, in SSM parameters below a prefix. */
export function writeSsmParameters(api: Construct & IAsyncTaskApi, prefix: string): void {
  const write = (id: string, name: string, stringValue: string) => new ssm.StringParameter(api, id, {
    parameterName: parameterName(prefix, name),
    // A prefix may be a token, and then the CDK asks. A name with a path is never simple.
    simpleName: false,
    stringValue,
  });
  write('ApiUrlParameter', PARAMETER.apiUrl, api.apiUrl);
  write('ApiIdParameter', PARAMETER.apiId, api.apiId);
  write('ApiNameParameter', PARAMETER.apiName, api.apiName);
  write('TableArnParameter', PARAMETER.tableArn, api.table.tableArn);
  write('TopicArnParameter', PARAMETER.topicArn, api.topic.topicArn);
  write('CreateFunctionArnParameter', PARAMETER.createFunctionArn, api.createFunctionArn!);
  write('ContractVersionParameter', PARAMETER.contractVersion, CONTRACT_VERSION);
}

/** The attributes of an API that describes itself in SSM parameters; CloudFormation reads them when it deploys the stack. */
export function readSsmParameters(scope: Construct, { prefix, tableEncryptionKey }: AsyncTaskApiSsmParameters): AsyncTaskApiAttributes {
  const read = (name: string) => ssm.StringParameter.valueForStringParameter(scope, parameterName(prefix, name));
  return {
    apiUrl: read(PARAMETER.apiUrl),
    apiId: read(PARAMETER.apiId),
    apiName: read(PARAMETER.apiName),
    tableArn: read(PARAMETER.tableArn),
    topicArn: read(PARAMETER.topicArn),
    createFunctionArn: read(PARAMETER.createFunctionArn),
    tableEncryptionKey,
  };
}

function parameterName(prefix: string, name: string): string {
  return `${prefix.replace(/\/+$/, '')}/${name}`;
}
