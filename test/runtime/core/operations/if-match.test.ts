import { cancelTask } from '../../../../runtime/core/operations/cancel';
import { onlyIf } from '../../../../runtime/core/operations/if-match';
import { reportTask } from '../../../../runtime/core/operations/report';
import type { Ports } from '../../../../runtime/core/ports';
import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import type { MemoryPorts } from '../../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { LossyStore } from '../../../support/lossy-store';
import { altered, beforeNextWrite, claimed, created, externallyClaimed, HOUR_MS, stored, TASK_POLICY } from '../../../support/tasks';

let ports: MemoryPorts;
let record: TaskRecord;
beforeEach(async () => {
  ports = memoryPorts();
  record = await created(ports);
});

const onlyAt = (revision: string): Ports => ({ ...ports, store: onlyIf(ports.store, revision) });

test('a transition is applied to the record that its client has read', async () => {
  expect(await cancelTask(onlyAt(record.revision), record)).toMatchObject({ applied: true, record: { status: 'CANCELLED' } });
});

test('a transition is refused on any other, and nothing is written', async () => {
  expect(await cancelTask(onlyAt('another'), record)).toEqual({ applied: false, record });
  expect(await stored(ports, record.id)).toEqual(record);
});

test('a transition that would be tried again on what came between is refused', async () => {
  beforeNextWrite(ports, async () => claimed(ports, record.id));
  const outcome = await cancelTask(onlyAt(record.revision), record);
  expect(outcome).toMatchObject({ applied: false, record: { status: 'IN_PROGRESS' } });
  expect(await stored(ports, record.id)).not.toHaveProperty('cancel_requested');
});

test.each([false, true])('a report that takes two writes takes both (the answer of the first is lost: %s)', async (isLost) => {
  const store = new LossyStore(ports.store);
  if (isLost) store.loseNextAnswer('repeated');
  const outcome = await reportTask({ ...ports, store: onlyIf(store, record.revision) }, TASK_POLICY, record, {
    status: 'FAILED', error: { type: 'Error', message: 'again', retryable: true },
  });
  expect(outcome).toMatchObject({ applied: true, record: { status: 'RETRYING' } });
});

test('a heartbeat that moves the watch entry is one request', async () => {
  const running = await externallyClaimed(ports, { claim: 'token-of-mine' });
  const near = await altered(ports, running.id, { watch_time: ports.clock.now() });
  const outcome = await reportTask(onlyAt(near.revision), TASK_POLICY, near, { status: 'IN_PROGRESS', claim: 'token-of-mine' });
  expect(outcome).toMatchObject({ applied: true, record: { watch_time: ports.clock.now() + HOUR_MS } });
});
