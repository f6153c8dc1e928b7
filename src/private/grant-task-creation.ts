import { Annotations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { ENV } from '../contract';

/** The ARN in the variable of each Lambda function that has one: a function does not show its variables. */
const VARIABLES = new WeakMap<lambda.Function, string>();

/** Lets a principal create tasks of an API by invoking its function; a Lambda function reads that function's ARN from a variable. */
export function grantTaskCreation(grantee: iam.IGrantable, api: IConstruct, createFunctionArn: string): iam.Grant {
  if (grantee instanceof lambda.Function) setVariable(grantee, api, createFunctionArn);
  return iam.Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns: [createFunctionArn] });
}

function setVariable(target: lambda.Function, api: IConstruct, createFunctionArn: string): void {
  const present = VARIABLES.get(target) ?? createFunctionArn;
  if (present !== createFunctionArn) {
    Annotations.of(target).addWarningV2('cdk-async-tasks:createsForTwoApis', `the function creates tasks of more than one API, and its variable ${ENV.createFunction} holds the ARN of one of them; hand it the createFunctionArn of ${api.node.path} in a variable of its own, and that to its client`);
    return;
  }
  VARIABLES.set(target, createFunctionArn);
  target.addEnvironment(ENV.createFunction, createFunctionArn);
}
