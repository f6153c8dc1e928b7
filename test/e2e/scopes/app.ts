import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AsyncTaskApi, TaskApiAuth, TaskScope } from 'cdk-async-tasks';

/** An API for each way in which clients can have scopes of their own. Nobody but external workers does their tasks. */
const stack = new Stack(new App(), 'Scopes');

const byToken = new AsyncTaskApi(stack, 'ByToken', {
  auth: TaskApiAuth.jwt({
    issuer: process.env.ISSUER!,
    audience: ['tasks'],
    clientScopes: ['tasks/use'],
    manageScopes: ['tasks/manage'],
    reporterScopes: ['tasks/report'],
  }),
  taskScope: TaskScope.jwtClaim('tenant'),
  cors: { allowOrigins: ['https://app.example.com'] },
  throttle: { rateLimit: 1000, burstLimit: 1000 },
  routeThrottles: { 'POST /tasks': { rateLimit: 500, burstLimit: 500 } },
});

const byPrincipal = new AsyncTaskApi(stack, 'ByPrincipal', { taskScope: TaskScope.iamPrincipal() });

/** Lets everybody in who says who it is: a tenant, and perhaps a role. */
const authorizer = new lambda.Function(stack, 'Authorizer', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline(`exports.handler = async ({ headers }) => {
    const [tenant, role] = headers.authorization.split(' ');
    return { isAuthorized: tenant !== 'nobody', context: { ...(tenant !== 'none' && { tenant }), role } };
  };`),
});
const byContext = new AsyncTaskApi(stack, 'ByContext', {
  auth: TaskApiAuth.authorizer(
    new HttpLambdaAuthorizer('LambdaAuthorizer', authorizer, { responseTypes: [HttpLambdaResponseType.SIMPLE], resultsCacheTtl: Duration.seconds(0) }),
    { reporters: { contextKey: 'role', value: 'worker' } },
  ),
  taskScope: TaskScope.authorizerContext('tenant'),
});

new CfnOutput(stack, 'ByTokenUrl', { value: byToken.apiUrl });
new CfnOutput(stack, 'ByPrincipalUrl', { value: byPrincipal.apiUrl });
new CfnOutput(stack, 'ByContextUrl', { value: byContext.apiUrl });
