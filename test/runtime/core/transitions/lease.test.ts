import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import { applyLease } from '../../../../runtime/core/transitions/lease';
import type { TransitionOutcome } from '../../../../runtime/core/transitions/transition';
import { PROGRESS } from '../../../../runtime/core/transitions/transitions';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { altered, beforeNextWrite, claimed, HOUR_MS, LEASE_MS, RUN } from '../../../support/tasks';

let ports: MemoryPorts;
let record: TaskRecord;
beforeEach(async () => {
  ports = memoryPorts();
  record = await claimed(ports);
  ports.store.startCounting();
});

const extend = async (length: number, known?: TaskRecord): Promise<TransitionOutcome> => (
  applyLease(ports, PROGRESS, record.id, () => ({ claim: RUN, lease_until: ports.clock.now() + length }), known)
);
const writes = (): number => ports.store.consumed.byOperation.update.calls;

test('a lease that ends before the watch entry leaves it alone', async () => {
  const until = ports.clock.now() + 2 * LEASE_MS;
  expect(await extend(2 * LEASE_MS)).toMatchObject({ applied: true, record: { lease_until: until, watch_time: record.watch_time } });
  expect(ports.store.consumed.writeUnits).toBe(1);
});

test('a lease that ends with the watch entry needs no second look at it', async () => {
  expect(await extend(record.watch_time! - ports.clock.now(), record)).toMatchObject({ applied: true, record: { watch_time: record.watch_time } });
  expect(ports.store.consumed.writeUnits).toBe(1);
});

test('a lease that ends after it takes it along, by a second write', async () => {
  const until = ports.clock.now() + HOUR_MS;
  expect(await extend(HOUR_MS)).toMatchObject({ applied: true, record: { lease_until: until, watch_time: until } });
  expect(writes()).toBe(2);
});

test('a record that is known saves the refused write', async () => {
  const until = ports.clock.now() + HOUR_MS;
  expect(await extend(HOUR_MS, record)).toMatchObject({ applied: true, record: { watch_time: until } });
  expect(writes()).toBe(1);
});

test('a record that has changed since it was known does not matter', async () => {
  await altered(ports, record.id, { watch_time: ports.clock.now() });
  expect(await extend(2 * LEASE_MS, record)).toMatchObject({ applied: true, record: { watch_time: ports.clock.now() + 2 * LEASE_MS } });
});

test('a transition that is refused for another reason is not taken again', async () => {
  const other = await altered(ports, record.id, { claim: 'another' });
  expect(await extend(LEASE_MS)).toEqual({ applied: false, record: other });
  expect(writes()).toBe(1);
});

test('a task that is gone is not looked for again', async () => {
  ports.store.expire(record.id);
  expect(await extend(LEASE_MS)).toEqual({ applied: false, record: undefined });
  expect(writes()).toBe(1);
});

test('the second write has the transition’s whole condition', async () => {
  await altered(ports, record.id, { watch_time: ports.clock.now() });
  // The first write finds the entry in its way, the second one somebody else's task.
  const { update } = ports.store;
  ports.store.update = async (input) => {
    beforeNextWrite(ports, async () => altered(ports, record.id, { claim: 'another' }));
    return update.call(ports.store, input);
  };
  expect(await extend(LEASE_MS)).toMatchObject({ applied: false, record: { claim: 'another', lease_until: record.lease_until } });
});
