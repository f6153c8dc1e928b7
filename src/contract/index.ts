/**
 * The contract: every name and number that a construct and a Lambda function must agree on, once. It imports nothing.
 */
export * from './access';
export * from './catalogue';
export * from './description';
export * from './direct';
export * from './environment';
export * from './field-error';
export * from './json-pointer';
export * from './limits';
export * from './messages';
export * from './metrics';
export * from './parameters';
export * from './routes';
export * from './schema-compiler';
export * from './table';
export * from './task';
