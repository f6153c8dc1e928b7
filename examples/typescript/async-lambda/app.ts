import { App } from 'aws-cdk-lib';
import { AsyncLambdaStack } from './async-lambda-stack';
import type { Stage } from './settings';

const app = new App();
// `cdk deploy --context stage=prod`
const stage: Stage = app.node.tryGetContext('stage') ?? 'dev';
new AsyncLambdaStack(app, 'AsyncLambda', stage);
