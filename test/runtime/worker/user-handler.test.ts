import { NotStarted } from '../../../runtime/worker/not-started';
import { loadUserHandler, runHandler } from '../../../runtime/worker/user-handler';
import type { Task, TaskContext, TaskHandlerFunction } from '../../../sdk/typescript/handler';
import { MAX_JSON_DEPTH, MAX_PAYLOAD_BYTES } from '../../../src/contract';

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

  test('finds a handler by another name', () => {
    const module = { main: () => 'main', handler: () => 'handler' };
    expect(loadUserHandler(() => module, 'main')(TASK, CONTEXT)).toBe('main');
    expect(() => loadUserHandler(() => module, 'work')(TASK, CONTEXT)).toThrow('exports main, handler, but no function named "work"');
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
    ['as many levels as there may be', JSON.parse('['.repeat(MAX_JSON_DEPTH) + ']'.repeat(MAX_JSON_DEPTH)), '['.repeat(MAX_JSON_DEPTH) + ']'.repeat(MAX_JSON_DEPTH)],
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
    expect(await run(handler)).toMatchObject({ ok: false, retryable: true, error: { type, message: expect.stringMatching(message) } });
  });

  test('a handler of ours that could not begin says so', async () => {
    const outcome = await run(() => { throw new NotStarted({ type: 'TooManyRequestsException', message: 'Rate Exceeded.' }); });
    expect(outcome).toEqual({ ok: false, retryable: true, isStarted: false, error: { type: 'TooManyRequestsException', message: 'Rate Exceeded.' } });
  });

  test.each([[false, false], [true, true], [undefined, true], [0, true], ['false', true]])('an error whose "retryable" is %p is retryable: %p', async (retryable, expected) => {
    const outcome = await run(() => { throw Object.assign(new Error('no such picture'), { retryable }); });
    expect(outcome).toMatchObject({ ok: false, retryable: expected, error: { type: 'Error', message: 'no such picture' } });
  });

  test.each<[string, TaskHandlerFunction, { type: string; message: RegExp }]>([
    ['is no JSON', () => ({ ratio: NaN }), { type: 'TypeError', message: /^the result is not JSON: its member "ratio" is NaN$/ }],
    ['has a circle', () => { const circle: Record<string, unknown> = {}; circle.self = circle; return circle; }, { type: 'TypeError', message: /circular/i }],
    ['has a number without end', () => 10n, { type: 'TypeError', message: /BigInt/ }],
    ['fails to become JSON', () => ({ toJSON: () => { throw new RangeError('no'); } }), { type: 'RangeError', message: /^no$/ }],
    ['is too large', () => 'x'.repeat(MAX_PAYLOAD_BYTES - 1), { type: 'ResultTooLarge', message: new RegExp(`has ${MAX_PAYLOAD_BYTES + 1} bytes as JSON, and may have ${MAX_PAYLOAD_BYTES};`) }],
    ['is nested too deep', () => JSON.parse('['.repeat(MAX_JSON_DEPTH + 1) + ']'.repeat(MAX_JSON_DEPTH + 1)), { type: 'ResultTooDeep', message: /^the result is nested deeper than 100 levels, / }],
  ])('a result that %s is a failure for good: it would be the same again', async (_what, handler, { type, message }) => {
    expect(await run(handler)).toMatchObject({ ok: false, retryable: false, error: { type, message: expect.stringMatching(message) } });
  });

  test.each<[string, unknown, unknown]>([
    ['an error', new Error('no picture'), expect.stringMatching(/^Error: no picture\n {4}at /)],
    ['an error with an endless message', new Error('x'.repeat(10_000)), expect.stringMatching(/^Error: x{8185}$/)],
    ['a text', 'no picture', undefined],
    ['an error whose stack is none', Object.assign(new Error('no picture'), { stack: 7 }), undefined],
    ['an error whose stack throws', Object.defineProperty(new Error('no picture'), 'stack', { get: () => { throw new Error('no'); } }), undefined],
  ])('of %s that is thrown, the log gets the stack', async (_what, thrown, stack) => {
    expect(await run(() => { throw thrown; })).toMatchObject({ ok: false, error: { message: expect.any(String) }, stack });
  });
});
