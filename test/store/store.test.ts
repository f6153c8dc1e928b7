import { lifeCycleSuite } from './life-cycle-suite';
import { storeSuite } from './store-suite';
import type { StoreUnderTest } from './store-under-test';
import { create, worldOf } from './store-under-test';
import { TRANSITION_CASES } from './transition-cases';
import type { MemoryStore } from '../../simulator/aws/dynamodb/memory-store';
import { TABLE, taskTable } from '../../simulator/aws/dynamodb/task-table';

interface MemoryStoreUnderTest extends StoreUnderTest {
  readonly store: MemoryStore;
}

async function makeStore(): Promise<MemoryStoreUnderTest> {
  const store = taskTable();
  return { store, table: TABLE, expire: async (id) => store.expire(id) };
}

storeSuite('the store in memory', makeStore);
lifeCycleSuite('the life cycle on the store in memory', makeStore);

describe('write units of a transition', () => {
  test.each(TRANSITION_CASES)('$title: $writeUnits', async ({ prepare, apply, writeUnits }) => {
    const { store } = await makeStore();
    const world = worldOf({ store, table: TABLE });
    const record = await prepare(world);
    const consumed = store.startCounting();
    await apply(world, record);
    expect(consumed.writeUnits).toBe(writeUnits);
  });

  test('of a creation: the record, its list entry and its watch entry', async () => {
    const { store } = await makeStore();
    await create(worldOf({ store, table: TABLE }));
    expect(store.consumed.writeUnits).toBe(3);
  });
});
