import { Names, Token } from 'aws-cdk-lib';
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
   * The OAuth scopes of which a client's token must have one, whatever it asks for. (These say what a client may do;
   * whose tasks it sees is the API's `taskScope`.)
   *
   * @default - any valid token may create, read, list, cancel, retry and delete tasks
   */
  readonly clientScopes?: string[];

  /**
   * The OAuth scopes of which a token must have one to create tasks.
   *
   * @default - `clientScopes`
   */
  readonly createScopes?: string[];

  /**
   * The OAuth scopes of which a token must have one to read and list tasks.
   *
   * @default - `clientScopes`
   */
  readonly readScopes?: string[];

  /**
   * The OAuth scopes of which a token must have one to cancel, retry and delete tasks.
   *
   * @default - `clientScopes`
   */
  readonly manageScopes?: string[];

  /**
   * The OAuth scopes of which an external worker's token must have one to report on a task.
   *
   * @default - the API has no route for reports: a client's token must not settle tasks
   */
  readonly reporterScopes?: string[];
}

/**
 * By what a Lambda authorizer says that its caller is an external worker: a value in the `context` that it returns.
 */
export interface TaskReporters {
  /**
   * The key of the value, for instance `role`.
   */
  readonly contextKey: string;

  /**
   * What the value is when the caller may report, for instance `worker`. A number or a boolean in the context is
   * compared as it is written: `true`.
   */
  readonly value: string;
}

/**
 * Options of {@link TaskApiAuth.authorizer}.
 */
export interface AuthorizerTaskApiAuthOptions {
  /**
   * Who may report on tasks (`PATCH /tasks/{id}`); anybody else who tries gets a 403. For Lambda authorizers, which
   * return a context.
   *
   * @default - the API has no route for reports: the authorizer does not say who is a worker
   */
  readonly reporters?: TaskReporters;

  /**
   * What callers send to pass the authorizer, as an OpenAPI security scheme: the API's description shows it. It can hold
   * nothing that is only known when the stack is deployed.
   *
   * @default - something in the header `Authorization`, where authorizers look unless they are told otherwise
   */
  readonly securityScheme?: { [key: string]: any };
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
   * The OAuth scopes of the route that creates tasks.
   *
   * @default - `clientScopes`
   */
  readonly createScopes?: string[];

  /**
   * The OAuth scopes of the routes that read and list tasks.
   *
   * @default - `clientScopes`
   */
  readonly readScopes?: string[];

  /**
   * The OAuth scopes of the routes that cancel, retry and delete tasks.
   *
   * @default - `clientScopes`
   */
  readonly manageScopes?: string[];

  /**
   * The OAuth scopes of the route for workers.
   *
   * @default - none
   */
  readonly reporterScopes?: string[];

  /**
   * Which of the callers whom a Lambda authorizer lets through may report.
   *
   * @default - everybody whom the authorizer lets through to the route for reports
   */
  readonly reporters?: TaskReporters;

  /**
   * Whether there is a route by which external workers report. Where the authorizer cannot tell workers from clients,
   * there must be none.
   */
  readonly reports: boolean;

  /**
   * Whether callers need IAM permissions, so that the API's grants mean something.
   */
  readonly iam: boolean;

  /**
   * Whether the authorizer may read query parameters of its own. The API then ignores those that it does not know, instead
   * of refusing them.
   *
   * @default false
   */
  readonly readsQuery?: boolean;

  /**
   * What callers send to be authenticated, as an OpenAPI security scheme: the API's description shows it. It can hold
   * nothing that is only known when the stack is deployed.
   *
   * @default - the API is described as one that everybody may call
   */
  readonly securityScheme?: { [key: string]: any };

  /**
   * Whether everybody may read what the API is, without being authenticated: the gateway asks nobody who wants
   * `GET /openapi.json` or `GET /docs`, and the API answers them unless its `openApi` and `docs` say otherwise. A browser
   * that goes to an address can neither sign its request nor send a token.
   *
   * @default false
   */
  readonly openApi?: boolean;
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
    return new FixedAuth({
      authorizer: new authorizers.HttpIamAuthorizer(),
      reports: true,
      iam: true,
      // As API Gateway writes it when it exports an API.
      securityScheme: {
        'type': 'apiKey',
        'in': 'header',
        'name': 'Authorization',
        'description': 'A signature by AWS credentials (SigV4) for the service `execute-api`.',
        'x-amazon-apigateway-authtype': 'awsSigv4',
      },
    });
  }

  /**
   * Callers send a JSON Web Token of an OpenID Connect provider such as Amazon Cognito. Unless the API has a `taskScope`,
   * each of them sees the tasks of all. What the API is (`GET /openapi.json`, `GET /docs`) everybody may read, unless its
   * `openApi` is false.
   */
  public static jwt(options: JwtTaskApiAuthOptions): TaskApiAuth {
    return new JwtAuth(options);
  }

  /**
   * Callers pass an authorizer of your own, for instance an `HttpLambdaAuthorizer`. The API has a route for reports only
   * when `reporters` says by what the authorizer tells workers from clients.
   *
   * @throws when the context's key, or its value, is empty
   */
  public static authorizer(authorizer: apigatewayv2.IHttpRouteAuthorizer, options: AuthorizerTaskApiAuthOptions = {}): TaskApiAuth {
    const { reporters } = options;
    if (reporters?.contextKey === '' || reporters?.value === '') {
      throw new Error(`reporters need the key and the value by which a context says who may report, not ${JSON.stringify(reporters)}`);
    }
    const securityScheme = options.securityScheme ?? { type: 'apiKey', in: 'header', name: 'Authorization' };
    return new FixedAuth({ authorizer, reporters, reports: reporters !== undefined, iam: false, readsQuery: true, securityScheme });
  }

  /**
   * Everybody may call the API: **whoever knows its URL can create tasks, read them all, cancel, retry, settle and delete
   * any of them**. Only for an API that nothing but a trusted network or a gateway of your own can reach, and for trying
   * things out.
   */
  public static none(): TaskApiAuth {
    return new FixedAuth({ authorizer: new apigatewayv2.HttpNoneAuthorizer(), reports: true, iam: false, openApi: true });
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
    const { issuer, audience, ...scopes } = this.options;
    return {
      ...scopes,
      // One for each API: an authorizer belongs to the HTTP API that it was first used with.
      authorizer: new authorizers.HttpJwtAuthorizer(`${Names.nodeUniqueId(scope.node)}Jwt`, issuer, { jwtAudience: audience }),
      reports: (scopes.reporterScopes ?? []).length > 0,
      iam: false,
      securityScheme: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        ...(!Token.isUnresolved(issuer) && { description: `A JSON Web Token of ${issuer}` }),
      },
      openApi: true,
    };
  }
}
