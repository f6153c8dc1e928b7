import type { TaskHandlerFunction } from 'cdk-async-tasks/handler';

/** Stands for the work: reads a page and puts its words into the index. */
export const handler: TaskHandlerFunction<{ page: string }> = ({ data, lane }) => ({ page: data.page, lane });
