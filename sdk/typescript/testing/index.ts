export * from './handler-run';
export * from './run-handler';
export * from './run-options';
export * from './test-task';
