export * from './api/async-task-api';
export * from './api/task-api-auth';
export * from './task-type';
export * from './worker/task-handler';
export * from './worker/task-semantics';
export * from './worker/task-worker';
