import { ObservedStore } from '../../../scripts/bench/observed-store';
import { measureSteps } from '../../../scripts/bench/steps';
import { TABLE, taskTable } from '../../../simulator/aws/dynamodb/task-table';

test('a step has the units of its writes, the watchdog those of a query for each bucket', async () => {
  const { figures, idleWatchdogReadUnits, operations } = await measureSteps();
  // Each rewrites the record; a retry and a retrying move the watch entry, and a cancellation removes it.
  expect(figures).toEqual({
    cancel: { write_units: 2 },
    retry: { write_units: 3 },
    // An external worker's lease, an hour by default, always outlasts the entry.
    heartbeat: { write_units: 3 },
    retrying: { write_units: 3 },
  });
  expect(idleWatchdogReadUnits).toBe(0.5);
  expect(operations).toContain('Query');
});

test('a refused write is counted as well', async () => {
  const store = new ObservedStore(taskTable());
  await store.put({ TableName: TABLE, Item: { id: 'a' } });
  await expect(store.put({ TableName: TABLE, Item: { id: 'a' }, ConditionExpression: 'attribute_not_exists(id)' })).rejects.toThrow();
  expect(store.calls.map(({ tableWriteUnits }) => tableWriteUnits)).toEqual([1, 1]);
});
