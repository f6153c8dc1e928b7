import type { Task, TaskContext } from '../../../handler';
import { loadUserHandler } from '../../../runtime/worker/user-handler';

const call = (load: () => unknown) => loadUserHandler(load)({ data: 'in' } as Task, {} as TaskContext);

test.each<[string, unknown]>([
  ['as "handler"', { handler: (task: Task) => `${task.data}, out` }],
  ['as "handler" of a default export', { default: { handler: (task: Task) => `${task.data}, out` } }],
  ['as the default export', { default: (task: Task) => `${task.data}, out` }],
])('finds a handler that is exported %s', (_how, module) => {
  expect(call(() => module)).toBe('in, out');
});

test('keeps a failure to load until there is a task to fail', () => {
  const load = () => { throw new Error('Cannot find module "sharp"'); };
  expect(() => loadUserHandler(load)).not.toThrow();
  expect(() => call(load)).toThrow('Cannot find module "sharp"');
});

test('says what a file without a handler exports instead', () => {
  expect(() => call(() => ({ main: 1, helper: 2 }))).toThrow('the handler\'s file exports main, helper, but no function named "handler"');
  expect(() => call(() => ({}))).toThrow('exports nothing');
});
