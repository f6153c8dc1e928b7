import { cancelTask } from '../../../../runtime/core/operations/cancel';
import { retryTask } from '../../../../runtime/core/operations/retry';
import { failRun } from '../../../../runtime/core/operations/run';
import { readData } from '../../../../runtime/core/record/payload';
import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import type { TransitionOutcome } from '../../../../runtime/core/transitions/transition';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { LossyStore } from '../../../support/lossy-store';
import {
  altered, applied, claimed, created, DAY_MS, FAILURE, lost, MINUTE_MS, NEW_TASK, nowSeconds, RUN, stored, TASK_POLICY, touched, WORKER_POLICY,
} from '../../../support/tasks';

const LARGE = JSON.stringify('x'.repeat(2000));

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts();
});

const failed = async (more: Partial<typeof NEW_TASK> = {}): Promise<TaskRecord> => {
  const running = await claimed(ports, (await created(ports, more)).id);
  return applied(await failRun(ports, WORKER_POLICY, running, { claim: RUN, error: FAILURE, retryable: false, status_msg: 'no' }));
};
const cancelled = async (): Promise<TaskRecord> => {
  const running = await claimed(ports);
  await cancelTask(ports, running);
  return applied(await failRun(ports, WORKER_POLICY, running, { claim: RUN, error: FAILURE, retryable: true }));
};
const retry = async (record: TaskRecord): Promise<TransitionOutcome> => retryTask(ports, TASK_POLICY, record);

test.each([['has failed', async () => failed()], ['was cancelled', async () => cancelled()]])('a task that %s begins again, with all its attempts', async (_, end) => {
  const { claim, error, status_msg, ttl, ...kept } = await end();
  ports.clock.advance(DAY_MS / 48);
  const record = applied(await retry((await stored(ports, kept.id))!));
  expect(record).toEqual({
    ...kept,
    status: 'CREATED',
    transition: 'retry',
    revision: expect.not.stringMatching(kept.revision),
    updated_time: nowSeconds(ports),
    attempt: 1,
    max_attempts: 3,
    attempt_limit: 4,
    dispatch: 2,
    idle_dispatches: 0,
    deadline: ports.clock.now() + 14 * DAY_MS,
    watch_key: expect.stringMatching(/^open#[0-3]$/),
    watch_time: ports.clock.now() + 15 * MINUTE_MS,
  });
  expect(await stored(ports, kept.id)).toEqual(record);
});

test('a task that was cancelled before anybody had it begins again, without a limit that nobody has set', async () => {
  const record = applied(await cancelTask(ports, await created(ports)));
  const retried = applied(await retry(record));
  expect(retried).toMatchObject({ status: 'CREATED', attempt: 0, dispatch: 2 });
  expect(retried).not.toHaveProperty('attempt_limit');
  expect(await claimed(ports, record.id)).toMatchObject({ attempt: 1, attempt_limit: 3 });
});

test('what a run leaves that was given up does not stand in the new one’s way', async () => {
  const { id } = await lost(ports);
  const left = { status: 'FAILED', idle_dispatches: 3, cancel_requested: true, not_before: ports.clock.now() + DAY_MS, progress: { percent: 5 } };
  const record = applied(await retry(await altered(ports, id, left)));
  for (const name of ['claim', 'lease_until', 'cancel_requested', 'not_before', 'progress']) expect(record).not.toHaveProperty(name);
  expect(record.idle_dispatches).toBe(0);
  expect(await claimed(ports, id, { claim: 'message-2:run-2' })).toMatchObject({ attempt: 2 });
});

test('the watch entry is back where the watchdog finds it', async () => {
  const { id } = await failed();
  const { watch_key, watch_time } = applied(await retry((await stored(ports, id))!));
  const entries = await ports.store.query({
    TableName: ports.table, IndexName: 'watch', KeyConditionExpression: 'watch_key = :key', ExpressionAttributeValues: { ':key': watch_key },
  });
  expect(entries).toEqual([{ id, watch_key, watch_time }]);
});

test('the watch entry is not after the deadline', async () => {
  const record = applied(await retryTask(ports, { ...TASK_POLICY, deadline: MINUTE_MS }, await failed()));
  expect(record.watch_time).toBe(record.deadline);
});

test('the client’s ttl stays, and a settled task has it again', async () => {
  const ttl = nowSeconds(ports) + 86_400;
  const record = applied(await retry(await failed({ ttl })));
  expect(record).toMatchObject({ ttl, client_ttl: ttl });
});

test.each(['SCHEDULED', 'CREATED', 'IN_PROGRESS', 'RETRYING', 'COMPLETED'])('a task that is %s cannot be retried: that costs no write', async (status) => {
  const { id } = await created(ports);
  const record = await altered(ports, id, { status });
  const consumed = ports.store.startCounting();
  expect(await retry(record)).toEqual({ applied: false, record });
  expect(consumed.writeUnits).toBe(0);
});

test('a task that has expired is none', async () => {
  const record = await failed();
  ports.clock.set(record.ttl! * 1000);
  expect(await retry(record)).toEqual({ applied: false, record: undefined });
});

test('of two clients one retries', async () => {
  const record = await failed();
  const outcomes = [await retry(record), await retry(record)];
  expect(outcomes.map((outcome) => outcome.applied)).toEqual([true, false]);
  expect(await stored(ports, record.id)).toMatchObject({ dispatch: 2, attempt_limit: 4 });
});

test('a task that has changed since it was read is left alone', async () => {
  const record = await failed();
  const changed = await touched(ports, record);
  expect(await retry(record)).toEqual({ applied: false, record: changed });
});

test('an answer that was lost and that the SDK repeated is recognised', async () => {
  const store = new LossyStore(ports.store);
  const record = await failed();
  // Its data is in the record: the transition is the first write.
  store.loseNextAnswer('repeated');
  expect(await retryTask({ ...ports, store }, TASK_POLICY, record)).toMatchObject({ applied: true, record: { dispatch: 2 } });
});

describe('data that is an item of its own', () => {
  test('is kept as long as the task may exist now', async () => {
    const record = await failed({ data: LARGE });
    ports.clock.advance(MINUTE_MS);
    const { deadline, data_ref } = applied(await retry(record));
    expect(await stored(ports, data_ref!)).toMatchObject({ ttl: Math.floor(deadline / 1000) + 3600 });
  });

  test('is kept until the client’s ttl', async () => {
    const ttl = nowSeconds(ports) + 86_400;
    const { data_ref } = applied(await retry(await failed({ data: LARGE, ttl })));
    expect(await stored(ports, data_ref!)).toMatchObject({ ttl });
  });

  test('is kept before the task begins again', async () => {
    const record = await failed({ data: LARGE });
    ports.clock.advance(MINUTE_MS);
    const updated: unknown[] = [];
    const { update } = ports.store;
    ports.store.update = async (input) => {
      updated.push(input.Key!.id);
      return update.call(ports.store, input);
    };
    await retry(record);
    expect(updated).toEqual([record.data_ref, record.id]);
  });

  test('is what the new run reads', async () => {
    const { id } = applied(await retry(await failed({ data: LARGE })));
    expect(await readData(ports, await claimed(ports, id))).toBe(LARGE);
  });

  test('is gone: the task does not begin again', async () => {
    const record = await failed({ data: LARGE });
    ports.store.expire(record.data_ref!);
    await expect(retry(record)).rejects.toMatchObject({ name: 'PayloadMissing', message: `the payload ${record.data_ref} is not in the table` });
    expect(ports.store.items()).toEqual([record]);
  });
});
