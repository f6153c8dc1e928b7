import * as lambda from 'aws-cdk-lib/aws-lambda';

/** Options of one function on top of those of all: what the one leaves open, or undefined, the others decide. */
export function mergeOptions(all: lambda.FunctionOptions = {}, one: lambda.FunctionOptions = {}): lambda.FunctionOptions {
  return { ...defined(all), ...defined(one), environment: { ...all.environment, ...one.environment } };
}

function defined(options: lambda.FunctionOptions): lambda.FunctionOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
