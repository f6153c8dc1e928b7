import { VALIDATORS } from './validators.generated';
import type { Route } from '../../../src/contract';
import { requestErrorsOf } from '../../../validation/checker/request-errors';
import { Problem } from '../../http/problem';

/** Texts by name, as the gateway hands query parameters and headers over. */
export type Texts = Readonly<Record<string, string | undefined>>;

/** The query parameters of a request, each as the type that is declared. */
export type Query = Readonly<Record<string, any>>;

/** The query parameters of a signature (SigV4) that is in the URL instead of a header. */
const SIGNATURE = /^x-amz-/i;

/** Throws a problem that names every place where a request's document is not as its route declares it. */
export function validateBody(route: Route, document: unknown): void {
  const validator = VALIDATORS[route].body!;
  if (!validator(document)) throw Problem.invalid(requestErrorsOf('body', validator.errors!, document));
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
  if (!validator(query)) throw Problem.malformed(requestErrorsOf('query', validator.errors!, query));
  return query;
}

/** Throws a problem that names the headers that are not as the route declares them; it may have any others. */
export function validateHeaders(route: Route, headers: Texts): void {
  const validator = VALIDATORS[route].headers;
  if (validator && !validator(headers)) throw Problem.malformed(requestErrorsOf('headers', validator.errors!, headers));
}

/** A text as the type of its parameter. What is no text of that type stays a text, which no schema of the type takes. */
export function readText(text: string, type: string): unknown {
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  if (type === 'array') return text === '' ? [] : text.split(',');
  return text;
}
