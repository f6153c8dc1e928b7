import { readPreferences } from '../../../../runtime/api/http/preferences';

test.each<[string | undefined, object]>([
  [undefined, { representation: false }],
  ['', { representation: false }],
  ['wait=10', { wait: 10, representation: false }],
  ['return=representation', { representation: true }],
  ['return=minimal', { representation: false }],
  ['respond-async, WAIT = 5 ; x=y, Return="representation"', { wait: 5, representation: true }],
  ['wait=5, wait=9', { wait: 5, representation: false }],
  ['return=minimal, return=representation', { representation: false }],
])('%j', (header, expected) => {
  expect(readPreferences(header)).toEqual(expected);
});

test.each(['wait', 'wait=', 'wait=-1', 'wait=1.5', 'wait=soon', 'wait=12345678901', ',;=', 'return'])('what is wrong in %j is not said', (header) => {
  expect(readPreferences(header)).toEqual({ representation: false });
});
