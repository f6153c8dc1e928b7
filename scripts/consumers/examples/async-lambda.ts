import assert from 'node:assert/strict';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { fire } from './schedules';
import type { World } from './world';

export async function checkAsyncLambda(world: World): Promise<void> {
  await Promise.all([scheduledTask, lanes, cachedValue, ownQueue, route].map((check) => check(world)));
}

async function scheduledTask(world: World): Promise<void> {
  const [id] = await fire(world, 'EveryQuarterHour');
  await world.client.settled(id);
  const child = await untilListed(world, 'AsyncTask1');
  assert.deepEqual(child.result, { payload: { foo: 'bar' }, parent_id: id });
}

async function lanes({ client }: World): Promise<void> {
  const { result } = await client.settled(await client.create({ task_type: 'SwitchBoard', data: { value: 50_000 } }));
  assert.deepEqual((await client.settled(result.task)).result, { value: 50_000, lane: 'default' });
}

async function cachedValue({ client }: World): Promise<void> {
  const { result } = await client.settled(await client.create({ task_type: 'CachedValue', data: {} }));
  assert.equal(result.stage, 'dev');
  assert.ok(result.value >= 10 && result.value <= 100);
}

async function ownQueue(world: World): Promise<void> {
  const body = JSON.stringify({ order: 17 });
  await new SQSClient(world.engine.clientConfig).send(new SendMessageCommand({ QueueUrl: world.outputs.OrdersUrl, MessageBody: body }));
  const { result } = await untilListed(world, 'SqsTask');
  assert.deepEqual(result, { body: { order: 17 } });
}

async function route({ client }: World): Promise<void> {
  const { status, body } = await client.send('GET', '/test?value=50001');
  assert.deepEqual([status, body.query], [200, { value: '50001' }]);
  const { result } = await client.settled(body.task);
  assert.deepEqual((await client.settled(result.task)).result, { value: 50_001, lane: 'bulk' });
}

/** The one task of a type, settled, which no client has created. */
async function untilListed({ client }: World, taskType: string): Promise<any> {
  return client.settled(await client.listed(taskType));
}
