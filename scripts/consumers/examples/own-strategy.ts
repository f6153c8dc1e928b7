import assert from 'node:assert/strict';
import type { World } from './world';

export async function checkOwnStrategy({ client }: World): Promise<void> {
  const [full, lacking] = await Promise.all([{ name: 'Ada', place: 'London' }, { name: 'Grace' }].map((data) =>
    client.create({ task_type: 'welcome', data })));
  assert.equal((await client.settled(full)).result, 'Dear Ada,\n\nwelcome to London!\n');
  assert.equal((await client.settled(lacking)).error.message, "the letter needs 'place'");
}
