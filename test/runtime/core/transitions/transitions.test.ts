import type { Item } from '../../../../runtime/core/ports';
import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import type { Step } from '../../../../runtime/core/transitions/transition';
import { take } from '../../../../runtime/core/transitions/transition';
import type { LeaseStep } from '../../../../runtime/core/transitions/transitions';
import {
  CANCEL, CLAIM, COMPLETE, END_CANCELLED, EXTERNAL_CLAIM, EXTERNAL_COMPLETE, EXTERNAL_FAIL, FAIL, FAIL_RETRYABLY, LAPSE, LAPSE_CANCELLED,
  NOTE_DEAD_LETTER, PROGRESS, REDISPATCH, RELEASE, REQUEST_CANCEL, RETRY, RETRY_WITHOUT_TTL, START, TAKE_BACK, WATCH_ON,
} from '../../../../runtime/core/transitions/transitions';
import type { Status } from '../../../../src/contract';
import { STATUSES } from '../../../../src/contract';
import type { MemoryPorts } from '../../../support/ports';
import { memoryPorts } from '../../../support/ports';
import { altered, claimed, FAILURE, LEASE_MS, lost, nowSeconds, RUN, stored } from '../../../support/tasks';

/** What each step's condition asks for; what the steps do, and who takes which, is with the functions that take them. */

/** The token of the run that a step is taken for: the holder's, or a new one. */
const NEW_RUN = 'message-2:run-2';

let ports: MemoryPorts;
beforeEach(() => {
  ports = memoryPorts();
});

/** Takes a step with values that any of them may need, and tells whether it changed the record. */
const changes = async (step: Step, record: TaskRecord, more: Item = {}): Promise<boolean> => {
  const now = ports.clock.now();
  await take(ports, step, record.id, {
    task_type: record.task_type,
    claim: RUN,
    read: record.rev,
    lease_until: now + LEASE_MS,
    over: now - 5000,
    watch_time: now,
    not_before: now,
    deadline: now,
    max_attempts: 3,
    attempt_limit: 9,
    waits: 1,
    ttl: nowSeconds(ports) + 60,
    open: 'open#0',
    failed: 'failed#0',
    error: FAILURE,
    ...more,
  });
  return (await stored(ports, record.id))?.rev !== record.rev;
};

/** A task on which a step may be taken, as far as its status goes: one that its run has lost, but nobody has taken yet. */
const taskFor = async (attributes: Attributes = {}): Promise<TaskRecord> => {
  const { id } = await lost(ports);
  return altered(ports, id, typeof attributes === 'function' ? attributes() : attributes);
};

/** What a record has, or will have by the time that its run is lost. */
type Attributes = Item | (() => Item);

const both = (name: string, { covered, moved }: LeaseStep): [string, Step][] => [[`${name}, watch entry left`, covered], [`${name}, watch entry moved`, moved]];

const BEGINNING: [string, Step][] = [
  ...both('claim', CLAIM), ...both('external claim', EXTERNAL_CLAIM), ['external complete', EXTERNAL_COMPLETE], ['external fail', EXTERNAL_FAIL],
];
const REPORTING: [string, Step][] = [
  ...both('progress', PROGRESS), ['complete', COMPLETE], ['fail', FAIL], ['fail retryably', FAIL_RETRYABLY], ['release', RELEASE],
];
const DECIDED: [string, Step][] = [
  ['lapse', LAPSE], ['lapse cancelled', LAPSE_CANCELLED], ['start', START], ['redispatch', REDISPATCH], ['take back', TAKE_BACK], ['watch on', WATCH_ON],
  ['note dead letter', NOTE_DEAD_LETTER], ['retry', RETRY], ['retry without ttl', RETRY_WITHOUT_TTL],
];

describe('is possible from', () => {
  test.each<[string, Step, Status[], Item?]>([
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
    ['fail retryably', FAIL_RETRYABLY, ['IN_PROGRESS']],
    ['release', RELEASE, ['IN_PROGRESS']],
    ['end cancelled', END_CANCELLED, ['IN_PROGRESS'], { cancel_requested: true }],
    ['cancel', CANCEL, ['SCHEDULED', 'CREATED', 'RETRYING']],
    ['request cancel', REQUEST_CANCEL, ['IN_PROGRESS']],
    ['retry', RETRY, ['FAILED', 'CANCELLED']],
    ['retry without ttl', RETRY_WITHOUT_TTL, ['FAILED', 'CANCELLED']],
  ])('%s: no other status than these', async (_, step, expected, attributes = {}) => {
    const possible: Status[] = [];
    for (const status of STATUSES) {
      if (await changes(step, await taskFor({ status, ...attributes }))) possible.push(status);
    }
    expect(possible).toEqual(expected);
  });
});

describe.each(BEGINNING)('%s', (_, step) => {
  const begins = async (attributes: () => Item): Promise<boolean> => (
    changes(step, await taskFor(() => ({ status: 'CREATED', ...attributes() })), { claim: NEW_RUN })
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

describe.each(both('claim', CLAIM))('%s', (_, step) => {
  test.each(['CREATED', 'RETRYING', 'IN_PROGRESS'])('is for tasks of the worker’s type, %s or not', async (status) => {
    expect(await changes(step, await taskFor({ status }), { claim: NEW_RUN, task_type: 'other' })).toBe(false);
  });

  test('takes over from a run whose lease has been over for more than five seconds', async () => {
    expect(await changes(step, await taskFor(() => ({ lease_until: ports.clock.now() - 5001 })), { claim: NEW_RUN })).toBe(true);
  });

  test.each<[string, () => Item]>([
    ['whose lease may not be over by another clock', () => ({ lease_until: ports.clock.now() - 5000 })],
    ['that must not be started twice', () => ({ once: true })],
    ['that gave no token', () => ({ claim: '-' })],
    ['that has the last attempt', () => ({ attempt: 3, attempt_limit: 3 })],
    ['that was asked to stop', () => ({ cancel_requested: true })],
    ['at its deadline', () => ({ deadline: ports.clock.now() })],
  ])('does not take over from a run %s', async (__, attributes) => {
    expect(await changes(step, await taskFor(attributes), { claim: NEW_RUN })).toBe(false);
  });
});

describe.each([['claim', CLAIM], ['external claim', EXTERNAL_CLAIM], ['progress', PROGRESS]])('%s leaves the watch entry', (_, { covered, moved }) => {
  const status = covered.name === 'progress' ? 'IN_PROGRESS' : 'CREATED';

  test.each<[string, number, number, boolean]>([
    ['at the lease’s end', 0, 0, true],
    ['after it', 1, 0, true],
    ['before it', -1, 0, false],
    ['after it, but dispatches were in vain: it is far off', 1, 1, false],
  ])('where it is %s', async (__, after, waits, expected) => {
    const record = await lost(ports);
    const leaseUntil = ports.clock.now() + LEASE_MS;
    const altering = async (): Promise<TaskRecord> => altered(ports, record.id, { ...record, status, watch_time: leaseUntil + after, waits });

    expect(await changes(covered, await altering())).toBe(expected);
    expect((await stored(ports, record.id))!.watch_time).toBe(leaseUntil + after);
    expect(await changes(moved, await altering())).toBe(true);
    expect((await stored(ports, record.id))!.watch_time).toBe(leaseUntil);
  });
});

describe.each<[string, Step]>([...REPORTING, ['end cancelled', END_CANCELLED]])('%s', (_, step) => {
  const cancelled = step === END_CANCELLED ? { cancel_requested: true } : {};

  test.each<[string, Item]>([
    ['that another run holds', { claim: NEW_RUN }],
    ['that a bare claim holds', { claim: '-' }],
    ['that has expired', { ttl: 1 }],
  ])('is refused by a task %s', async (__, attributes) => {
    expect(await changes(step, await taskFor({ ...cancelled, ...attributes }))).toBe(false);
  });

  test('works on while the lease is over, as long as nobody has taken the task', async () => {
    expect(await changes(step, await taskFor(cancelled))).toBe(true);
  });
});

describe('a cancellation that was asked for', () => {
  test.each<[string, Step, boolean]>([
    ['comes too late for a run that completes', COMPLETE, true],
    ['lets the run say how it goes', PROGRESS.moved, true],
    ['is not forgotten by a failure', FAIL, false],
    ['is not forgotten by a retry', FAIL_RETRYABLY, false],
    ['is not forgotten by a run that did not begin', RELEASE, false],
  ])('%s', async (_, step, expected) => {
    expect(await changes(step, await taskFor({ cancel_requested: true }))).toBe(expected);
  });

  test('is what a run needs to end cancelled', async () => {
    expect(await changes(END_CANCELLED, await taskFor())).toBe(false);
  });
});

test.each(both('progress', PROGRESS))('%s: does not take a task beyond its deadline', async (_, step) => {
  const record = await lost(ports);
  ports.clock.set(record.deadline - 1);
  const shortly = await altered(ports, record.id, { watch_time: ports.clock.now() + 2 * LEASE_MS });
  expect(await changes(step, shortly)).toBe(true);
  ports.clock.set(record.deadline);
  expect(await changes(step, (await stored(ports, record.id))!)).toBe(false);
});

test.each<[string, Item]>([
  ['after the last attempt', { attempt: 3, attempt_limit: 3 }],
  ['of a run that must not be started twice', { once: true }],
])('fail retryably: is impossible %s, and release is not', async (_, attributes) => {
  expect(await changes(FAIL_RETRYABLY, await taskFor(attributes))).toBe(false);
  expect(await changes(RELEASE, await taskFor(attributes))).toBe(true);
});

test.each<[string, Step, Status]>([
  ['cancel', CANCEL, 'CREATED'], ['request cancel', REQUEST_CANCEL, 'IN_PROGRESS'], ['retry', RETRY, 'FAILED'], ['retry without ttl', RETRY_WITHOUT_TTL, 'FAILED'],
])('%s: is refused by a task that has expired', async (_, step, status) => {
  expect(await changes(step, await taskFor({ status, ttl: nowSeconds(ports) }))).toBe(false);
});

test.each(DECIDED)('%s: is for the record that the decision was made on', async (_, step) => {
  const record = await taskFor({ status: step.name === 'retry' ? 'FAILED' : 'IN_PROGRESS' });
  expect(await changes(step, record, { read: 'another' })).toBe(false);
  expect(await changes(step, record)).toBe(true);
});

test.each([...BEGINNING, ...REPORTING, ...DECIDED, ['end cancelled', END_CANCELLED], ['cancel', CANCEL], ['request cancel', REQUEST_CANCEL]] as [string, Step][])(
  '%s: creates nothing where there is no task', async (_, step) => {
    const record = await claimed(ports);
    ports.store.expire(record.id);
    await changes(step, record);
    expect(ports.store.items()).toEqual([]);
  },
);
