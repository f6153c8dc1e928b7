import { Names } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Construct } from 'constructs';

/**
 * Options of {@link TaskApiAuth.jwt}.
 */
export interface JwtTaskApiAuthOptions {
  /**
   * The issuer of the tokens, as their `iss` claim has it; the gateway reads its public keys from
   * `<issuer>/.well-known/openid-configuration`.
   */
  readonly issuer: string;

  /**
   * The audiences of which a token must name one, in its `aud` or `client_id` claim.
   */
  readonly audience: string[];

  /**
   * The scopes of which a client's token must have one.
   *
   * @default - any valid token may create, read, list, cancel and retry tasks
   */
  readonly clientScopes?: string[];

  /**
   * The scopes of which an external worker's token must have one to report on a task.
   *
   * @default - the API has no route for reports: a client's token must not settle tasks
   */
  readonly reporterScopes?: string[];
}

/**
 * How an authentication applies to the routes of a task API: the result of {@link TaskApiAuth.bind}.
 */
export interface TaskApiAuthConfig {
  /**
   * The authorizer of every route.
   */
  readonly authorizer: apigatewayv2.IHttpRouteAuthorizer;

  /**
   * The OAuth scopes of the routes for clients.
   *
   * @default - none
   */
  readonly clientScopes?: string[];

  /**
   * The OAuth scopes of the route for workers.
   *
   * @default - none
   */
  readonly reporterScopes?: string[];

  /**
   * Whether there is a route by which external workers report. Where the authorizer cannot tell workers from clients,
   * there must be none.
   */
  readonly reports: boolean;

  /**
   * Whether callers need IAM permissions, so that the API's grants mean something.
   */
  readonly iam: boolean;
}

/**
 * Who may call a task API.
 */
export abstract class TaskApiAuth {
  /**
   * Callers sign their requests with AWS credentials (SigV4) and need a grant: `grantCreate`, `grantRead`,
   * `grantManage` or, for workers that report over HTTP, `grantReport`.
   */
  public static iam(): TaskApiAuth {
    return new FixedAuth({ authorizer: new authorizers.HttpIamAuthorizer(), reports: true, iam: true });
  }

  /**
   * Callers send a JSON Web Token of an OpenID Connect provider such as Amazon Cognito.
   */
  public static jwt(options: JwtTaskApiAuthOptions): TaskApiAuth {
    return new JwtAuth(options);
  }

  /**
   * Callers pass an authorizer of your own, for instance an `HttpLambdaAuthorizer`. The API then has no route for
   * reports, since the authorizer does not say who is a worker.
   */
  public static authorizer(authorizer: apigatewayv2.IHttpRouteAuthorizer): TaskApiAuth {
    return new FixedAuth({ authorizer, reports: false, iam: false });
  }

  /**
   * Everybody may call the API: **whoever knows its URL can create tasks, read them all, cancel, retry and settle any of them**. Only
   * for an API that nothing but a trusted network or a gateway of your own can reach, and for trying things out.
   */
  public static none(): TaskApiAuth {
    return new FixedAuth({ authorizer: new apigatewayv2.HttpNoneAuthorizer(), reports: true, iam: false });
  }

  /**
   * Called by the API when it is created.
   *
   * @param scope the API
   */
  public abstract bind(scope: Construct): TaskApiAuthConfig;
}

class FixedAuth extends TaskApiAuth {
  constructor(private readonly config: TaskApiAuthConfig) {
    super();
  }

  public bind(_scope: Construct): TaskApiAuthConfig {
    return this.config;
  }
}

class JwtAuth extends TaskApiAuth {
  constructor(private readonly options: JwtTaskApiAuthOptions) {
    super();
  }

  public bind(scope: Construct): TaskApiAuthConfig {
    const { issuer, audience, clientScopes, reporterScopes } = this.options;
    return {
      // One for each API: an authorizer belongs to the HTTP API that it was first used with.
      authorizer: new authorizers.HttpJwtAuthorizer(`${Names.nodeUniqueId(scope.node)}Jwt`, issuer, { jwtAudience: audience }),
      clientScopes,
      reporterScopes,
      reports: (reporterScopes ?? []).length > 0,
      iam: false,
    };
  }
}
