import { measureBatch } from '../../../scripts/bench/batch';

test('a batch of ten is received once; each of its tasks is claimed and settled once, and nothing else is asked of the table', async () => {
  expect(await measureBatch()).toEqual({ tasks: 10, receives: 1, claims: 10, settles: 10, other_requests: 0 });
});
