import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type { ScopeSource } from '../../contract';
import { TaskApiAuthConfig } from '../task-api-auth';
import { TaskScope } from '../task-scope';

/** How the gateway authorizes a route, as CloudFormation says it. */
type Authorization = 'NONE' | 'AWS_IAM' | 'JWT' | 'CUSTOM';

/** Of each kind of scope: how it is written, how its routes must be authorized, and which auth does that. */
const SCOPES: Record<Exclude<ScopeSource['from'], 'shared'>, { readonly written: string; readonly needs: Authorization; readonly auth: string }> = {
  jwt: { written: 'TaskScope.jwtClaim()', needs: 'JWT', auth: 'TaskApiAuth.jwt()' },
  iam: { written: 'TaskScope.iamPrincipal()', needs: 'AWS_IAM', auth: 'TaskApiAuth.iam()' },
  authorizer: { written: 'TaskScope.authorizerContext()', needs: 'CUSTOM', auth: 'TaskApiAuth.authorizer() with a Lambda authorizer' },
};

/** Of each way to authorize a route: what clients say about themselves, and the scope that can be made of it. */
const CLIENTS: Record<Authorization, { readonly say: string; readonly scope: string }> = {
  NONE: { say: 'say nothing about themselves', scope: 'TaskScope.shared()' },
  AWS_IAM: { say: 'sign their requests with AWS credentials', scope: SCOPES.iam.written },
  JWT: { say: 'send a token', scope: SCOPES.jwt.written },
  CUSTOM: { say: 'pass a Lambda authorizer', scope: SCOPES.authorizer.written },
};

/** Throws unless the gateway tells the function what it has to know of its callers. */
export function checkAuthorization(routes: apigatewayv2.HttpRoute[], taskScope: TaskScope, { reporters }: TaskApiAuthConfig): void {
  // Whatever the authorizer is: of the user's own, nothing else says what it does.
  const { authorizationType } = routes[0].node.defaultChild as apigatewayv2.CfnRoute;
  const authorization = authorizationType as Authorization;
  const { say, scope } = CLIENTS[authorization];
  const { from } = taskScope._source;

  if (from !== 'shared' && SCOPES[from].needs !== authorization) {
    throw new Error(`taskScope is ${SCOPES[from].written}, which needs ${SCOPES[from].auth}, but clients of this API ${say}; change auth, or take ${scope}`);
  }
  if (reporters && authorization !== 'CUSTOM') {
    throw new Error(`reporters are told by the context that a Lambda authorizer returns ("${reporters.contextKey}"), but clients of this API ${say}; with tokens, use TaskApiAuth.jwt() and its reporterScopes`);
  }
}
