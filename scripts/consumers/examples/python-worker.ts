import assert from 'node:assert/strict';
import type { World } from './world';

export async function checkPythonWorker({ client }: World): Promise<void> {
  const csv = 'name,height\nAda,165\nGrace,168\n';
  const [good, bad] = await Promise.all(['height', 'weight'].map((column) =>
    client.create({ task_type: 'summarize', data: { csv, column } })));
  assert.deepEqual((await client.settled(good)).result, { rows: 2, minimum: 165, maximum: 168, mean: 166.5 });

  const { status, attempt, error } = await client.settled(bad);
  assert.deepEqual({ status, attempt, error }, {
    status: 'FAILED', attempt: 1, error: { type: 'PermanentError', message: 'the file has no column weight' },
  });
}
