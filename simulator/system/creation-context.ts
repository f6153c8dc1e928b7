import type { Context } from 'aws-lambda';
import { CREATE_ALIAS } from '../../src/contract';
import { lambdaContext } from '../aws/http-events';

/** What the api function is told of an invocation through the alias by which tasks are created. */
export function creationContext(): Context {
  const context = lambdaContext();
  return { ...context, invokedFunctionArn: `${context.invokedFunctionArn}:${CREATE_ALIAS}` };
}
