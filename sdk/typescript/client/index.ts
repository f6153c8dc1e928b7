export * from './new-task';
export * from './task-client';
export * from './task-refused';
