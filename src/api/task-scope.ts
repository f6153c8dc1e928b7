import { Token } from 'aws-cdk-lib';
import type { ScopeSource } from '../contract';

/**
 * Whose tasks a client sees: a client creates, reads, lists, cancels, retries and deletes tasks of its own scope only,
 * and those of another are answered as if they did not exist (404). Reports of external workers (`PATCH`) are not bound to a
 * scope: who may make them is up to {@link TaskApiAuth}.
 *
 * A scope is text: 1 to 256 printable ASCII characters, without spaces around them (OpenID Connect allows a subject
 * 255). It stays with the task: in its record, in the message attribute `Scope`, in log lines, in what handlers get. A
 * client whose scope is missing, or is anything else, gets a 403 that says where it was looked for. So does one whose
 * scope would be `shared`: that is the scope of tasks that belong to no client.
 */
export class TaskScope {
  /**
   * All clients share one scope: everybody who may call the API sees every task.
   */
  public static shared(): TaskScope {
    return new TaskScope({ from: 'shared' });
  }

  /**
   * A claim of the client's token is its scope: `sub` for its user, one of your own for its tenant. For
   * `TaskApiAuth.jwt()`, or an authorizer of yours that checks tokens, such as `HttpUserPoolAuthorizer`.
   *
   * It has to be a claim that the issuer decides, not the user: whoever can set it can see the tasks of others. The
   * gateway passes every claim on as text. One that was a list or an object is refused; one that was a number is taken
   * as the gateway writes it, which is not exact beyond 2^53, so let it be a string.
   *
   * @param claim the claim's name, for instance `sub` or `custom:tenant`
   * @throws when the name is empty
   */
  public static jwtClaim(claim: string): TaskScope {
    checkName('TaskScope.jwtClaim()', 'claim', claim);
    return new TaskScope({ from: 'jwt', claim });
  }

  /**
   * The AWS identity that signs a request is its scope. For `TaskApiAuth.iam()`.
   *
   * - With the credentials of a Cognito identity pool: the identity's id (`eu-west-1:5f9a…`).
   * - With those of a role: the role's ARN without its path (`arn:aws:iam::123456789012:role/Web`), whatever the name of
   *   the session. Everybody who assumes the role is in the same scope, people who sign in with IAM Identity Center
   *   included.
   * - With those of a user: the user's ARN.
   */
  public static iamPrincipal(): TaskScope {
    return new TaskScope({ from: 'iam' });
  }

  /**
   * A value that your Lambda authorizer returns in its `context` is the client's scope: a string, or a whole number
   * below 2^53. For `TaskApiAuth.authorizer()`.
   *
   * @param key the value's key, for instance `tenant`
   * @throws when the key is empty
   */
  public static authorizerContext(key: string): TaskScope {
    checkName('TaskScope.authorizerContext()', 'key', key);
    return new TaskScope({ from: 'authorizer', key });
  }

  private constructor(
    /** @internal */
    public readonly _source: ScopeSource,
  ) {}
}

function checkName(factory: string, part: string, name: string): void {
  if (Token.isUnresolved(name) || name.trim() !== '') return;
  throw new Error(`${factory} needs the name of the ${part} that says whose tasks a client sees, not ${JSON.stringify(name)}`);
}
