export * from './task-type';
