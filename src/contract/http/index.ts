/**
 * The HTTP API, declared once: requests are validated by it, and it is what the API's description says. It is no part of
 * the contract's index, since its texts have no business in the functions' bundles.
 */
export * from './json-schema';
export * from './operations/declared-operation';
export * from './operations/operations';
export { ID_PARAMETER } from './operations/parameters';
export * from './problems';
export * from './schemas';
