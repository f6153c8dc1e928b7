import { readDirectRequest } from '../../../runtime/api/direct-request';
import type { Problem } from '../../../runtime/api/problem';
import type { ScopeSource } from '../../../src/contract';

const SHARED: ScopeSource = { from: 'shared' };
const BY_CLAIM: ScopeSource = { from: 'jwt', claim: 'sub' };

test.each<[unknown]>([[{ task_type: 'a', data: 1 }], ['nonsense'], [null], [[1]]])('%j says no scope, so its task belongs to no client', (request) => {
  for (const source of [SHARED, BY_CLAIM]) expect(readDirectRequest(request, source)).toEqual({ scope: 'shared', document: request });
});

test('a scope is taken out of the request, which is otherwise as it was', () => {
  const request = JSON.parse('{"scope":"acme","task_type":"a","__proto__":{}}');
  const { scope, document } = readDirectRequest(request, BY_CLAIM);
  expect([scope, Object.keys(document as object)]).toEqual(['acme', ['task_type', '__proto__']]);
});

test.each([[SHARED], [BY_CLAIM]])('the shared scope can be said where scopes are %j', (source) => {
  expect(readDirectRequest({ scope: 'shared' }, source).scope).toBe('shared');
});

test.each<[unknown, ScopeSource, string]>([
  ['acme', SHARED, 'scope can only be "shared": all clients of this API share one, and none would see the task.'],
  ...[null, '', 7, ['acme'], ' acme', 'x'.repeat(257), 'Łódź'].map((scope): [unknown, ScopeSource, string] => (
    [scope, BY_CLAIM, 'scope must have 1 to 256 printable ASCII characters, without spaces around them.']
  )),
])('the scope %j is refused where scopes are %j', (scope, source, detail) => {
  let problem: Problem | undefined;
  try {
    readDirectRequest({ scope, task_type: 'a' }, source);
  } catch (error) {
    problem = error as Problem;
  }
  expect(problem).toMatchObject({ status: 422, errors: [{ pointer: '#/scope', detail }] });
});
