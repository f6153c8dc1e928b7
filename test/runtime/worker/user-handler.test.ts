import type { Task, TaskContext, TaskHandlerFunction } from '../../../handler';
import { loadUserHandler, runHandler } from '../../../runtime/worker/user-handler';
import { MAX_PAYLOAD_BYTES } from '../../../src/contract';

const TASK = { data: 'in' } as Task;
const CONTEXT = {} as TaskContext;

describe('loadUserHandler', () => {
  const call = (load: () => unknown) => loadUserHandler(load)(TASK, CONTEXT);

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

  test.each<[string, unknown, string]>([
    ['other things', { main: 1, helper: 2 }, 'the handler\'s file exports main, helper, but no function named "handler"'],
    ['nothing', {}, 'exports nothing'],
    ['a handler that is no function', { handler: 'main' }, 'exports handler, but no function named "handler"'],
  ])('says of a file that exports %s what it exports instead', (_what, module, message) => {
    expect(() => call(() => module)).toThrow(message);
  });
});

describe('runHandler', () => {
  const run = async (handler: TaskHandlerFunction) => runHandler(handler, TASK, CONTEXT);

  test('passes task and context on', async () => {
    const seen: unknown[] = [];
    await run((...all) => seen.push(...all));
    expect(seen).toEqual([TASK, CONTEXT]);
    expect(seen[1]).toBe(CONTEXT);
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'null'],
    ['null', null, 'null'],
    ['a number', 7, '7'],
    ['a promise', Promise.resolve({ done: true }), '{"done":true}'],
    ['what JSON has no word for', () => 1, 'null'],
    ['as much as there may be', 'x'.repeat(MAX_PAYLOAD_BYTES - 2), JSON.stringify('x'.repeat(MAX_PAYLOAD_BYTES - 2))],
  ])('a handler that returns %s has that as its result', async (_what, value, result) => {
    expect(await run(() => value)).toEqual({ ok: true, result });
  });

  test.each<[string, TaskHandlerFunction, { type: string; message: string | RegExp }]>([
    ['throws', () => { throw new RangeError('too wide'); }, { type: 'RangeError', message: 'too wide' }],
    ['rejects', async () => Promise.reject(new Error('no picture')), { type: 'Error', message: 'no picture' }],
    ['throws a text', () => { throw 'just text'; }, { type: 'Error', message: 'just text' }],
    ['throws nothing', () => { throw undefined; }, { type: 'Error', message: 'undefined' }],
    ['throws null', () => { throw null; }, { type: 'Error', message: 'null' }],
    ['throws an object', () => { throw { code: 7 }; }, { type: 'Error', message: '{ code: 7 }' }],
    ['throws an object with a message', () => { throw { code: 7, message: 'why' }; }, { type: 'Error', message: 'why' }],
    ['throws an error whose message is none', () => { throw Object.assign(new Error(), { message: { code: 7 }, name: 7 }); }, { type: 'Error', message: /7/ }],
    ['throws what has no prototype', () => { throw Object.create(null); }, { type: 'Error', message: /null prototype/ }],
    ['throws what throws', () => { throw new Proxy({}, { get: () => { throw new Error('no'); } }); }, { type: 'Error', message: 'the handler threw something that cannot be described' }],
  ])('a handler that %s has failed with that, and may be tried again', async (_what, handler, { type, message }) => {
    expect(await run(handler)).toEqual({ ok: false, retryable: true, error: { type, message: expect.stringMatching(message) } });
  });

  test.each([[false, false], [true, true], [undefined, true], [0, true], ['false', true]])('an error whose "retryable" is %p is retryable: %p', async (retryable, expected) => {
    const outcome = await run(() => { throw Object.assign(new Error('no such picture'), { retryable }); });
    expect(outcome).toEqual({ ok: false, retryable: expected, error: { type: 'Error', message: 'no such picture' } });
  });

  test.each<[string, TaskHandlerFunction, { type: string; message: RegExp }]>([
    ['is no JSON', () => ({ ratio: NaN }), { type: 'TypeError', message: /^the result is not JSON: its member "ratio" is NaN$/ }],
    ['has a circle', () => { const circle: Record<string, unknown> = {}; circle.self = circle; return circle; }, { type: 'TypeError', message: /circular/i }],
    ['has a number without end', () => 10n, { type: 'TypeError', message: /BigInt/ }],
    ['fails to become JSON', () => ({ toJSON: () => { throw new RangeError('no'); } }), { type: 'RangeError', message: /^no$/ }],
    ['is too large', () => 'x'.repeat(MAX_PAYLOAD_BYTES - 1), { type: 'ResultTooLarge', message: new RegExp(`has ${MAX_PAYLOAD_BYTES + 1} bytes as JSON, and may have ${MAX_PAYLOAD_BYTES};`) }],
  ])('a result that %s is a failure for good: it would be the same again', async (_what, handler, { type, message }) => {
    expect(await run(handler)).toEqual({ ok: false, retryable: false, error: { type, message: expect.stringMatching(message) } });
  });
});
