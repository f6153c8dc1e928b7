import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { prebuilt, TaskFunction } from '../../private/task-function';

/** The function that answers with the page of the API: it reads nothing but its own code, and its role may write its logs. */
export class DocsFunction extends TaskFunction {
  constructor(scope: Construct, id: string, options: lambda.FunctionOptions) {
    super(scope, id, {
      writeCode: prebuilt('docs'),
      environment: {},
      options,
      defaults: { description: 'Answers with the page of the task API', memorySize: 128, timeout: Duration.seconds(5) },
    });
  }
}
