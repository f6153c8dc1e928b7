import { cancelTask } from '../../../runtime/core/operations/cancel';
import { readPayload } from '../../../runtime/core/record/payload';
import type { TaskRecord } from '../../../runtime/core/record/task-record';
import type { Task, TaskContext, TaskHandlerFunction } from '../../../sdk/typescript/handler';
import { LEASE_GRACE_MS } from '../../../src/contract';
import { dispatchMessage } from '../../support/messages';
import { REMAINING_MS, RETRY_DELAY_MS, TASK_TYPE, TestWorker } from '../../support/test-worker';

let worker: TestWorker;
beforeEach(() => {
  worker = new TestWorker();
});

describe('a run', () => {
  test('gives the handler what the table holds, and settles the task with what it returns', async () => {
    const record = await worker.create();
    const seen: Task[] = [];
    expect(await worker.work((task) => ({ count: seen.push(task) }), record)).toBe('deleted');
    expect(seen).toEqual([{
      id: record.id, task_type: TASK_TYPE, scope: 'shared', data: { width: 64 }, attempt: 1, max_attempts: 3, lane: 'default', created_time: record.created_time, parent_id: null,
    }]);
    expect(await worker.stored(record)).toMatchObject({ status: 'COMPLETED', result: '{"count":1}', attempt: 1 });
  });

  test('holds the task for as long as the invocation can last, under a token of its own', async () => {
    const record = await worker.create();
    let held: TaskRecord | undefined;
    await worker.receive(async (task) => { held = await worker.stored(task); }, [dispatchMessage(record, 'm-1')]);
    expect(held).toMatchObject({ status: 'IN_PROGRESS', lease_until: worker.ports.clock.now() + REMAINING_MS, claim: expect.stringMatching(/^m-1:[\w-]{11}$/) });
  });

  test('has another token each time', async () => {
    const record = await worker.create();
    const tokens: unknown[] = [];
    const run: TaskHandlerFunction = async (task) => {
      tokens.push((await worker.stored(task)).claim);
      throw new Error('again');
    };
    await worker.work(run, record);
    worker.ports.clock.advance(RETRY_DELAY_MS);
    await worker.work(run, record);
    expect(new Set(tokens).size).toBe(2);
  });

  test('reads large data from its item, and writes a large result to one', async () => {
    const record = await worker.create('d'.repeat(50_000));
    await worker.work((task) => `${task.data}r`, record);
    const { result_ref } = await worker.stored(record);
    expect(JSON.parse((await readPayload(worker.ports, { ref: result_ref }))!)).toBe(`${'d'.repeat(50_000)}r`);
  });

  test('whose data is gone fails for good, and says so', async () => {
    const record = await worker.create('d'.repeat(5000));
    worker.ports.store.expire(record.data_ref!);
    expect(await worker.work(worker.notes, record)).toBe('deleted');
    expect(worker.handled).toEqual([]);
    expect(await worker.stored(record)).toMatchObject({ status: 'FAILED', error: { type: 'PayloadMissing', message: `the payload ${record.data_ref} is not in the table` } });
  });

  test('can log, about its task, and can ask for the time that is left', async () => {
    const record = await worker.create({ secret: 'do not log me' });
    const left: number[] = [];
    await worker.work((_task, context: TaskContext) => {
      context.logger.info('half done', { percent: 50 });
      left.push(context.remainingTime());
      return 'nor me';
    }, record);
    expect(left).toEqual([REMAINING_MS]);
    expect(worker.logger.messages()).toEqual(['task started', 'half done', 'task completed']);
    expect(worker.logger.lines[1]).toMatchObject({ percent: 50, task_id: record.id, task_type: TASK_TYPE, scope: 'shared', attempt: 1 });
    const { claim: token } = await worker.stored(record);
    expect(JSON.stringify(worker.logger.lines)).not.toMatch(new RegExp(`do not log me|nor me|${token}`));
  });
});

test('a task that another created knows its parent', async () => {
  const record = await worker.alter(await worker.create(), { parent_id: 'parent', depth: 1 });
  await worker.work((task) => task.parent_id, record);
  expect((await worker.stored(record)).result).toBe('"parent"');
});

test('an outcome is not written over that of a run which took the task over', async () => {
  const record = await worker.create();
  const fate = await worker.work(async () => {
    worker.ports.clock.advance(REMAINING_MS + LEASE_GRACE_MS + 1);
    await worker.work(() => 'second', record);
    return 'first';
  }, record);

  expect(fate).toBe('deleted');
  expect(await worker.stored(record)).toMatchObject({ status: 'COMPLETED', result: '"second"', attempt: 2 });
  expect(worker.metrics.names().filter((name) => name === 'Completed')).toHaveLength(1);
});

describe('the context', () => {
  test('of a run reports its progress, and its heartbeat', async () => {
    const record = await worker.create();
    const seen: unknown[] = [];
    await worker.work(async (task, { progress, heartbeat }) => {
      await progress(50, 'half');
      seen.push((await worker.stored(task)).progress, await heartbeat());
    }, record);
    expect(seen).toEqual([{ percent: 50, message: 'half' }, true]);
    expect(await worker.stored(record)).not.toHaveProperty('progress');
  });

  test('of a run whose task is cancelled says so with the next progress', async () => {
    const record = await worker.create();
    await worker.work(async (task, { progress, signal }) => {
      await cancelTask(worker.ports, await worker.stored(task));
      await progress(50);
      signal.throwIfAborted();
    }, record);
    expect(await worker.stored(record)).toMatchObject({ status: 'CANCELLED', error: { type: 'AbortError', message: 'the task was cancelled' } });
  });

  test('of a run creates children, which know their parent', async () => {
    const requests: unknown[] = [];
    const creator = {
      create: async (text: string) => {
        const asked: unknown[] = JSON.parse(text);
        requests.push(...asked);
        return asked.map((_, index) => ({ status: 201, id: `child ${index}` }));
      },
    };
    const record = await worker.create();
    await worker.work(async (_task, { createTask, createTasks }) => {
      const [first, others] = await Promise.all([createTask({ task_type: 'crop', data: 1 }), createTasks([{ task_type: 'crop', data: 2, key: 'two' }])]);
      return [first, ...others];
    }, record, { creator });
    expect(requests).toEqual([
      { task_type: 'crop', data: 1, parent_id: record.id, parent_created_time: record.created_time, idempotency_key: '#1' },
      { task_type: 'crop', data: 2, parent_id: record.id, parent_created_time: record.created_time, idempotency_key: 'key:two' },
    ]);
    expect((await worker.stored(record)).result).toBe('["child 0","child 1"]');
  });

  test('of a run that may create no tasks says why', async () => {
    const record = await worker.create();
    await worker.work(async (_task, { createTask }) => createTask({ task_type: 'crop', data: 1 }), record);
    expect(await worker.stored(record)).toMatchObject({ status: 'RETRYING', error: { message: expect.stringMatching(/^this worker may not create tasks: /) } });
  });
});
