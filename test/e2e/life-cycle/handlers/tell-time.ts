import type { TaskHandlerFunction } from 'cdk-async-tasks/handler';

/** Says when it was started, in epoch milliseconds. */
export const handler: TaskHandlerFunction = () => Date.now();
