import { MAX_PAYLOAD_BYTES, MAX_TEXT_BYTES, TIMEOUT_GRACE_MS } from '../../../../src/contract';
import type { TaskHandlerFunction } from 'cdk-async-tasks/handler';
import type { HandlerRun, RunOptions, TestTask } from 'cdk-async-tasks/testing';
import { runHandler } from 'cdk-async-tasks/testing';

interface Thumbnail {
  readonly key: string;
  readonly width?: number;
}

const TASK: TestTask<Thumbnail> = { data: { key: 'photo.png' } };
const run = async (handler: TaskHandlerFunction<Thumbnail>, task: Partial<TestTask<Thumbnail>> = {}, options?: RunOptions): Promise<HandlerRun> => (
  runHandler(handler, { ...TASK, ...task }, options)
);
const fails: TaskHandlerFunction = () => { throw new RangeError('too wide'); };
const failsForGood: TaskHandlerFunction = () => { throw Object.assign(new Error('no picture'), { retryable: false }); };
const never: TaskHandlerFunction = async () => new Promise(() => undefined);
/** Ends when it is told to. */
const listens: TaskHandlerFunction = async (_task, { signal }) => new Promise((_resolve, reject) => {
  if (signal.aborted) reject(signal.reason);
  signal.addEventListener('abort', () => reject(signal.reason));
});

beforeEach(() => {
  jest.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12) });
});
afterEach(() => {
  jest.useRealTimers();
});

test('a handler that returns has completed its task, and has used nothing', async () => {
  expect(await run(({ data }) => ({ key: `thumbnails/${data.key}` }))).toEqual({
    status: 'COMPLETED', result: { key: 'thumbnails/photo.png' }, progress: [], heartbeats: 0, children: [], log: [],
  });
});

test('the types of data and result are the handler\'s', async () => {
  const handler: TaskHandlerFunction<Thumbnail, { height: number }> = ({ data }) => ({ height: data.width ?? 64 });
  const { result } = await runHandler(handler, { data: { key: 'photo.png', width: 128 } });
  const height: number | undefined = result?.height;
  expect(height).toBe(128);
});

test('the task is one like any other, unless the test says otherwise', async () => {
  const seen = async (task: Partial<TestTask<Thumbnail>>): Promise<unknown> => (await run((each) => each, task)).result;
  expect(await seen({})).toEqual({
    id: 'task-1', task_type: 'task', scope: 'shared', data: { key: 'photo.png' }, attempt: 1, max_attempts: 3, lane: 'default', created_time: Date.UTC(2026, 0, 15, 12) / 1000, parent_id: null,
  });
  expect(await seen({ scope: 'mine', attempt: 2, parent_id: 'parent' })).toMatchObject({ scope: 'mine', attempt: 2, parent_id: 'parent' });
});

test('the handler gets the data as JSON gives it back, and keeps the test\'s as they are', async () => {
  const data = { key: 'photo.png', taken: new Date(0), width: undefined };
  const { result } = await runHandler((task) => {
    Object.assign(task.data, { key: 'changed' });
    return task.data;
  }, { data });
  expect(result).toStrictEqual({ key: 'changed', taken: '1970-01-01T00:00:00.000Z' });
  expect(data.key).toBe('photo.png');
});

test('data that are not JSON are the test\'s mistake', async () => {
  await expect(run(() => 1, { data: { key: 'photo.png', width: NaN } })).rejects.toThrow('the data is not JSON: its member "width" is NaN');
});

describe('an error', () => {
  test.each<[string, TaskHandlerFunction, Partial<TestTask>, Partial<HandlerRun>]>([
    ['of an early attempt', fails, {}, { status: 'RETRYING', retryable: true, error: { type: 'RangeError', message: 'too wide' } }],
    ['of the last attempt', fails, { attempt: 3 }, { status: 'FAILED', retryable: true, error: { type: 'RangeError', message: 'too wide' } }],
    ['of the only attempt', fails, { max_attempts: 1 }, { status: 'FAILED', retryable: true }],
    ['that is permanent', failsForGood, {}, { status: 'FAILED', retryable: false, error: { type: 'Error', message: 'no picture' } }],
    ['that is a text', () => { throw 'no picture'; }, {}, { status: 'RETRYING', error: { type: 'Error', message: 'no picture' } }],
    ['that is a result which is no JSON', () => NaN, {}, { status: 'FAILED', retryable: false, error: { type: 'TypeError', message: 'the result is not JSON: it is NaN' } }],
    ['that is a result which is too large', () => 'x'.repeat(MAX_PAYLOAD_BYTES), {}, {
      status: 'FAILED', retryable: false, error: { type: 'ResultTooLarge', message: expect.stringContaining(String(MAX_PAYLOAD_BYTES)) },
    }],
    ['that says too much', () => { throw new Error('x'.repeat(2000)); }, {}, { error: { type: 'Error', message: 'x'.repeat(MAX_TEXT_BYTES) } }],
  ])('%s ends as in a worker', async (_what, handler, task, expected) => {
    const ended = await run(handler, task as Partial<TestTask<Thumbnail>>);
    expect(ended).toMatchObject(expected);
    expect(ended).not.toHaveProperty('result');
  });
});

test('progress is kept as the table would have it', async () => {
  const { progress } = await run(async (_task, context) => {
    await context.progress(33.333);
    await context.progress(120, 'done');
    await context.progress(NaN);
  });
  expect(progress).toEqual([{ percent: 33.33 }, { percent: 100, message: 'done' }]);
});

test('the members of the context need not stay in it', async () => {
  const { status, progress, log, children } = await run(async (_task, context) => {
    const { progress: report, logger: { info }, createTask, heartbeat, remainingTime } = context;
    await report(1);
    info('picture read', { width: 64 });
    await createTask({ task_type: 'crop', data: 1 });
    return [await heartbeat(), remainingTime()];
  });
  expect({ status, progress, log, children }).toEqual({
    status: 'COMPLETED',
    progress: [{ percent: 1 }],
    log: [{ level: 'info', message: 'picture read', fields: { width: 64 } }],
    children: [{ task_type: 'crop', data: 1 }],
  });
});

test('lines are kept with their levels', async () => {
  const { log } = await run((_task, { logger }) => {
    logger.debug('one');
    logger.warn('two');
    logger.error('three', { why: 'because' });
  });
  expect(log).toEqual([
    { level: 'debug', message: 'one', fields: {} }, { level: 'warn', message: 'two', fields: {} }, { level: 'error', message: 'three', fields: { why: 'because' } },
  ]);
});

describe('a task that the handler creates', () => {
  test('is kept as JSON gives it back, and has an id', async () => {
    const { result, children } = await run(async (_task, { createTask, createTasks }) => [
      await createTask({ task_type: 'crop', data: { left: undefined, width: 1 } }), ...await createTasks([{ task_type: 'crop', data: 2, key: 'b' }]),
    ]);
    expect(result).toEqual(['child-1', 'child-2']);
    expect(children).toStrictEqual([{ task_type: 'crop', data: { width: 1 } }, { task_type: 'crop', data: 2, key: 'b' }]);
  });

  test('is the same when its key is the same', async () => {
    const { result, children } = await run(async (_task, { createTasks }) => createTasks([1, 1].map((data) => ({ task_type: 'crop', data, key: 'one' }))));
    expect(result).toEqual(['child-1', 'child-1']);
    expect(children).toHaveLength(1);
  });

  test('can be given an id, or be refused, by the test', async () => {
    const refusal = Object.assign(new Error('There is no task type "crop".'), { name: 'TaskRefused', retryable: false });
    const createTask = async ({ task_type }: { task_type: string }): Promise<string> => {
      if (task_type === 'crop') throw refusal;
      return `id of a ${task_type}`;
    };
    const ended = await run(async (_task, context) => {
      context.logger.info(await context.createTask({ task_type: 'turn', data: 1 }));
      await context.createTask({ task_type: 'crop', data: 1 });
    }, {}, { createTask });
    expect(ended).toMatchObject({ status: 'FAILED', error: { type: 'TaskRefused' }, log: [{ message: 'id of a turn' }], children: [{ task_type: 'turn' }] });
  });

  test('has to be JSON', async () => {
    expect(await run(async (_task, { createTask }) => createTask({ task_type: 'crop', data: { ratio: Infinity } }))).toMatchObject({
      status: 'FAILED', error: { type: 'TypeError', message: 'the child task is not JSON: its member "ratio" is Infinity' },
    });
  });
});

describe('a cancellation', () => {
  test('after a while aborts the signal; a handler that throws then leaves its task CANCELLED', async () => {
    const ended = run(listens, {}, { cancelAfter: 100 });
    await jest.advanceTimersByTimeAsync(100);
    expect(await ended).toMatchObject({ status: 'CANCELLED', error: { type: 'AbortError', message: 'the task was cancelled' } });
  });

  test('at once is there before the handler begins', async () => {
    const ended = await run(async (_task, { signal, heartbeat }) => [signal.aborted, await heartbeat()], {}, { cancelAfter: 0 });
    expect(ended).toMatchObject({ status: 'COMPLETED', result: [true, false], heartbeats: 1 });
  });

  test('makes CANCELLED of any error', async () => {
    expect(await run(failsForGood, {}, { cancelAfter: 0 })).toMatchObject({ status: 'CANCELLED', error: { message: 'no picture' } });
  });

  test('that comes after the end is nothing, and leaves no timer behind', async () => {
    expect(await run(fails, {}, { cancelAfter: 100 })).toMatchObject({ status: 'RETRYING' });
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('a run\'s time', () => {
  test('goes by', async () => {
    const ended = run(async (_task, { remainingTime }) => {
      const before = remainingTime();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return [before, remainingTime()];
    }, {}, { remainingTime: 5000 });
    await jest.advanceTimersByTimeAsync(1000);
    expect((await ended).result).toEqual([5000, 4000]);
  });

  test('that is over aborts the signal', async () => {
    const ended = run(listens, {}, { remainingTime: 5000 });
    await jest.advanceTimersByTimeAsync(5000);
    expect(await ended).toMatchObject({ status: 'RETRYING', error: { type: 'TimeoutError', message: 'the run\'s time of 5.0 s is over' } });
  });

  test('ends a run that goes on all the same', async () => {
    const ended = run(never, {}, { remainingTime: 5000 });
    await jest.advanceTimersByTimeAsync(5000 + TIMEOUT_GRACE_MS);
    expect(await ended).toMatchObject({ status: 'RETRYING', retryable: true, error: { type: 'TimeoutError', message: expect.stringContaining('after 5.5 s') } });
  });
});
