import assert from 'node:assert/strict';
import { fire } from './schedules';
import type { World } from './world';

export async function checkSchedule(world: World): Promise<void> {
  const fired = await Promise.all((['Daily', 'Often', 'Once']).map((name) => fire(world, name)));
  const reports = await Promise.all(fired.flat().map((id) => world.client.settled(id)));
  assert.deepEqual(reports.map(({ result }) => result.report), ['sales of the day before', 'open orders', 'ten years']);

  const scheduledTime = '2030-06-01T04:00:00Z';
  assert.deepEqual(await fire(world, 'Daily', scheduledTime), await fire(world, 'Daily', scheduledTime), 'a repeated firing makes no second task');
}
