import type { Description, Operation } from './description';

/** An operation, and the request by which it is made. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** All operations, in the order of the description. */
export function routesOf({ paths }: Description): Route[] {
  return Object.entries(paths).flatMap(([path, operations]) => (
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation }))
  ));
}
