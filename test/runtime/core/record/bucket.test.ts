import { bucketOf } from '../../../../runtime/core/record/bucket';

test.each([
  ['01890000-0000-7000-8000-000000000000', 4, 0],
  ['01890000-0000-7000-8000-000000000007', 4, 3],
  ['01890000-0000-7000-8000-00000000ffff', 16, 15],
  ['01890000-0000-7000-8000-00000000ffff', 1, 0],
])('%s is, of %d buckets, in number %d', (id, buckets, expected) => {
  expect(bucketOf(id, buckets)).toBe(expected);
});
