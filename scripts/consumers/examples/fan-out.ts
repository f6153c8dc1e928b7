import assert from 'node:assert/strict';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { World } from './world';

const CHAPTERS = ['call me Ishmael', 'some years ago', 'never mind how long precisely'];

export async function checkFanOut(world: World): Promise<void> {
  const { client } = world;
  const job = await client.create({ task_type: 'count-book', data: { chapters: CHAPTERS } });
  assert.deepEqual((await client.settled(job)).result, { chapters: 3 });
  const chapters = await allOf(client, 'count-chapter', 3);
  assert.deepEqual(chapters.map(({ result }) => result.words).sort(), [3, 3, 5]);
  // The one that continues has created its child before it ended, so that there is no other to come.
  const sums = await allOf(client, 'sum-up', 1);
  assert.deepEqual(sums.map(({ result }) => result), [{ job, words: 11 }]);

  // A chapter that ends when everything is done already finds that another continues.
  await client.settled(await client.create({ task_type: 'count-chapter', data: { job, chapter: 0, text: CHAPTERS[0] } }));
  await allOf(client, 'sum-up', 1);
  await continuesAfterLoss(world);
}

/** Leaves the job as a run leaves it that is lost just before it continues; the same task's next run continues then. */
async function continuesAfterLoss({ engine, outputs, client }: World): Promise<void> {
  const job = 'a-job';
  // Not before the job is there, which must name the task.
  const soon = Math.ceil(Date.now() / 1000) + 6;
  const chapter = await client.create({ task_type: 'count-chapter', data: { job, chapter: 0, text: CHAPTERS[0] }, run_at: soon });
  await DynamoDBDocumentClient.from(new DynamoDBClient(engine.clientConfig)).send(new PutCommand({
    TableName: outputs.JobsTable,
    Item: { id: job, chapters: 1, words: { 0: 3 }, continued_by: chapter },
  }));
  await client.settled(chapter);
  const sums = await allOf(client, 'sum-up', 2);
  assert.deepEqual(sums[0].result, { job, words: 3 });
}

/** The tasks of a type, newest first, settled; throws unless they are so many. */
async function allOf(client: World['client'], taskType: string, count: number): Promise<any[]> {
  const { body } = await client.send('GET', `/tasks?task_type=${taskType}&limit=100`);
  assert.equal(body.tasks.length, count, `tasks of type ${taskType}`);
  return Promise.all(body.tasks.map(({ id }: { id: string }) => client.settled(id)));
}
