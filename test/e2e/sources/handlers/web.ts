import type { NewTask } from 'cdk-async-tasks/client';
import { TaskClient, TaskRefused } from 'cdk-async-tasks/client';

const client = new TaskClient();

/** Creates the tasks that it is asked for, and says what became of them. */
export async function handler(tasks: NewTask[]): Promise<unknown> {
  const outcomes = await client.createTasks(tasks);
  return outcomes.map(({ id, error }) => (error ? { refused: error instanceof TaskRefused, message: error.message } : { id }));
}
