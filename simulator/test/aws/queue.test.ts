import type { SQSRecord } from 'aws-lambda';
import type { Returned } from '../../aws/queue';
import { Queue } from '../../aws/queue';
import { Faults } from '../../world/faults';
import { MINUTE, START } from '../../world/time';
import { World } from '../../world/world';

/** A queue whose consumer answers as it is told, and keeps when it received what. */
function connect(answer: (message: SQSRecord) => boolean, maxReceiveCount = 3) {
  const world = new World(1);
  const faults = new Faults(world, {}, START);
  const deadLetters = new Queue(world, faults, { name: 'dead', visibilityTimeout: MINUTE, maxReceiveCount: Infinity });
  const queue = new Queue(world, faults, { name: 'work', visibilityTimeout: MINUTE, maxReceiveCount, deadLetters });
  const received: Array<{ id: string; count: string; at: number }> = [];
  queue.connect({
    batchSize: 10,
    isFree: () => true,
    consume: (messages, conclude: (returned: Returned) => void) => {
      for (const { messageId, attributes } of messages) {
        received.push({ id: messageId, count: attributes.ApproximateReceiveCount, at: world.now() - START });
      }
      conclude(new Set(messages.filter((message) => !answer(message)).map(({ messageId }) => messageId)));
    },
  });
  return { world, queue, deadLetters, received };
}

test('a message that is not returned is gone', async () => {
  const { world, queue, received } = connect(() => true);
  queue.send('one', {});
  await world.run(START + 10 * MINUTE);

  expect(received).toHaveLength(1);
  expect(queue.size()).toBe(0);
});

test('a returned message comes again when its visibility time-out is over', async () => {
  const { world, queue, received } = connect(({ attributes }) => attributes.ApproximateReceiveCount === '2');
  queue.send('one', {});
  await world.run(START + 10 * MINUTE);

  expect(received.map(({ count }) => count)).toEqual(['1', '2']);
  expect(received[1].at - received[0].at).toBe(MINUTE);
});

test('a message that is returned too often becomes a dead letter, under the same id', async () => {
  const { world, queue, deadLetters, received } = connect(() => false);
  queue.send('one', {});
  await world.run(START + 10 * MINUTE);

  expect(received).toHaveLength(3);
  expect([queue.size(), deadLetters.size()]).toEqual([0, 1]);
});

test('a batch waits for more until its window is over, or it is full', async () => {
  const world = new World(1);
  const queue = new Queue(world, new Faults(world, {}, START), { name: 'work', visibilityTimeout: MINUTE, maxReceiveCount: 3 });
  const sizes: number[] = [];
  queue.connect({
    batchSize: 3,
    window: MINUTE,
    isFree: () => true,
    consume: (messages, conclude) => {
      sizes.push(messages.length);
      conclude(new Set());
    },
  });
  for (const body of ['1', '2', '3', '4', '5']) queue.send(body, {});
  await world.run(START + 1000);
  expect(sizes).toEqual([3]);
  await world.run(START + 2 * MINUTE);
  expect(sizes).toEqual([3, 2]);
});
