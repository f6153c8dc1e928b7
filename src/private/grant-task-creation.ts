import { Annotations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { ENV } from '../contract';

/** Of each function that was told where tasks are created: by which API. */
const TOLD = new WeakMap<lambda.Function, string>();

/** Lets somebody create tasks of an API by invoking its function, and tells a Lambda function where that is. */
export function letCreate(grantee: iam.IGrantable, api: IConstruct, createFunctionArn: string): iam.Grant {
  if (grantee instanceof lambda.Function) tell(grantee, api, createFunctionArn);
  return iam.Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns: [createFunctionArn] });
}

function tell(target: lambda.Function, api: IConstruct, createFunctionArn: string): void {
  const told = TOLD.get(target) ?? createFunctionArn;
  if (told !== createFunctionArn) {
    Annotations.of(target).addWarningV2('cdk-async-tasks:createsForTwoApis', `the function creates tasks of more than one API, and its variable ${ENV.createFunction} holds the ARN of one of them; hand it the createFunctionArn of ${api.node.path} in a variable of its own, and that to its client`);
    return;
  }
  TOLD.set(target, createFunctionArn);
  target.addEnvironment(ENV.createFunction, createFunctionArn);
}
