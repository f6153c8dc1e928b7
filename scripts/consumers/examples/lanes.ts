import assert from 'node:assert/strict';
import type { World } from './world';

export async function checkLanes({ client }: World): Promise<void> {
  const page = { task_type: 'index-page', data: { page: '/edited' } };
  const [site, byDefault, asked] = await Promise.all([
    client.create({ task_type: 'index-site', data: { pages: ['/', '/about', '/contact'] } }),
    client.create(page),
    client.create({ ...page, lane: 'bulk' }),
  ]);
  assert.deepEqual((await client.settled(byDefault)).result, { page: '/edited', lane: 'default' });
  assert.deepEqual((await client.settled(asked)).result, { page: '/edited', lane: 'bulk' });

  const { result: { tasks } } = await client.settled(site);
  const children = await Promise.all(tasks.map((id: string) => client.settled(id)));
  assert.deepEqual(children.map(({ result }) => result), ['/', '/about', '/contact'].map((path) => ({ page: path, lane: 'bulk' })));

  const { status, body } = await client.send('POST', '/tasks', { ...page, lane: 'express' });
  assert.equal(status, 422, JSON.stringify(body));
}
