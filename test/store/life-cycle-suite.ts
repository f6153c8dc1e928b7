import type { StoreUnderTest, World } from './store-under-test';
import { applied, create, POLICY, storedItem, TASK, watchEntries, worldOf } from './store-under-test';
import { claim, complete, fail, LEASE_MS, TRANSITION_CASES } from './transition-cases';
import { createTask } from '../../runtime/core/operations/create';
import { dueEntries, inspectTask, WATCH_PAGE_SIZE } from '../../runtime/core/operations/inspect';
import { reportTask } from '../../runtime/core/operations/report';
import { retryTask } from '../../runtime/core/operations/retry';
import { readPayload } from '../../runtime/core/record/payload';
import { readTask } from '../../runtime/core/record/read';
import type { TaskRecord } from '../../runtime/core/record/task-record';
import { LEASE_GRACE_MS } from '../../src/contract';
import { LossyStore } from '../support/lossy-store';

const KB = 1024;

/** The life cycle's transitions, as any store must take them. */
export function lifeCycleSuite(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let subject: StoreUnderTest;
    let lossy: LossyStore;
    let world: World;

    beforeEach(async () => {
      subject = await makeStore();
      lossy = new LossyStore(subject.store);
      world = worldOf({ store: lossy, table: subject.table });
    });

    const stored = async (id: string): Promise<TaskRecord | undefined> => storedItem(subject, id) as Promise<TaskRecord | undefined>;
    const watched = async (): Promise<unknown> => watchEntries(subject);
    /** Waits for what waits for the clock. */
    const inTime = async <Outcome>(running: Promise<Outcome>): Promise<Outcome> => {
      let isDone = false;
      const done = running.finally(() => {
        isDone = true;
      });
      while (!isDone) {
        await new Promise((resolve) => setImmediate(resolve));
        if (world.clock.sleeping > 0) world.clock.advance(50);
      }
      return done;
    };

    describe.each(TRANSITION_CASES)('$title', ({ prepare, apply, transition, becomes, watched: prefix, isRepeatable }) => {
      let before: TaskRecord;
      beforeEach(async () => {
        before = await prepare(world);
      });

      /** What the case says of the record; the rest of it is what the table has. */
      const check = async (record: TaskRecord): Promise<void> => {
        expect(record).toMatchObject({ ...defined(becomes(world, before)), transition });
        for (const [attribute, value] of Object.entries(becomes(world, before))) {
          if (value === undefined) expect(record).not.toHaveProperty(attribute);
        }
        expect(record.revision).not.toBe(before.revision);
        expect(await stored(record.id)).toEqual(record);

        const { id, watch_key, watch_time } = record;
        expect(await watched()).toEqual(prefix ? [{ id, watch_key, watch_time }] : []);
        expect(watch_key?.split('#')[0]).toBe(prefix);
      };

      test('is what the table has', async () => {
        await check(applied(await apply(world, before)));
      });

      test('is taken once although the SDK sends it again', async () => {
        lossy.loseNextAnswer('repeated');
        await check(applied(await apply(world, before)));
      });

      if (isRepeatable) {
        test('is taken, or was, when its caller sends it again', async () => {
          lossy.loseNextAnswer('given up');
          // A claim repeats itself; the others' callers know only that they do not know.
          const outcome = await inTime(apply(world, before).catch(() => undefined));
          const again = outcome ?? await apply(world, (await readTask(world, before.id))!);
          const { status = before.status, attempt = before.attempt } = becomes(world, before);
          expect(again).toMatchObject({ applied: true, record: { status, attempt } });
          expect(await stored(before.id)).toEqual(again.record);
        });
      }
    });

    describe('a created task', () => {
      test('is read as it was returned', async () => {
        const record = await create(world);
        expect(await stored(record.id)).toEqual(record);
        expect(await readTask(world, record.id)).toEqual(record);
        expect(record).toMatchObject({ status: 'CREATED', attempt: 0, data: '{"size":64}', list_key: expect.stringMatching(/^shared#[01]$/) });
        expect(await watched()).toEqual([{ id: record.id, watch_key: record.watch_key, watch_time: record.watch_time }]);
      });

      test('is one, although the SDK sends it again', async () => {
        lossy.loseNextAnswer('repeated');
        const record = await create(world);
        expect(await stored(record.id)).toEqual(record);
        expect(await watched()).toHaveLength(1);
      });

      test('has large data and a large result in items of their own', async () => {
        const data = JSON.stringify('d'.repeat(2 * KB));
        const result = JSON.stringify('ü'.repeat(100 * KB));
        const record = await create(world, { data });
        const settled = applied(await complete(world, applied(await claim(world, record)), result));

        expect(record.data).toBeUndefined();
        expect(settled).toMatchObject({ status: 'COMPLETED', data_ref: record.data_ref });
        expect(await readPayload(world, { ref: record.data_ref })).toBe(data);
        expect(await readPayload(world, { ref: settled.result_ref })).toBe(result);
      });

      test('of an idempotency key is created once, however often at once', async () => {
        const request = { ...TASK, data: JSON.stringify('d'.repeat(2 * KB)), idempotency_key: 'order-17' };
        const creations = await Promise.all(Array.from({ length: 20 }, async () => createTask(world, POLICY, request)));
        const [{ record }] = creations.filter(({ isRepeated }) => !isRepeated);
        expect(creations.map((creation) => creation.record)).toEqual(creations.map(() => record));
        expect(await stored(record.id)).toEqual(record);
        await expect(createTask(world, POLICY, { ...request, data: '1' })).rejects.toMatchObject({ name: 'KeyReused', record });
      });

      test('that another has created is known to it by its key, and in its lane', async () => {
        const parent = await create(world, { lane: 'bulk' });
        const child = await create(world, { parent, lane: 'slow', idempotency_key: '#1' });
        expect(await stored(child.id)).toMatchObject({ lane: 'slow', parent_id: parent.id, depth: 1 });
        expect(await create(world, { parent, lane: 'slow', idempotency_key: '#1' })).toEqual(child);
        expect(applied(await claim(world, child))).toMatchObject({ lane: 'slow', parent_id: parent.id, depth: 1 });
        expect((await create(world, { idempotency_key: '#1' })).id).not.toBe(child.id);
      });

      test('of an idempotency key can be created over when it has expired', async () => {
        const request = { idempotency_key: 'order-17', ttl: Math.floor(world.clock.now() / 1000) + 60 };
        const expired = await create(world, request);
        world.clock.advance(60_000);
        expect(await claim(world, expired)).toEqual({ applied: false, record: undefined });
        const record = await create(world, { idempotency_key: 'order-17', data: '1' });
        expect(record).toMatchObject({ id: expired.id, data: '1' });
        expect(await stored(record.id)).toEqual(record);
      });
    });

    describe('is refused, with the record that refuses it', () => {
      const running = async (more?: Parameters<typeof claim>[2]): Promise<TaskRecord> => applied(await claim(world, await create(world), more));

      test('a claim of what is held', async () => {
        const record = await running();
        expect(await claim(world, record, { claim: 'run-2' })).toEqual({ applied: false, record });
        expect(await stored(record.id)).toEqual(record);
      });

      test('a claim of nothing, which creates nothing', async () => {
        expect(await claim(world, { id: 'nobody' })).toEqual({ applied: false, record: undefined });
        expect(await stored('nobody')).toBeUndefined();
      });

      test('a claim within five seconds of a lease’s end', async () => {
        const record = await running();
        world.clock.advance(LEASE_MS + LEASE_GRACE_MS);
        expect(await claim(world, record, { claim: 'run-2' })).toEqual({ applied: false, record });
        world.clock.advance(1);
        expect(await claim(world, record, { claim: 'run-2' })).toMatchObject({ applied: true });
      });

      test('a claim before the task’s time', async () => {
        const record = await create(world, { run_at: Math.floor(world.clock.now() / 1000) + 60 });
        expect(await claim(world, record)).toEqual({ applied: false, record });
        world.clock.set(record.not_before!);
        expect(await claim(world, record)).toMatchObject({ applied: true });
      });

      test('a claim beyond the attempts, the deadline, a cancellation or at-most-once', async () => {
        const last = await running({ maxAttempts: 1 });
        const cancelled = applied(await claim(world, await create(world)));
        await subject.store.update({
          TableName: subject.table, Key: { id: cancelled.id }, UpdateExpression: 'SET cancel_requested = :true', ExpressionAttributeValues: { ':true': true },
        });
        const once = await running({ atMostOnce: true });
        world.clock.advance(LEASE_MS + LEASE_GRACE_MS + 1);
        for (const { id } of [last, cancelled, once]) expect(await claim(world, { id }, { claim: 'run-2' })).toMatchObject({ applied: false });

        const late = await create(world);
        world.clock.set(late.deadline);
        expect(await claim(world, late)).toEqual({ applied: false, record: late });
      });

      test('every report of a run that was taken over', async () => {
        const late = await running();
        world.clock.advance(LEASE_MS + LEASE_GRACE_MS + 1);
        const record = applied(await claim(world, late, { claim: 'run-2' }));
        expect(await complete(world, late, '1')).toEqual({ applied: false, record });
        expect(await fail(world, late)).toEqual({ applied: false, record });
        expect(await fail(world, late, true)).toEqual({ applied: false, record });
        expect(await stored(late.id)).toEqual(record);
      });

      test('every report of a run that was given up', async () => {
        const late = await running();
        world.clock.set(late.watch_time! + LEASE_GRACE_MS + 1);
        const inspection = await inspectTask(world, late.id);
        expect(inspection).toMatchObject({ action: 'recovered', record: { status: 'RETRYING' } });
        const record = await stored(late.id);
        expect(await complete(world, late, '1')).toEqual({ applied: false, record });
        expect(await fail(world, late)).toEqual({ applied: false, record });
      });

      test('a bare claim of what is held, and a bare report of what a worker holds', async () => {
        const record = await running();
        expect(await reportTask(world, POLICY, record, { status: 'IN_PROGRESS' })).toEqual({ applied: false, record });
        expect(await reportTask(world, POLICY, record, { status: 'COMPLETED' })).toEqual({ applied: false, record });
      });

      test('a retry of what somebody else has retried', async () => {
        const failed = applied(await fail(world, await running()));
        const record = applied(await retryTask(world, POLICY, failed));
        expect(await retryTask(world, POLICY, failed)).toEqual({ applied: false, record });
      });
    });

    describe('the watchdog', () => {
      const due = async (): Promise<string[]> => {
        const pages = await Promise.all(Array.from({ length: POLICY.watchBuckets }, (_, bucket) => dueEntries(world, bucket)));
        return pages.flat().map(({ id }) => id).sort();
      };

      test('finds what is due, a few seconds later, and nothing else', async () => {
        const first = await create(world);
        world.clock.advance(1);
        const second = await create(world);
        const settled = await create(world);
        await complete(world, applied(await claim(world, settled)));

        world.clock.set(first.watch_time! + LEASE_GRACE_MS - 1);
        expect(await due()).toEqual([]);
        world.clock.advance(1);
        expect(await due()).toEqual([first.id]);
        world.clock.advance(1);
        expect(await due()).toEqual([first.id, second.id]);
      });

      test('finds page after page', async () => {
        const record = await create(world);
        const ids = Array.from({ length: WATCH_PAGE_SIZE + 3 }, (_, at) => `task-${String(at).padStart(3, '0')}`);
        for (const each of ids) {
          await subject.store.put({ TableName: subject.table, Item: { ...record, id: each, watch_key: 'open#0', watch_time: Number(each.slice(-2)) } });
        }
        const first = await dueEntries(world, 0);
        const second = await dueEntries(world, 0, first[first.length - 1]);
        expect([first.length, second.length]).toEqual([WATCH_PAGE_SIZE, 3]);
        expect([...first, ...second].map(({ id }) => id).sort()).toEqual(ids);
      });

      test('removes an expired task that nobody has settled', async () => {
        const record = await create(world, { ttl: Math.floor(world.clock.now() / 1000) + 60 });
        world.clock.set(record.watch_time!);
        expect(await inspectTask(world, record.id)).toEqual({ action: 'removed', record });
        expect(await stored(record.id)).toBeUndefined();
        expect(await watched()).toEqual([]);
      });

      test('does not touch what has changed since it was read', async () => {
        const record = await create(world, { ttl: Math.floor(world.clock.now() / 1000) + 60 });
        world.clock.set(record.watch_time!);
        const changed = { ...record, revision: 'other' };
        const get = jest.spyOn(lossy, 'get').mockImplementationOnce(async () => {
          await subject.store.put({ TableName: subject.table, Item: changed });
          return record;
        });
        expect(await inspectTask(world, record.id)).toEqual({ action: 'none' });
        expect(get).toHaveBeenCalledTimes(1);
        expect(await stored(record.id)).toEqual(changed);
      });
    });
  });
}

function defined<Attributes extends object>(attributes: Attributes): Partial<Attributes> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)) as Partial<Attributes>;
}
