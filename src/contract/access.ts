/**
 * The alias through which the api function is invoked to create tasks: whoever may invoke it by this name can do nothing
 * else with it.
 */
export const CREATE_ALIAS = 'create';

/** The scope of every task when an API does not tell its clients apart, and of tasks that belong to no client. */
export const SHARED_SCOPE = 'shared';

/**
 * What a scope looks like. It travels as a message attribute and in log lines, and is half of the list index's key.
 * OpenID Connect allows a subject 255 ASCII characters; IAM's ARNs and Cognito's identity ids are shorter as a rule.
 * What looks the same is the same: there is nothing in ASCII to normalize, and nothing that a message cannot carry.
 */
export const SCOPE_PATTERN = /^[\x21-\x7e](?:[\x20-\x7e]{0,254}[\x21-\x7e])?$/;

/** The same in words, for error messages. */
export const SCOPE_RULE = '1 to 256 printable ASCII characters, without spaces around them';

/** Where the scope of a client's request comes from. */
export type ScopeSource =
  /** All clients share one. */
  | { readonly from: 'shared' }
  /** A claim of their token. */
  | { readonly from: 'jwt'; readonly claim: string }
  /** The AWS identity that has signed the request. */
  | { readonly from: 'iam' }
  /** What a Lambda authorizer has returned in its context. */
  | { readonly from: 'authorizer'; readonly key: string };

/** The value in a Lambda authorizer's context by which it says that the caller is a worker. */
export interface ReporterRule {
  readonly contextKey: string;
  readonly value: string;
}
