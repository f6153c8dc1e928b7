import type { TaskHandlerFunction } from 'cdk-async-tasks/handler';

/** Has every page indexed, each by a task of its own. */
export const handler: TaskHandlerFunction<{ pages: string[] }> = async (task, context) => {
  const ids = await context.createTasks(task.data.pages.map((page) => ({
    task_type: 'index-page',
    data: { page },
    key: page, // should this run be repeated, it creates no second task for the page
  })));
  return { tasks: ids };
};
