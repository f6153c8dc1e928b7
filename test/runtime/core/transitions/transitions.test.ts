import type { Item } from '../../../../runtime/core/ports';
import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import type { Transition } from '../../../../runtime/core/transitions/transition';
import { applyTransition } from '../../../../runtime/core/transitions/transition';
import type { LeaseTransition } from '../../../../runtime/core/transitions/transitions';
import {
  CANCEL, CLAIM, COMPLETE, CONFIRM_CANCEL, EXTERNAL_CLAIM, EXTERNAL_COMPLETE, EXTERNAL_FAIL, FAIL, FAIL_ATTEMPT, LAPSE, LAPSE_CANCELLED,
  NOTE_DEAD_LETTER, PROGRESS, DISPATCH_AGAIN, RELEASE, REQUEST_CANCEL, RETRY, RETRY_WITHOUT_TTL, DISPATCH_SCHEDULED, DISPATCH_LOST, WATCH_LATER,
} from '../../../../runtime/core/transitions/transitions';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import type { Status } from '../../../../src/contract';
import { STATUSES } from '../../../../src/contract';
import { altered, claimed, FAILURE, LEASE_MS, lost, nowSeconds, RUN, stored } from '../../../support/tasks';

/** What each transition's condition asks for; what the transitions do, and who takes which, is with the functions that take them. */

/** The token of the run that a transition is applied for: the holder's, or a new one. */
const NEW_RUN = 'message-2:run-2';

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts();
});

/** Applies a transition with values that any of them may need, and tells whether it changed the record. */
const changes = async (transition: Transition, record: TaskRecord, more: Item = {}): Promise<boolean> => {
  const now = ports.clock.now();
  await applyTransition(ports, transition, record.id, {
    task_type: record.task_type,
    claim: RUN,
    read: record.revision,
    lease_until: now + LEASE_MS,
    over: now - 5000,
    watch_time: now,
    not_before: now,
    deadline: now,
    max_attempts: 3,
    attempt_limit: 9,
    idle_dispatches: 1,
    ttl: nowSeconds(ports) + 60,
    open: 'open#0',
    failed: 'failed#0',
    error: FAILURE,
    ...more,
  });
  return (await stored(ports, record.id))?.revision !== record.revision;
};

/** A task on which a transition may be taken, as far as its status goes: one that its run has lost, but nobody has taken yet. */
const taskFor = async (attributes: Attributes = {}): Promise<TaskRecord> => {
  const { id } = await lost(ports);
  return altered(ports, id, typeof attributes === 'function' ? attributes() : attributes);
};

/** What a record has, or will have by the time that its run is lost. */
type Attributes = Item | (() => Item);

const both = (name: string, { covered, moved }: LeaseTransition): [string, Transition][] => [[`${name}, watch entry left`, covered], [`${name}, watch entry moved`, moved]];

const BEGINNING: [string, Transition][] = [
  ...both('claim', CLAIM), ...both('external claim', EXTERNAL_CLAIM), ['external complete', EXTERNAL_COMPLETE], ['external fail', EXTERNAL_FAIL],
];
const REPORTING: [string, Transition][] = [
  ...both('progress', PROGRESS), ['complete', COMPLETE], ['fail', FAIL], ['fail retryably', FAIL_ATTEMPT], ['release', RELEASE],
];
const DECIDED: [string, Transition][] = [
  ['lapse', LAPSE], ['lapse cancelled', LAPSE_CANCELLED], ['start', DISPATCH_SCHEDULED], ['redispatch', DISPATCH_AGAIN], ['take back', DISPATCH_LOST], ['watch on', WATCH_LATER],
  ['note dead letter', NOTE_DEAD_LETTER], ['retry', RETRY], ['retry without ttl', RETRY_WITHOUT_TTL],
];

describe('is possible from', () => {
  test.each<[string, Transition, Status[], Item?]>([
    ['claim', CLAIM.covered, ['CREATED', 'IN_PROGRESS', 'RETRYING']],
    ['claim, watch entry moved', CLAIM.moved, ['CREATED', 'IN_PROGRESS', 'RETRYING']],
    ['external claim', EXTERNAL_CLAIM.covered, ['CREATED', 'RETRYING']],
    ['external claim, watch entry moved', EXTERNAL_CLAIM.moved, ['CREATED', 'RETRYING']],
    ['external complete', EXTERNAL_COMPLETE, ['CREATED', 'RETRYING']],
    ['external fail', EXTERNAL_FAIL, ['CREATED', 'RETRYING']],
    ['progress', PROGRESS.covered, ['IN_PROGRESS']],
    ['progress, watch entry moved', PROGRESS.moved, ['IN_PROGRESS']],
    ['complete', COMPLETE, ['IN_PROGRESS']],
    ['fail', FAIL, ['IN_PROGRESS']],
    ['fail retryably', FAIL_ATTEMPT, ['IN_PROGRESS']],
    ['release', RELEASE, ['IN_PROGRESS']],
    ['end cancelled', CONFIRM_CANCEL, ['IN_PROGRESS'], { cancel_requested: true }],
    ['cancel', CANCEL, ['SCHEDULED', 'CREATED', 'RETRYING']],
    ['request cancel', REQUEST_CANCEL, ['IN_PROGRESS']],
    ['retry', RETRY, ['FAILED', 'CANCELLED']],
    ['retry without ttl', RETRY_WITHOUT_TTL, ['FAILED', 'CANCELLED']],
  ])('%s: no other status than these', async (_, transition, expected, attributes = {}) => {
    const possible: Status[] = [];
    for (const status of STATUSES) {
      if (await changes(transition, await taskFor({ status, ...attributes }))) possible.push(status);
    }
    expect(possible).toEqual(expected);
  });
});

describe.each(BEGINNING)('%s', (_, transition) => {
  const begins = async (attributes: () => Item): Promise<boolean> => (
    changes(transition, await taskFor(() => ({ status: 'CREATED', ...attributes() })), { claim: NEW_RUN })
  );

  test.each<[string, () => Item]>([
    ['expired', () => ({ ttl: nowSeconds(ports) })],
    ['at its deadline', () => ({ deadline: ports.clock.now() })],
    ['not due', () => ({ not_before: ports.clock.now() + 1 })],
    ['out of attempts', () => ({ attempt: 3, attempt_limit: 3 })],
    ['beyond its attempts', () => ({ attempt: 4, attempt_limit: 3 })],
    ['asked to be cancelled', () => ({ cancel_requested: true })],
  ])('is refused by a task that is %s', async (__, attributes) => {
    expect(await begins(attributes)).toBe(false);
  });

  test.each<[string, () => Item]>([
    ['about to expire', () => ({ ttl: nowSeconds(ports) + 60 })],
    ['before its deadline', () => ({ deadline: ports.clock.now() + LEASE_MS })],
    ['just due', () => ({ not_before: ports.clock.now() })],
    ['at its last attempt', () => ({ attempt: 2, attempt_limit: 3 })],
    ['without a limit', () => ({ attempt: 0, max_attempts: undefined, attempt_limit: undefined })],
  ])('is possible on a task that is %s', async (__, attributes) => {
    expect(await begins(attributes)).toBe(true);
  });
});

describe.each(both('claim', CLAIM))('%s', (_, transition) => {
  test.each(['CREATED', 'RETRYING', 'IN_PROGRESS'])('is for tasks of the worker’s type, %s or not', async (status) => {
    expect(await changes(transition, await taskFor({ status }), { claim: NEW_RUN, task_type: 'other' })).toBe(false);
  });

  test('takes over from a run whose lease has been over for more than five seconds', async () => {
    expect(await changes(transition, await taskFor(() => ({ lease_until: ports.clock.now() - 5001 })), { claim: NEW_RUN })).toBe(true);
  });

  test.each<[string, () => Item]>([
    ['whose lease may not be over by another clock', () => ({ lease_until: ports.clock.now() - 5000 })],
    ['that must not be started twice', () => ({ at_most_once: true })],
    ['that gave no token', () => ({ claim: '-' })],
    ['that has the last attempt', () => ({ attempt: 3, attempt_limit: 3 })],
    ['that was asked to stop', () => ({ cancel_requested: true })],
    ['at its deadline', () => ({ deadline: ports.clock.now() })],
  ])('does not take over from a run %s', async (__, attributes) => {
    expect(await changes(transition, await taskFor(attributes), { claim: NEW_RUN })).toBe(false);
  });
});

describe.each([['claim', CLAIM], ['external claim', EXTERNAL_CLAIM], ['progress', PROGRESS]])('%s leaves the watch entry', (_, { covered, moved }) => {
  const status = covered.name === 'progress' ? 'IN_PROGRESS' : 'CREATED';

  test.each<[string, number, number, boolean]>([
    ['at the lease’s end', 0, 0, true],
    ['after it', 1, 0, true],
    ['before it', -1, 0, false],
    ['after it, but dispatches were in vain: it is far off', 1, 1, false],
  ])('where it is %s', async (__, after, idle_dispatches, expected) => {
    const record = await lost(ports);
    const leaseUntil = ports.clock.now() + LEASE_MS;
    const attributes = { ...record, status, watch_time: leaseUntil + after, idle_dispatches };
    const altering = async (): Promise<TaskRecord> => altered(ports, record.id, attributes);

    expect(await changes(covered, await altering())).toBe(expected);
    expect((await stored(ports, record.id))!.watch_time).toBe(leaseUntil + after);
    expect(await changes(moved, await altering())).toBe(true);
    expect((await stored(ports, record.id))!.watch_time).toBe(leaseUntil);
  });
});

describe.each<[string, Transition]>([...REPORTING, ['end cancelled', CONFIRM_CANCEL]])('%s', (_, transition) => {
  const cancelled = transition === CONFIRM_CANCEL ? { cancel_requested: true } : {};

  test.each<[string, Item]>([
    ['that another run holds', { claim: NEW_RUN }],
    ['that a bare claim holds', { claim: '-' }],
    ['that has expired', { ttl: 1 }],
  ])('is refused by a task %s', async (__, attributes) => {
    expect(await changes(transition, await taskFor({ ...cancelled, ...attributes }))).toBe(false);
  });

  test('works on while the lease is over, as long as nobody has taken the task', async () => {
    expect(await changes(transition, await taskFor(cancelled))).toBe(true);
  });
});

describe('a cancellation that was asked for', () => {
  test.each<[string, Transition, boolean]>([
    ['comes too late for a run that completes', COMPLETE, true],
    ['lets the run say how it goes', PROGRESS.moved, true],
    ['is not forgotten by a failure', FAIL, false],
    ['is not forgotten by a retry', FAIL_ATTEMPT, false],
    ['is not forgotten by a run that did not begin', RELEASE, false],
  ])('%s', async (_, transition, expected) => {
    expect(await changes(transition, await taskFor({ cancel_requested: true }))).toBe(expected);
  });

  test('is what a run needs to end cancelled', async () => {
    expect(await changes(CONFIRM_CANCEL, await taskFor())).toBe(false);
  });
});

test.each(both('progress', PROGRESS))('%s: does not take a task beyond its deadline', async (_, transition) => {
  const record = await lost(ports);
  ports.clock.set(record.deadline - 1);
  const shortly = await altered(ports, record.id, { watch_time: ports.clock.now() + 2 * LEASE_MS });
  expect(await changes(transition, shortly)).toBe(true);
  ports.clock.set(record.deadline);
  expect(await changes(transition, (await stored(ports, record.id))!)).toBe(false);
});

test.each<[string, Item]>([
  ['after the last attempt', { attempt: 3, attempt_limit: 3 }],
  ['of a run that must not be started twice', { at_most_once: true }],
])('fail retryably: is impossible %s, and release is not', async (_, attributes) => {
  expect(await changes(FAIL_ATTEMPT, await taskFor(attributes))).toBe(false);
  expect(await changes(RELEASE, await taskFor(attributes))).toBe(true);
});

test.each<[string, Transition, Status]>([
  ['cancel', CANCEL, 'CREATED'], ['request cancel', REQUEST_CANCEL, 'IN_PROGRESS'], ['retry', RETRY, 'FAILED'], ['retry without ttl', RETRY_WITHOUT_TTL, 'FAILED'],
])('%s: is refused by a task that has expired', async (_, transition, status) => {
  expect(await changes(transition, await taskFor({ status, ttl: nowSeconds(ports) }))).toBe(false);
});

test.each(DECIDED)('%s: is for the record that the decision was made on', async (_, transition) => {
  const record = await taskFor({ status: transition.name === 'retry' ? 'FAILED' : 'IN_PROGRESS' });
  expect(await changes(transition, record, { read: 'another' })).toBe(false);
  expect(await changes(transition, record)).toBe(true);
});

test.each([...BEGINNING, ...REPORTING, ...DECIDED, ['end cancelled', CONFIRM_CANCEL], ['cancel', CANCEL], ['request cancel', REQUEST_CANCEL]] as [string, Transition][])(
  '%s: creates nothing where there is no task', async (_, transition) => {
    const record = await claimed(ports);
    ports.store.expire(record.id);
    await changes(transition, record);
    expect(ports.store.items()).toEqual([]);
  },
);
