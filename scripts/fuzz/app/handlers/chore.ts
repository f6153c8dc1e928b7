import type { TaskHandlerFunction } from 'cdk-async-tasks/handler';

/** Returns what it was given. */
export const handler: TaskHandlerFunction = ({ data }) => data;
