import { CfnParameter, Stack } from 'aws-cdk-lib';
import { TaskLane } from '../../src';

test('has its name and its limit', () => {
  const { name, maxConcurrency } = new TaskLane('bulk', { maxConcurrency: 5 });
  expect([name, maxConcurrency]).toEqual(['bulk', 5]);
  expect(new TaskLane('bulk').maxConcurrency).toBeUndefined();
});

test.each(['', 'a b', '-a', '_a', 'a.b', 'a'.repeat(33), 'ä'])('cannot be named %j', (name) => {
  expect(() => new TaskLane(name)).toThrow(`a lane cannot be named ${JSON.stringify(name)}: its name has 1 to 32 letters, digits, dashes or underscores, beginning with a letter or a digit`);
});

test('has a name that is known at synthesis', () => {
  const name = new CfnParameter(new Stack(), 'Name').valueAsString;
  expect(() => new TaskLane(name)).toThrow('a lane cannot be named by a token');
});

test('is not the one that every task type has', () => {
  expect(() => new TaskLane('default')).toThrow('a lane cannot be named "default": every task type has that lane; leave it out, and limit it by the worker\'s maxConcurrency');
});

test.each([2, 1000])('may occupy %d invocations', (maxConcurrency) => {
  expect(new TaskLane('bulk', { maxConcurrency }).maxConcurrency).toBe(maxConcurrency);
});

test('may have a limit that is known at deployment', () => {
  const maxConcurrency = new CfnParameter(new Stack(), 'Limit', { type: 'Number' }).valueAsNumber;
  expect(() => new TaskLane('bulk', { maxConcurrency })).not.toThrow();
});

test.each<[number, string]>([
  [0, 'maxConcurrency of the lane "bulk" must be a whole number from 2 to 1000, not 0'],
  [1, 'not 1: Lambda limits a queue to two invocations at the least; for one at a time, give these tasks a worker of their own with reservedConcurrentExecutions: 1 in its functionOptions'],
  [1001, 'not 1001'],
  [2.5, 'not 2.5'],
])('does not have a limit of %d', (maxConcurrency, message) => {
  expect(() => new TaskLane('bulk', { maxConcurrency })).toThrow(message);
});
