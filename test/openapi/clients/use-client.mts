/* What a user of a generated client writes; `printing.d.ts` is made of an API's description. It is compiled, and not run. */

import createClient from 'openapi-fetch';
import type { components, paths } from './printing.js';

const client = createClient<paths>({ baseUrl: 'https://host/stage' });

export async function printLabel(): Promise<number | undefined> {
  const { data: created, error } = await client.POST('/tasks', {
    body: { task_type: 'print-label', data: { address: { street: 'High Street 1' }, copies: 2 }, ttl: '4102444800', run_at: 4102444700 },
  });
  if (created === undefined) throw new Error('detail' in error ? error.detail : error.message);

  const { data: task } = await client.GET('/tasks/{id}', { params: { path: { id: created.id } } });
  const status: 'SCHEDULED' | 'CREATED' | 'IN_PROGRESS' | 'RETRYING' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | undefined = task?.status;
  if (status === 'FAILED') throw new Error(task?.error?.message);
  // The task's type tells the result's.
  return task?.task_type === 'print-label' ? task.result?.labels : undefined;
}

export async function listAll(): Promise<Array<components['schemas']['Task']>> {
  const tasks: Array<components['schemas']['Task']> = [];
  for (let next_token: string | null | undefined; next_token !== null;) {
    const { data } = await client.GET('/tasks', { params: { query: { next_token } } });
    tasks.push(...data?.tasks ?? []);
    next_token = data?.next_token ?? null;
  }
  return tasks;
}

export async function work(id: string): Promise<void> {
  const path = { id };
  await client.PATCH('/tasks/{id}', { params: { path }, body: { status: 'IN_PROGRESS', claim: 'worker-7', progress: { percent: 50 } } });
  await client.PATCH('/tasks/{id}', { params: { path }, body: { status: 'FAILED', claim: 'worker-7', error: { message: 'out of paper', retryable: true } } });
  await client.POST('/tasks/{id}/cancel', { params: { path } });
  await client.POST('/tasks/{id}/retry', { params: { path } });
}

/* What the API would refuse does not compile. */
export async function mistakes(): Promise<void> {
  const path = { id: 'x' };
  // @ts-expect-error: there is no such task type
  await client.POST('/tasks', { body: { task_type: 'print-labels', data: {} } });
  // @ts-expect-error: the data is not the type's
  await client.POST('/tasks', { body: { task_type: 'print-label', data: { street: 'High Street 1' } } });
  // @ts-expect-error: there is no such member
  await client.POST('/tasks', { body: { task_type: 'feed.paper', data: {}, priority: 1 } });
  // @ts-expect-error: a result is not for failures
  await client.PATCH('/tasks/{id}', { params: { path }, body: { status: 'FAILED', result: {} } });
  // @ts-expect-error: there is no such query parameter
  await client.GET('/tasks', { params: { query: { page: 2 } } });
  // @ts-expect-error: there is no such route
  await client.PUT('/tasks/{id}', { params: { path } });
}
