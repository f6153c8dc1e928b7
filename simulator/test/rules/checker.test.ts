import type { Invocation } from '../../aws/invocation';
import { Checker } from '../../rules/checker';
import { Faults } from '../../world/faults';
import { START } from '../../world/time';
import { World } from '../../world/world';

const ID = '0192';
const WRITER = {
  number: 1, faults: 0, errors: [], environment: { name: 'api/1', skew: 0 }, subject: { route: 'POST /tasks', role: 'alice', body: { task_type: 'resize-image', data: 1 } },
} as unknown as Invocation;

const CREATED = {
  id: ID, transition: 'create', status: 'COMPLETED', attempt: 0, data: '1', lane: 'default', scope: 'arn:aws:iam::111122223333:role/alice', ttl: 2_000_000_000,
};

/** What is found to be wrong with a task that ended after so many dispatches and messages. */
function check(dispatch: number, messages: number): string[] {
  const world = new World(1);
  const checker = new Checker(world, new Faults(world, {}, START), {
    onceTypes: new Set(), watchBuckets: 2, isCalm: false, defaultMaxAttempts: 3, leastTime: 0, concurrencyOf: () => 2,
  });
  checker.onWrite({ id: ID, item: { ...CREATED, dispatch }, sentAt: START, writer: WRITER });
  for (let message = 0; message < messages; message += 1) checker.onPublished(ID, undefined);
  checker.onEnd();
  return checker.violations.map(({ invariant, detail }) => `${invariant}: ${detail}`);
}

test('a task has no more dispatches, and no more messages for each of them, than are allowed', () => {
  expect(check(8, 8 * 64)).toEqual([]);
  expect(check(9, 0)).toEqual(['no dispatch storm: 9 dispatches, more than the 8 of 0 claims, 0 retries and 0.0 days']);
  expect(check(2, 129)).toEqual(['no dispatch storm: 129 messages, more than the 128 of 2 dispatches']);
});
