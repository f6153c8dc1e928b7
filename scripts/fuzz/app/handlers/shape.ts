import type { TaskHandlerFunction } from 'cdk-async-tasks/handler';

/** Fails, however often it is tried. */
export const handler: TaskHandlerFunction = ({ id }) => {
  throw new RangeError(`the shape of ${id} does not fit the page`);
};
