/** Waits until a task has settled, and returns its result. */
export async function waitForResult(api: string, id: string): Promise<unknown> {
  for (;;) {
    const response = await fetch(`${api}/tasks/${id}`);
    const task = await response.json() as { status: string | number; status_msg?: string; detail?: string; result?: unknown };
    if (task.status === 'COMPLETED') return task.result;
    if (!response.ok || task.status === 'FAILED' || task.status === 'CANCELLED') throw new Error(task.detail ?? task.status_msg);
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(response.headers.get('retry-after') ?? 1)));
  }
}
