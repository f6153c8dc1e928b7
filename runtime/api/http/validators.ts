import type { Route } from '../../../src/contract';
import type { Validator } from '../../../validation/validator';

/** What validates the requests of each route. */
export type Validators = Readonly<Record<Route, {
  readonly body?: Validator;
  readonly query: Validator;
  /** As what each query parameter is read. */
  readonly queryTypes: Readonly<Record<string, 'string' | 'integer' | 'boolean' | 'array'>>;
  readonly headers?: Validator;
}>>;
