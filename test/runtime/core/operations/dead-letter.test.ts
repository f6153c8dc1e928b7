import type { DeadLetter } from '../../../../runtime/core/operations/dead-letter';
import { noteDeadLetter } from '../../../../runtime/core/operations/dead-letter';
import { inspectTask } from '../../../../runtime/core/operations/inspect';
import type { Item } from '../../../../runtime/core/ports';
import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import type { TransitionOutcome } from '../../../../runtime/core/transitions/transition';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { LEASE_GRACE_MS } from '../../../../src/contract';
import { LossyStore } from '../../../support/lossy-store';
import {
  altered, applied, beforeNextWrite, claim, claimed, created, DAY_MS, externallyClaimed, FAILURE, HOUR_MS, lost, MINUTE_MS, nowSeconds, stored,
  touched,
} from '../../../support/tasks';

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts();
});

const letterOf = ({ id, created_time, dispatch }: TaskRecord, more: Partial<DeadLetter> = {}): DeadLetter => (
  { id, createdTime: created_time, dispatch, receives: 10, ...more }
);
const note = async (record: TaskRecord, more?: Partial<DeadLetter>): Promise<TransitionOutcome | undefined> => (
  noteDeadLetter(ports, letterOf(record, more))
);
/** The dead letter is of no consequence. */
const expectNothing = async (record: TaskRecord, more?: Partial<DeadLetter>): Promise<void> => {
  const items = ports.store.items();
  expect(await note(record, more)).toBeUndefined();
  expect(ports.store.items()).toEqual(items);
};
const createdWith = async (attributes: Item): Promise<TaskRecord> => altered(ports, (await created(ports)).id, attributes);

test('is written down, and the status stays', async () => {
  const before = await createdWith({ idle_dispatches: 1, watch_time: ports.clock.now() + DAY_MS });
  const record = applied(await note(before));
  expect(record).toEqual({
    ...before,
    transition: 'dead-letter',
    revision: expect.not.stringMatching(before.revision),
    updated_time: nowSeconds(ports),
    error: {
      type: 'NotStarted',
      message: 'dispatch 1 was received 10 times from its worker\'s queue, and nobody could start it; it will be dispatched again',
    },
    watch_time: ports.clock.now() + 30 * MINUTE_MS,
  });
  expect(await stored(ports, before.id)).toEqual(record);
});

test('costs no attempt: the task is claimed as if nothing had been', async () => {
  const { id } = applied(await note(await created(ports)));
  expect(await claimed(ports, id)).toMatchObject({ attempt: 1 });
});

test('leads to the next dispatch', async () => {
  const { id, watch_time } = applied(await note(await createdWith({ idle_dispatches: 2, watch_time: ports.clock.now() + DAY_MS })));
  ports.clock.set(watch_time!);
  expect(await inspectTask(ports, id)).toMatchObject({ action: 'dispatched', record: { dispatch: 2, idle_dispatches: 3, error: { type: 'NotStarted' } } });
});

describe('the next dispatch comes forward', () => {
  test.each([[0, 15 * MINUTE_MS], [1, 30 * MINUTE_MS], [2, HOUR_MS], [3, 2 * HOUR_MS], [4, 4 * HOUR_MS], [5, 4 * HOUR_MS], [50, 4 * HOUR_MS]])(
    'after %d dispatches in vain, to %d ms from now', async (idle_dispatches, wait) => {
      const record = await createdWith({ idle_dispatches, watch_time: ports.clock.now() + DAY_MS });
      expect(await note(record)).toMatchObject({ record: { watch_time: ports.clock.now() + wait, idle_dispatches } });
    },
  );

  test('never goes back', async () => {
    const watch_time = ports.clock.now() + 2 * MINUTE_MS;
    expect(await note(await createdWith({ watch_time }))).toMatchObject({ record: { watch_time } });
  });

  test('never to after the deadline', async () => {
    const deadline = ports.clock.now() + MINUTE_MS;
    expect(await note(await createdWith({ deadline, watch_time: ports.clock.now() + DAY_MS }))).toMatchObject({ record: { watch_time: deadline } });
  });
});

describe('nothing becomes of it', () => {
  test.each<[string, (record: TaskRecord) => Partial<DeadLetter>]>([
    ['an earlier dispatch', ({ dispatch }) => ({ dispatch: dispatch - 1 })],
    ['a later dispatch, of a task by the same id', ({ dispatch }) => ({ dispatch: dispatch + 1 })],
    ['another task by the same id', ({ created_time }) => ({ createdTime: created_time - 1 })],
  ])('when it is of %s, even past the deadline', async (_, more) => {
    const record = await createdWith({ dispatch: 3, deadline: 0 });
    await expectNothing(record, more(record));
  });

  test('while somebody runs the task, and five seconds longer', async () => {
    const record = await claimed(ports);
    ports.clock.set(record.lease_until! + LEASE_GRACE_MS);
    await expectNothing(record);
    ports.clock.advance(1);
    expect(await note(record)).toMatchObject({ applied: true });
  });

  test.each(['COMPLETED', 'FAILED', 'CANCELLED'])('when the task is %s', async (status) => {
    await expectNothing(await createdWith({ status, deadline: 0 }));
  });

  test('while the task waits for its next attempt', async () => {
    const record = await createdWith({ status: 'RETRYING', attempt: 1, not_before: ports.clock.now() + 1, error: FAILURE });
    await expectNothing(record);
    ports.clock.advance(1);
    expect(await note(record)).toMatchObject({ applied: true });
  });

  test('when the task has expired', async () => {
    const record = await created(ports, { ttl: nowSeconds(ports) + 1 });
    ports.clock.advance(1000);
    await expectNothing(record);
  });

  test('when there is no such task', async () => {
    const record = await created(ports);
    ports.store.expire(record.id);
    await expectNothing(record);
  });
});

describe('a task that nobody may run any more lapses', () => {
  test.each<[string, () => Promise<TaskRecord>, Item]>([
    ['past its deadline', async () => createdWith({ deadline: ports.clock.now() }), { status: 'FAILED', error: { type: 'DeadlineExceeded' } }],
    ['at its last attempt', async () => lost(ports, { policy: { maxAttempts: 1 } }), { status: 'FAILED', error: { type: 'LeaseExpired' } }],
    ['when it was asked to stop', async () => altered(ports, (await lost(ports)).id, { cancel_requested: true }), { status: 'CANCELLED' }],
  ])('%s', async (_, prepare, expected) => {
    expect(await note(await prepare())).toMatchObject({ applied: true, record: { transition: 'lapse', ...expected } });
  });

  test('when its worker gave no token', async () => {
    const record = await externallyClaimed(ports);
    ports.clock.set(record.lease_until! + LEASE_GRACE_MS + 1);
    expect(await note(record)).toMatchObject({ applied: true, record: { status: 'FAILED' } });
  });
});

test('a task that has changed since it was read is left alone', async () => {
  const record = await created(ports);
  beforeNextWrite(ports, async () => touched(ports, record));
  expect(await note(record)).toMatchObject({ applied: false, record: { transition: 'create' } });
});

test('a worker that claims between the read and the write keeps the task', async () => {
  const record = await created(ports);
  beforeNextWrite(ports, async () => claim(ports, record.id));
  expect(await note(record)).toMatchObject({ applied: false, record: { status: 'IN_PROGRESS' } });
  expect(await stored(ports, record.id)).not.toHaveProperty('error');
});

test('an answer that was lost and that the SDK repeated is recognised', async () => {
  const record = await created(ports);
  const store = new LossyStore(ports.store);
  store.loseNextAnswer('repeated');
  expect(await noteDeadLetter({ ...ports, store }, letterOf(record))).toMatchObject({ applied: true, record: { error: { type: 'NotStarted' } } });
});
