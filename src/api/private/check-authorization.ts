import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type { ScopeSource } from '../../contract';
import { TaskApiAuthConfig } from '../task-api-auth';
import { TaskScope } from '../task-scope';

/** How the gateway authorizes a route, as CloudFormation says it. */
type Authorization = 'NONE' | 'AWS_IAM' | 'JWT' | 'CUSTOM';

/** Each kind of scope: the call that makes it, the authorization that it needs, and the call that makes the fitting auth. */
const SCOPES: Record<Exclude<ScopeSource['from'], 'shared'>, { readonly scopeCall: string; readonly authorization: Authorization; readonly authCall: string }> = {
  jwt: { scopeCall: 'TaskScope.jwtClaim()', authorization: 'JWT', authCall: 'TaskApiAuth.jwt()' },
  iam: { scopeCall: 'TaskScope.iamPrincipal()', authorization: 'AWS_IAM', authCall: 'TaskApiAuth.iam()' },
  authorizer: { scopeCall: 'TaskScope.authorizerContext()', authorization: 'CUSTOM', authCall: 'TaskApiAuth.authorizer() with a Lambda authorizer' },
};

/** Each way to authorize a route: how clients identify themselves, and the call that makes a scope of that. */
const CLIENTS: Record<Authorization, { readonly identification: string; readonly scopeCall: string }> = {
  NONE: { identification: 'say nothing about themselves', scopeCall: 'TaskScope.shared()' },
  AWS_IAM: { identification: 'sign their requests with AWS credentials', scopeCall: SCOPES.iam.scopeCall },
  JWT: { identification: 'send a token', scopeCall: SCOPES.jwt.scopeCall },
  CUSTOM: { identification: 'pass a Lambda authorizer', scopeCall: SCOPES.authorizer.scopeCall },
};

/** Throws unless the gateway tells the function enough about callers for the scopes of clients, and for reporters. */
export function checkAuthorization(routes: apigatewayv2.HttpRoute[], taskScope: TaskScope, { reporters }: TaskApiAuthConfig): void {
  // The route's resource has the type whatever the authorizer is; one of the user's own may say it nowhere else.
  const { authorizationType } = routes[0].node.defaultChild as apigatewayv2.CfnRoute;
  const authorization = authorizationType as Authorization;
  const { identification, scopeCall } = CLIENTS[authorization];
  const { from } = taskScope._source;

  if (from !== 'shared' && SCOPES[from].authorization !== authorization) {
    throw new Error(`taskScope is ${SCOPES[from].scopeCall}, which needs ${SCOPES[from].authCall}, but clients of this API ${identification}; change auth, or take ${scopeCall}`);
  }
  if (reporters && authorization !== 'CUSTOM') {
    throw new Error(`reporters are told by the context that a Lambda authorizer returns ("${reporters.contextKey}"), but clients of this API ${identification}; with tokens, use TaskApiAuth.jwt() and its reporterScopes`);
  }
}
