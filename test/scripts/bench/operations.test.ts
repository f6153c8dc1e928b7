import { countRequests } from '../../../scripts/bench/operations';

test('an operation sends a request for the record, another for a payload, and a page one a bucket and one for its tasks', async () => {
  expect(await countRequests()).toEqual({ 'post': 1, 'post with large data': 2, 'get': 1, 'get with a large result': 2, 'list': 5 });
});
