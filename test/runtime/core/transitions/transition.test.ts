import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import type { Transition, TransitionOutcome } from '../../../../runtime/core/transitions/transition';
import { applyTransition } from '../../../../runtime/core/transitions/transition';
import { COMPLETE, FAIL } from '../../../../runtime/core/transitions/transitions';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { LossyStore } from '../../../support/lossy-store';
import { altered, created, nowSeconds, RUN, stored } from '../../../support/tasks';

/** A transition from CREATED to IN_PROGRESS, by a claim. */
const BEGIN: Transition = {
  name: 'claim',
  to: 'IN_PROGRESS',
  condition: '#status = :CREATED AND #attempt < :limit',
  set: { claim: ':claim', attempt: '#attempt + :ONE', status_msg: ':status_msg' },
  remove: ['watch_key', 'watch_time'],
};
/** A transition that leads nowhere else. */
const NOTE: Transition = {
  name: 'progress',
  condition: '#status = :IN_PROGRESS AND #claim = :claim AND #dispatch = :dispatch',
  set: { dispatch: '#dispatch + :ONE' },
};

let ports: MemoryPorts;
let store: LossyStore;
beforeEach(() => {
  ports = memoryPorts();
  store = new LossyStore(ports.store);
});

const begin = async ({ id }: { id: string }, more = {}): Promise<TransitionOutcome> => (
  applyTransition({ ...ports, store }, BEGIN, id, { claim: RUN, limit: 1, ...more })
);
const note = async ({ id }: TaskRecord): Promise<TransitionOutcome> => applyTransition({ ...ports, store }, NOTE, id, { claim: RUN, dispatch: 1 });

test('is one write, which sets and removes what the transition says, a new revision and its name', async () => {
  const { watch_key, watch_time, ...record } = await created(ports);
  ports.clock.advance(2000);
  const consumed = ports.store.startCounting();
  const outcome = await begin(record, { status_msg: 'hello' });
  expect(outcome).toEqual({
    applied: true,
    record: {
      ...record,
      status: 'IN_PROGRESS',
      transition: 'claim',
      revision: expect.stringMatching(/^[\w-]{22}$/),
      updated_time: nowSeconds(ports),
      claim: RUN,
      attempt: 1,
      status_msg: 'hello',
    },
  });
  expect(outcome.record!.revision).not.toBe(record.revision);
  expect(await stored(ports, record.id)).toEqual(outcome.record);
  expect(consumed.byOperation.update.calls).toBe(1);
});

test('leaves out what the caller does not give', async () => {
  const record = await altered(ports, (await created(ports)).id, { status_msg: 'before' });
  expect(await begin(record)).toMatchObject({ applied: true, record: { status_msg: 'before' } });
});

test('a value that the transition cannot do without is missing', async () => {
  const { id } = await created(ports);
  await expect(applyTransition(ports, BEGIN, id, { claim: RUN })).rejects.toThrow('the transition claim needs a value for :limit');
});

test('a refused transition says what stands in the table, and changes nothing', async () => {
  const record = await altered(ports, (await created(ports)).id, { attempt: 1 });
  expect(await begin(record)).toEqual({ applied: false, record });
  expect(await stored(ports, record.id)).toEqual(record);
});

test('there is no such task, and there is none afterwards', async () => {
  expect(await begin({ id: 'nobody' })).toEqual({ applied: false, record: undefined });
  expect(ports.store.items()).toEqual([]);
});

test('a task that has expired is none', async () => {
  const record = await altered(ports, (await created(ports)).id, { attempt: 1, ttl: nowSeconds(ports) });
  expect(await begin(record)).toEqual({ applied: false, record: undefined });
});

test('what goes wrong otherwise is the caller’s', async () => {
  await expect(applyTransition({ ...ports, table: 'no-table' }, BEGIN, 'id', { claim: RUN, limit: 1 })).rejects.toThrow('Requested resource not found: no-table');
});

describe('a write whose answer was lost', () => {
  test('is recognised by its revision when the SDK repeats it, whatever the transition', async () => {
    const running = (await begin(await created(ports))).record!;
    store.loseNextAnswer('repeated');
    const outcome = await note(running);
    expect(outcome).toMatchObject({ applied: true, record: { dispatch: 2 } });
    expect(await stored(ports, running.id)).toEqual(outcome.record);
  });

  test('is recognised by its claim and status when the caller repeats it', async () => {
    const record = await created(ports);
    store.loseNextAnswer('given up');
    await expect(begin(record)).rejects.toThrow('the connection was closed');
    const outcome = await begin(record);
    expect(outcome).toMatchObject({ applied: true, record: { attempt: 1 } });
    expect(await stored(ports, record.id)).toEqual(outcome.record);
  });

  test('is not recognised by another claim', async () => {
    const running = (await begin(await created(ports))).record!;
    expect(await begin(running, { claim: 'message-2:run-2' })).toEqual({ applied: false, record: running });
  });

  test('is not recognised by its claim in another status: the run may have been given up', async () => {
    const { id } = (await begin(await created(ports))).record!;
    const record = await altered(ports, id, { status: 'RETRYING' });
    expect(await begin(record)).toEqual({ applied: false, record });
  });

  test('is not recognised by its claim when the transition leads nowhere else: then the claim says nothing of this write', async () => {
    const running = (await begin(await created(ports))).record!;
    const record = (await note(running)).record;
    expect(await note(running)).toEqual({ applied: false, record });
  });

  test('is not recognised by a bare claim while the task is open: anybody could have it', async () => {
    const running = (await begin(await created(ports), { claim: '-' })).record!;
    expect(await begin(running, { claim: '-' })).toEqual({ applied: false, record: running });
  });

  test.each([['COMPLETED', COMPLETE], ['FAILED', FAIL]])('is recognised by a bare claim when the task is %s', async (status, transition) => {
    const { id } = (await begin(await created(ports), { claim: '-' })).record!;
    const record = await altered(ports, id, { status });
    const values = { claim: '-', ttl: nowSeconds(ports) + 60, error: { type: 'E', message: 'm' } };
    expect(await applyTransition(ports, transition, id, values)).toEqual({ applied: true, record });
  });
});
