import type { ErrorObject } from 'ajv';
import { VALIDATORS } from './validators.generated';
import type { Route } from '../../../src/contract';
import { escapePointer } from '../../../src/contract';
import { violationsOf } from '../../../validation/wording/violations';
import { Problem } from '../../http/problem';

/** Compiled from a schema: whether a document is valid; what is wrong with the last one that was not. */
export interface Validator {
  (document: unknown): boolean;
  readonly errors?: readonly ErrorObject[] | null;
}

/** What validates the requests of each route. */
export type Validators = Readonly<Record<Route, {
  readonly body?: Validator;
  readonly query: Validator;
  /** As what each query parameter is read. */
  readonly queryTypes: Readonly<Record<string, 'string' | 'integer' | 'boolean' | 'array'>>;
  readonly headers?: Validator;
}>>;

/** Texts by name, as the gateway hands query parameters and headers over. */
export type Texts = Readonly<Record<string, string | undefined>>;

/** The query parameters of a request, each as the type that is declared. */
export type Query = Readonly<Record<string, any>>;

/** The query parameters of a signature (SigV4) that is in the URL instead of a header. */
const SIGNATURE = /^x-amz-/i;

/** Throws a problem that names every place where a request's document is not as its route declares it. */
export function validateBody(route: Route, document: unknown): void {
  const validator = VALIDATORS[route].body!;
  if (validator(document)) return;
  const violations = violationsOf(validator.errors!, 'a member');
  throw Problem.invalid(violations.map(({ path, detail }) => ({ pointer: ['#', ...path.map(escapePointer)].join('/'), detail })));
}

/**
 * Reads the query parameters of a request; throws a problem that names those that are not as its route declares them.
 *
 * @param allowUndeclared whether parameters that the route does not declare are ignored, instead of rejected
 */
export function readQuery(route: Route, texts: Texts, allowUndeclared = false): Query {
  const { query: validator, queryTypes } = VALIDATORS[route];
  const own = Object.entries(texts).filter(([name]) => Object.hasOwn(queryTypes, name) || !(allowUndeclared || SIGNATURE.test(name)));
  const query = Object.fromEntries(own.map(([name, text]) => [name, readText(text!, queryTypes[name])]));
  if (validator(query)) return query;
  const violations = violationsOf(validator.errors!, 'a query parameter');
  throw Problem.malformed(violations.map(({ path: [parameter], detail }) => ({ parameter, detail })));
}

/** Throws a problem that names the headers that are not as the route declares them; it may have any others. */
export function validateHeaders(route: Route, headers: Texts): void {
  const validator = VALIDATORS[route].headers;
  if (!validator || validator(headers)) return;
  const violations = violationsOf(validator.errors!, 'a header');
  throw Problem.malformed(violations.map(({ path: [header], detail }) => ({ header, detail })));
}

/** A text as the type of its parameter. What is no text of that type stays a text, which no schema of the type takes. */
export function readText(text: string, type: string): unknown {
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  if (type === 'array') return text === '' ? [] : text.split(',');
  return text;
}
