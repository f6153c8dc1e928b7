import type { TaskHandlerFunction } from 'cdk-async-tasks/handler';

/** Its first attempt ends as a worker does that is out of memory: without a word. */
export const handler: TaskHandlerFunction = (task) => {
  if (task.attempt === 1) process.kill(process.pid, 'SIGKILL');
  return { attempt: task.attempt };
};
