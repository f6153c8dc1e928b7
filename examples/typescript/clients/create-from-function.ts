import { TaskClient } from 'cdk-async-tasks/client';

const tasks = new TaskClient();

/** Lambda invokes it for each picture that was uploaded. */
export async function handler({ key }: { readonly key: string }): Promise<string> {
  return tasks.createTask({ task_type: 'thumbnail', data: { key, width: 128 } });
}
