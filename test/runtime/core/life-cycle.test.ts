import { createHash } from 'node:crypto';
import type { Report } from '../../../runtime/core/life-cycle';
import { claimTask, completeTask, createTask, failTask, readTask, reportTask } from '../../../runtime/core/life-cycle';
import type { Item } from '../../../runtime/core/ports';
import type { StepOutcome } from '../../../runtime/core/step';
import type { TaskRecord } from '../../../runtime/core/task-record';
import { DEFAULT_DEADLINE_MS, EXTERNAL_LEASE_MS, INLINE_PAYLOAD_BYTES, LEASE_GRACE_MS, MAX_TEXT_BYTES } from '../../../src/contract';
import { LossyStore } from '../../support/lossy-store';
import type { MemoryPorts } from '../../support/ports';
import { memoryPorts, TABLE } from '../../support/ports';

const POLICY = { retention: 3600, listBuckets: 4 };
const TASK = { scope: 'shared', task_type: 'thumbnail', data: '{"size":64}' };
const LEASE_MS = 30_000;
const ERROR = { type: 'TypeError', message: 'no image' };
const LARGE = JSON.stringify('ü'.repeat(INLINE_PAYLOAD_BYTES));

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts();
});

const nowSeconds = (): number => Math.floor(ports.clock.now() / 1000);
const create = async (more: Partial<typeof TASK> & { ttl?: number } = {}): Promise<TaskRecord> => createTask(ports, POLICY, { ...TASK, ...more });
const claim = async (id: string, more: Partial<{ claim: string; taskType: string; leaseUntil: number }> = {}): Promise<StepOutcome> => (
  claimTask(ports, { id, taskType: TASK.task_type, claim: 'run-1', leaseUntil: ports.clock.now() + LEASE_MS, ...more })
);
const claimed = async (id: string, more?: { claim: string }): Promise<TaskRecord> => applied(await claim(id, more));
const report = async (record: TaskRecord, status: Report['status'], status_msg = 'said so'): Promise<StepOutcome> => (
  reportTask(ports, record, { status, status_msg })
);
const stored = async (id: string): Promise<Item | undefined> => ports.store.get({ TableName: TABLE, Key: { id }, ConsistentRead: true });

/** Changes a record behind the life cycle's back, as another version of it or another step may have left it. */
const alter = async (id: string, attributes: Item): Promise<TaskRecord> => {
  const record = { ...await stored(id), ...attributes };
  await ports.store.put({ TableName: TABLE, Item: record });
  return record as TaskRecord;
};

describe('create', () => {
  test('writes exactly this record', async () => {
    const record = await create();
    expect(record).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      v: 1,
      scope: 'shared',
      task_type: 'thumbnail',
      lane: 'default',
      status: 'CREATED',
      data: '{"size":64}',
      created_time: nowSeconds(),
      rev: expect.stringMatching(/^[\w-]{22}$/),
      step: 'create',
      attempt: 0,
      dispatch: 1,
      waits: 0,
      deadline: ports.clock.now() + DEFAULT_DEADLINE_MS,
      retention: 3600,
      list_key: expect.stringMatching(/^shared#[0-3]$/),
      list_sort: `${ports.clock.now()}#${record.id}`,
    });
    expect(ports.store.items()).toEqual([record]);
  });

  test('the id has the clock’s time, and ids differ', async () => {
    const [one, other] = [await create(), await create()];
    expect(parseInt(one.id.replace('-', '').slice(0, 12), 16)).toBe(ports.clock.now());
    expect(other.id).not.toBe(one.id);
    expect(other.rev).not.toBe(one.rev);
  });

  test('without list buckets there are no list attributes', async () => {
    const record = await createTask(ports, { ...POLICY, listBuckets: 0 }, TASK);
    expect(record).not.toHaveProperty('list_key');
    expect(record).not.toHaveProperty('list_sort');
  });

  test('the client’s ttl is the record’s, and kept for a retry', async () => {
    const ttl = nowSeconds() + 60;
    expect(await create({ ttl })).toMatchObject({ ttl, client_ttl: ttl });
  });

  test('data of 1 KB stays in the record', async () => {
    const data = JSON.stringify('x'.repeat(INLINE_PAYLOAD_BYTES - 2));
    const record = await create({ data });
    expect(record.data).toBe(data);
    expect(ports.store.items()).toHaveLength(1);
  });

  test.each([
    ['its task’s last moment', undefined, (): number => Math.floor((ports.clock.now() + DEFAULT_DEADLINE_MS) / 1000) + 3600],
    ['the client’s ttl', 90, (): number => nowSeconds() + 90],
  ])('larger data is an item of its own, written before the record, until %s', async (_, seconds, ttl) => {
    const record = await create({ data: LARGE, ...(seconds && { ttl: nowSeconds() + seconds }) });
    const hash = createHash('sha256').update(LARGE).digest('hex').slice(0, 16);

    expect(record).not.toHaveProperty('data');
    expect(record.data_ref).toBe(`${record.id}#data#${hash}`);
    expect(ports.store.items()).toEqual([{ id: record.data_ref, payload: LARGE, ttl: ttl() }, record]);
  });

  test('a put whose answer was lost and that the SDK repeated is recognised', async () => {
    const store = new LossyStore(ports.store);
    store.loseNextAnswer('repeated');
    const record = await createTask({ ...ports, store }, POLICY, TASK);
    expect(ports.store.items()).toEqual([record]);
  });

  test('somebody else’s record is not taken for the own one', async () => {
    const record = await create();
    const foreign = { ...record, rev: 'foreign' };
    await ports.store.put({ TableName: TABLE, Item: foreign });
    // The same random bytes at the same time make the same id.
    const again = createTask({ ...memoryPorts(), store: ports.store, clock: ports.clock }, POLICY, TASK);
    await expect(again).rejects.toMatchObject({ name: 'ConditionFailed', old: foreign });
    expect(ports.store.items()).toEqual([foreign]);
  });
});

describe('read', () => {
  test('a record whose ttl is past reads as absent', async () => {
    const { id } = await create({ ttl: nowSeconds() + 2 });
    ports.clock.set((nowSeconds() + 2) * 1000 - 1);
    expect(await readTask(ports, id)).toMatchObject({ id });
    ports.clock.advance(1);
    expect(await readTask(ports, id)).toBeUndefined();
    expect(await stored(id)).toBeDefined();
  });

  test('there is no such task', async () => {
    expect(await readTask(ports, 'nobody')).toBeUndefined();
  });
});

describe('claim', () => {
  test('takes the task and returns its record', async () => {
    const created = await create();
    ports.clock.advance(2000);
    const record = await claimed(created.id);
    expect(record).toEqual({
      ...created,
      status: 'IN_PROGRESS',
      step: 'claim',
      rev: expect.not.stringMatching(created.rev),
      updated_time: nowSeconds(),
      claim: 'run-1',
      attempt: 1,
      max_attempts: 3,
      attempt_limit: 3,
      lease_until: ports.clock.now() + LEASE_MS,
    });
    expect(await stored(created.id)).toEqual(record);
  });

  test('keeps the policy that the record already has', async () => {
    const { id } = await create();
    await alter(id, { max_attempts: 7, attempt_limit: 9 });
    expect(await claimed(id)).toMatchObject({ max_attempts: 7, attempt_limit: 9 });
  });

  test.each<[string, Item]>([
    ['completed', { status: 'COMPLETED' }],
    ['failed', { status: 'FAILED' }],
    ['cancelled', { status: 'CANCELLED' }],
    ['scheduled', { status: 'SCHEDULED' }],
    ['out of attempts', { attempt: 3, attempt_limit: 3 }],
    ['beyond its attempts', { attempt: 4, attempt_limit: 3 }],
    ['past its deadline', { deadline: 0 }],
    ['of another type', { task_type: 'other' }],
  ])('refuses a task that is %s, and says what is there', async (_, attributes) => {
    const { id } = await create();
    const record = await alter(id, attributes);
    expect(await claim(id)).toEqual({ applied: false, record });
    expect(await stored(id)).toEqual(record);
  });

  test('has to be for the task’s type', async () => {
    const record = await create();
    expect(await claim(record.id, { taskType: 'other' })).toEqual({ applied: false, record });
  });

  test('refuses a task that does not exist, and creates nothing', async () => {
    expect(await claim('nobody')).toEqual({ applied: false, record: undefined });
    expect(ports.store.items()).toEqual([]);
  });

  test('of an expired task says that there is none', async () => {
    const { id } = await create({ ttl: nowSeconds() + 1 });
    ports.clock.advance(2000);
    expect(await claim(id)).toEqual({ applied: false, record: undefined });
  });

  test('at the deadline is too late, before it is not', async () => {
    const { id, deadline } = await create();
    ports.clock.set(deadline);
    expect(await claim(id)).toMatchObject({ applied: false });
    ports.clock.advance(-1);
    expect(await claim(id)).toMatchObject({ applied: true });
  });

  test('of a held task is refused while the lease is live, and five seconds longer', async () => {
    const { id } = await create();
    const record = await claimed(id);
    for (const wait of [0, LEASE_MS, LEASE_GRACE_MS]) {
      ports.clock.advance(wait);
      expect(await claim(id, { claim: 'run-2' })).toEqual({ applied: false, record });
    }
    ports.clock.advance(1);
    expect(await claimed(id, { claim: 'run-2' })).toMatchObject({ claim: 'run-2', attempt: 2 });
  });

  test('takes over as often as there are attempts', async () => {
    const { id } = await create();
    for (const attempt of [1, 2, 3]) {
      expect(await claimed(id, { claim: `run-${attempt}` })).toMatchObject({ attempt });
      ports.clock.advance(LEASE_MS + LEASE_GRACE_MS + 1);
    }
    expect(await claim(id, { claim: 'run-4' })).toMatchObject({ applied: false, record: { attempt: 3, claim: 'run-3' } });
  });

  test('never takes over a bare claim', async () => {
    const record = await create();
    const held = applied(await report(record, 'IN_PROGRESS'));
    ports.clock.advance(EXTERNAL_LEASE_MS + LEASE_GRACE_MS + 1);
    expect(await claim(record.id)).toEqual({ applied: false, record: held });
  });
});

describe('complete', () => {
  test('settles the task with its result', async () => {
    const { id } = await create();
    const running = await claimed(id);
    ports.clock.advance(5000);
    const { lease_until, ...kept } = running;
    const record = applied(await completeTask(ports, running, '{"url":"x"}'));
    expect(record).toEqual({
      ...kept,
      status: 'COMPLETED',
      step: 'complete',
      rev: expect.not.stringMatching(running.rev),
      updated_time: nowSeconds(),
      result: '{"url":"x"}',
      ttl: nowSeconds() + 3600,
    });
    expect(await stored(id)).toEqual(record);
  });

  test('a larger result is an item of its own, as long as the record', async () => {
    const { id } = await create();
    const record = applied(await completeTask(ports, await claimed(id), LARGE));
    expect(record).not.toHaveProperty('result');
    expect(record.result_ref).toMatch(new RegExp(`^${id}#result#[0-9a-f]{16}$`));
    expect(await stored(record.result_ref!)).toEqual({ id: record.result_ref, payload: LARGE, ttl: record.ttl });
  });

  test('still works when its lease is over and nobody took the task', async () => {
    const { id } = await create();
    const running = await claimed(id);
    ports.clock.advance(10 * LEASE_MS);
    expect(await completeTask(ports, running, '1')).toMatchObject({ applied: true });
  });
});

describe('fail', () => {
  test('settles the task with the error', async () => {
    const { id } = await create();
    const running = await claimed(id);
    const { lease_until, ...kept } = running;
    const record = applied(await failTask(ports, running, ERROR));
    expect(record).toEqual({
      ...kept,
      status: 'FAILED',
      step: 'fail',
      rev: expect.not.stringMatching(running.rev),
      updated_time: nowSeconds(),
      error: ERROR,
      ttl: nowSeconds() + 3600,
    });
    expect(await stored(id)).toEqual(record);
  });

  test('cuts the error between two characters', async () => {
    const { id } = await create();
    const record = applied(await failTask(ports, await claimed(id), { type: 'T'.repeat(2000), message: `x${'€'.repeat(1000)}` }));
    expect(record.error).toEqual({ type: 'T'.repeat(MAX_TEXT_BYTES), message: `x${'€'.repeat(341)}` });
  });
});

describe.each<[string, (record: TaskRecord) => Promise<StepOutcome>, (record: TaskRecord) => Promise<StepOutcome>]>([
  ['complete', async (record) => completeTask(ports, record, '1'), async (record) => failTask(ports, record, ERROR)],
  ['fail', async (record) => failTask(ports, record, ERROR), async (record) => completeTask(ports, record, '1')],
])('the outcome %s', (_, settle, otherwise) => {
  test('keeps the ttl that the client asked for', async () => {
    const ttl = nowSeconds() + 86_400;
    const { id } = await create({ ttl });
    expect(await settle(await claimed(id))).toMatchObject({ record: { ttl, client_ttl: ttl } });
  });

  test('of a run that was taken over is refused', async () => {
    const { id } = await create();
    const late = await claimed(id);
    ports.clock.advance(LEASE_MS + LEASE_GRACE_MS + 1);
    const record = await claimed(id, { claim: 'run-2' });
    expect(await settle(late)).toEqual({ applied: false, record });
    expect(await stored(id)).toEqual(record);
  });

  test('of a run that was taken over is refused when the other run has settled alike', async () => {
    const { id } = await create();
    const late = await claimed(id);
    ports.clock.advance(LEASE_MS + LEASE_GRACE_MS + 1);
    const record = applied(await settle(await claimed(id, { claim: 'run-2' })));
    expect(await settle(late)).toEqual({ applied: false, record });
  });

  test('reported again by the same claim succeeds and changes nothing', async () => {
    const { id } = await create();
    const running = await claimed(id);
    const record = applied(await settle(running));
    ports.clock.advance(5000);
    expect(await settle(running)).toEqual({ applied: true, record });
    expect(await stored(id)).toEqual(record);
  });

  test('is final: the other one is refused', async () => {
    const { id } = await create();
    const running = await claimed(id);
    const record = applied(await settle(running));
    expect(await otherwise(running)).toEqual({ applied: false, record });
    expect(await claim(id, { claim: 'run-2' })).toEqual({ applied: false, record });
    expect(await stored(id)).toEqual(record);
  });

  test('of a task that is gone is refused', async () => {
    const { id } = await create();
    const running = await claimed(id);
    await ports.store.delete(id);
    expect(await settle(running)).toEqual({ applied: false, record: undefined });
    expect(await stored(id)).toBeUndefined();
  });
});

describe('a bare report', () => {
  test('of IN_PROGRESS begins the task', async () => {
    const created = await create();
    const record = applied(await report(created, 'IN_PROGRESS', 'started'));
    expect(record).toEqual({
      ...created,
      status: 'IN_PROGRESS',
      step: 'claim',
      rev: expect.not.stringMatching(created.rev),
      updated_time: nowSeconds(),
      status_msg: 'started',
      claim: '-',
      attempt: 1,
      max_attempts: 3,
      attempt_limit: 3,
      lease_until: ports.clock.now() + EXTERNAL_LEASE_MS,
    });
    expect(await stored(created.id)).toEqual(record);
  });

  test('of IN_PROGRESS is refused the second time', async () => {
    const created = await create();
    const record = applied(await report(created, 'IN_PROGRESS'));
    expect(await report(record, 'IN_PROGRESS')).toEqual({ applied: false, record });
    // Also for somebody who read the record before.
    expect(await report(created, 'IN_PROGRESS')).toEqual({ applied: false, record });
  });

  test('cuts its status_msg', async () => {
    expect(await report(await create(), 'IN_PROGRESS', 'x'.repeat(2000))).toMatchObject({ record: { status_msg: 'x'.repeat(MAX_TEXT_BYTES) } });
  });

  describe.each([['COMPLETED', 'complete', 'FAILED'], ['FAILED', 'fail', 'COMPLETED']] as const)('of %s', (status, step, other) => {
    test('ends a task that was begun', async () => {
      const running = applied(await report(await create(), 'IN_PROGRESS', 'started'));
      const { lease_until, ...kept } = running;
      expect(await report(running, status, 'done')).toEqual({
        applied: true,
        record: { ...kept, status, step, status_msg: 'done', rev: expect.not.stringMatching(running.rev), updated_time: nowSeconds(), ttl: nowSeconds() + 3600 },
      });
    });

    test('ends a task that nobody begun: it counts as an attempt', async () => {
      const created = await create();
      expect(await report(created, status, 'done')).toEqual({
        applied: true,
        record: {
          ...created,
          status,
          step,
          status_msg: 'done',
          rev: expect.not.stringMatching(created.rev),
          updated_time: nowSeconds(),
          ttl: nowSeconds() + 3600,
          claim: '-',
          attempt: 1,
          max_attempts: 3,
          attempt_limit: 3,
        },
      });
    });

    test('is refused against a worker’s claim', async () => {
      const created = await create();
      const record = await claimed(created.id);
      expect(await report(record, status)).toEqual({ applied: false, record });
      expect(await report(created, status)).toEqual({ applied: false, record });
    });

    test('is refused when a worker has settled the task alike', async () => {
      const { id } = await create();
      const running = await claimed(id);
      const record = applied(status === 'COMPLETED' ? await completeTask(ports, running, '1') : await failTask(ports, running, ERROR));
      expect(await report(record, status)).toEqual({ applied: false, record });
    });

    test('said again succeeds and changes nothing, the other outcome is refused', async () => {
      const record = applied(await report(await create(), status, 'done'));
      ports.clock.advance(5000);
      expect(await report(record, status, 'again')).toEqual({ applied: true, record });
      expect(await report(record, other)).toEqual({ applied: false, record });
      expect(await report(record, 'IN_PROGRESS')).toEqual({ applied: false, record });
      expect(await stored(record.id)).toEqual(record);
    });
  });

  test.each<[string, Item]>([
    ['past its deadline', { deadline: 0 }],
    ['out of attempts', { attempt: 3, attempt_limit: 3 }],
  ])('cannot begin or end a task that is %s', async (_, attributes) => {
    const { id } = await create();
    const record = await alter(id, attributes);
    for (const status of ['IN_PROGRESS', 'COMPLETED', 'FAILED'] as const) {
      expect(await report(record, status)).toEqual({ applied: false, record });
    }
  });

  test('about an expired task says that there is none', async () => {
    const record = await create({ ttl: nowSeconds() + 1 });
    ports.clock.advance(2000);
    for (const status of ['IN_PROGRESS', 'COMPLETED', 'FAILED'] as const) {
      expect(await report(record, status)).toEqual({ applied: false, record: undefined });
    }
  });
});

describe('an answer that was lost', () => {
  const steps: [string, (lossy: MemoryPorts) => Promise<() => Promise<StepOutcome>>][] = [
    ['claim', async (lossy) => {
      const { id } = await create();
      return async () => claimTask(lossy, { id, taskType: TASK.task_type, claim: 'run-1', leaseUntil: ports.clock.now() + LEASE_MS });
    }],
    ['complete', async (lossy) => {
      const running = await claimed((await create()).id);
      return async () => completeTask(lossy, running, '1');
    }],
    ['fail', async (lossy) => {
      const running = await claimed((await create()).id);
      return async () => failTask(lossy, running, ERROR);
    }],
    ['bare claim', async (lossy) => {
      const record = await create();
      return async () => reportTask(lossy, record, { status: 'IN_PROGRESS', status_msg: 'm' });
    }],
    ['bare end without a claim', async (lossy) => {
      const record = await create();
      return async () => reportTask(lossy, record, { status: 'COMPLETED', status_msg: 'm' });
    }],
    ['bare end', async (lossy) => {
      const record = applied(await report(await create(), 'IN_PROGRESS'));
      return async () => reportTask(lossy, record, { status: 'FAILED', status_msg: 'm' });
    }],
  ];

  test.each(steps)('%s: what the SDK repeats is recognised, and takes effect once', async (_, prepare) => {
    const store = new LossyStore(ports.store);
    const send = await prepare({ ...ports, store: store as never });
    store.loseNextAnswer('repeated');
    const record = applied(await send());
    expect(record.attempt).toBe(1);
    expect(await stored(record.id)).toEqual(record);
  });

  test.each(steps.filter(([name]) => name !== 'bare claim'))('%s: what the caller repeats is recognised by its claim', async (_, prepare) => {
    const store = new LossyStore(ports.store);
    const send = await prepare({ ...ports, store: store as never });
    store.loseNextAnswer('given up');
    await expect(send()).rejects.toThrow('the connection was closed');
    ports.clock.advance(1000);
    const record = applied(await send());
    expect(record).toMatchObject({ attempt: 1, updated_time: nowSeconds() - 1 });
    expect(await stored(record.id)).toEqual(record);
  });

  test('bare claim: what the caller repeats is refused, as it has no token', async () => {
    const store = new LossyStore(ports.store);
    const record = await create();
    const send = async (): Promise<StepOutcome> => reportTask({ ...ports, store }, record, { status: 'IN_PROGRESS', status_msg: 'm' });
    store.loseNextAnswer('given up');
    await expect(send()).rejects.toThrow('the connection was closed');
    expect(await send()).toMatchObject({ applied: false, record: { status: 'IN_PROGRESS', claim: '-' } });
  });
});

function applied(outcome: StepOutcome): TaskRecord {
  if (!outcome.applied) throw new Error(`the step was refused by ${JSON.stringify(outcome.record)}`);
  return outcome.record;
}
