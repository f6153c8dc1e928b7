import type { ReporterRule, ScopeSource } from '../../../src/contract';
import { SCOPE_PATTERN, SCOPE_RULE, SHARED_SCOPE } from '../../../src/contract';
import { nameOf } from '../../../validation/wording/values';
import { Problem } from '../../http/problem';

/** What the gateway says of a caller that it has let through (`requestContext.authorizer`), by the way it was authorized. */
export interface Caller {
  readonly jwt?: { readonly claims?: Context } | null;
  readonly iam?: { readonly userArn?: unknown; readonly cognitoIdentity?: { readonly identityId?: unknown } | null } | null;
  readonly lambda?: Context | null;
}

type Context = Readonly<Record<string, unknown>> | null;

/** The scope of a client; a problem when it cannot be told. */
export function scopeOf(source: ScopeSource, caller: Caller | undefined): string {
  if (source.from === 'shared') return SHARED_SCOPE;

  const { value, name } = lookUp(source, caller);
  if (value === undefined || value === null || value === '') throw forbidden(`${name} is missing or empty; it says whose tasks you see.`);
  const scope = textOf(value);
  if (scope === undefined) throw forbidden(`${name} says whose tasks you see, and must be a string for that, not ${nameOf(value)}.`);
  if (source.from === 'jwt' && isListed(scope)) throw forbidden(`${name} says whose tasks you see, and must be a string for that, not a list or an object.`);
  if (!SCOPE_PATTERN.test(scope)) throw forbidden(`${name} says whose tasks you see, and must have ${SCOPE_RULE} for that.`);
  if (scope === SHARED_SCOPE) throw forbidden(`${name} is ${JSON.stringify(SHARED_SCOPE)}, which is kept for tasks that belong to no client.`);
  return scope;
}

/** Throws a problem unless the caller may report. */
export function checkReporter(rule: ReporterRule | undefined, caller: Caller | undefined): void {
  if (rule === undefined) return;
  const value = own(caller?.lambda, rule.contextKey);
  // In the older format of its answers, an authorizer's booleans and numbers are text already.
  const text = typeof value === 'boolean' ? String(value) : textOf(value);
  if (text !== rule.value) throw forbidden('Only workers may report on tasks, and the authorizer does not say that you are one.');
}

interface Found {
  readonly value: unknown;
  /** What a sentence that begins with it calls it. */
  readonly name: string;
}

function lookUp(source: Exclude<ScopeSource, { from: 'shared' }>, caller: Caller | undefined): Found {
  switch (source.from) {
    case 'jwt': return { value: own(caller?.jwt?.claims, source.claim), name: `The claim ${JSON.stringify(source.claim)} of your token` };
    case 'iam': return { value: principalOf(caller), name: 'The AWS identity that signed the request' };
    case 'authorizer': return { value: own(caller?.lambda, source.key), name: `The value ${JSON.stringify(source.key)} that the authorizer has for you` };
  }
}

function principalOf(caller: Caller | undefined): unknown {
  const { cognitoIdentity, userArn } = caller?.iam ?? {};
  if (cognitoIdentity?.identityId) return cognitoIdentity.identityId;
  // Whoever assumes a role chooses the session's name.
  return typeof userArn === 'string' ? userArn.replace(ASSUMED_ROLE, 'arn:$1:iam::$2:role/$3') : userArn;
}

const ASSUMED_ROLE = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/;

/** Numbers that are not exact could be those of two callers. */
function textOf(value: unknown): string | undefined {
  return Number.isSafeInteger(value) ? String(value) : typeof value === 'string' ? value : undefined;
}

/** The gateway writes a claim's list as `[a b]`, and an object as `map[a:b]`: its order may change, and so would the scope. */
function isListed(claim: string): boolean {
  return /^(map)?\[.*\]$/.test(claim);
}

/** A claim may be called as something that every object inherits. */
function own(values: Context | undefined, name: string): unknown {
  return values && Object.hasOwn(values, name) ? values[name] : undefined;
}

function forbidden(detail: string): Problem {
  return new Problem(403, detail);
}
