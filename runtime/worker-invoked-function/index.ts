import { LambdaClient } from '@aws-sdk/client-lambda';
import { targetFunction } from './target-function';
import { ENV } from '../../src/contract';
import { milliseconds, optionalJson, required } from '../aws/environment';
import { lambdaTarget } from '../aws/lambda-target';
import { workerFunction } from '../worker/worker-function';

/** Invokes a function of the user's for the tasks that the queue brings, once an attempt. */
export const handler = workerFunction(targetFunction({
  target: lambdaTarget((config) => new LambdaClient(config), milliseconds(ENV.answerTimeout)),
  functionName: required(ENV.targetFunction),
  permanentErrors: optionalJson<string[]>(ENV.permanentErrors) ?? [],
}));
