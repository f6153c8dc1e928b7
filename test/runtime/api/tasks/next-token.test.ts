import { nextToken, readNextToken } from '../../../../runtime/api/tasks/next-token';

const PLACE = '1768478400250#019bc186-defa-7db2-8c37-4a77fea69173';
const QUERY = { scope: 'a', filter: { status: 'FAILED', task_type: 'press', created_after: 1, created_before: 2 } } as const;

test('says where the next page of the same list begins', () => {
  const token = nextToken(PLACE, QUERY)!;
  expect(token).toMatch(/^[\w-]+$/);
  expect(readNextToken(token, { ...QUERY, filter: { ...QUERY.filter } })).toBe(PLACE);
});

test('there is none at the end, and none at the beginning', () => {
  expect(nextToken(undefined, QUERY)).toBeNull();
  expect(readNextToken(undefined, QUERY)).toBeUndefined();
});

test.each([
  ['scope', { ...QUERY, scope: 'b' }],
  ['status', { ...QUERY, filter: { ...QUERY.filter, status: 'CREATED' as const } }],
  ['task type', { ...QUERY, filter: { ...QUERY.filter, task_type: 'other' } }],
  ['time', { ...QUERY, filter: { ...QUERY.filter, created_after: 2 } }],
  ['other time', { ...QUERY, filter: { ...QUERY.filter, created_before: 3 } }],
  ['filter at all', { scope: 'a' }],
])('is none of a list with another %s', (_, query) => {
  expect(() => readNextToken(nextToken(PLACE, QUERY)!, query)).toThrow('next_token is not one that this API has given out for these parameters');
});

test.each(['', 'x', '%', Buffer.from(PLACE).toString('base64url'), 'ü', 'a'.repeat(5000)])('%j is none', (token) => {
  expect(() => readNextToken(token, QUERY)).toThrow(expect.objectContaining({ status: 400 }));
});

test('a token that somebody has changed is none', () => {
  const token = nextToken(PLACE, QUERY)!;
  const forged = Buffer.from(Buffer.from(token, 'base64url').toString().replace('#019b', '#0\' b')).toString('base64url');
  expect(() => readNextToken(forged, QUERY)).toThrow(expect.objectContaining({ status: 400 }));
});
