import { dataOf } from './data';
import { LIST_BUCKETS } from './lambda-environment';
import { MemorySystem } from './memory-system';
import type { CountedOperation } from './results';
import { DATA_SIZES } from './results';
import { ROUTE } from '../../src/contract';

/** The DynamoDB requests that an operation may send: a payload is an item of its own. */
export const MOST_REQUESTS: Record<CountedOperation, number> = {
  'post': 1, 'post with large data': 2, 'get': 1, 'get with a large result': 2, 'list': LIST_BUCKETS + 1,
};

const TASKS = 30;

/** How many DynamoDB requests the API's operations send. */
export async function countRequests(): Promise<Record<CountedOperation, number>> {
  const small = dataOf(DATA_SIZES['300B']);
  const large = dataOf(DATA_SIZES['10KB']);
  return {
    'post': await during(async (system) => system.create(small)),
    'post with large data': await during(async (system) => system.create(large)),
    'get': await during(async (system, id) => system.request(ROUTE.read, { id }), async (system) => completed(system, small)),
    'get with a large result': await during(async (system, id) => system.request(ROUTE.read, { id }), async (system) => completed(system, large)),
    'list': await during(async (system) => system.request(ROUTE.list), async (system) => {
      for (let count = 0; count < TASKS; count += 1) await system.create(small);
      return '';
    }),
  };
}

async function during(
  operation: (system: MemorySystem, id: string) => Promise<unknown>, prepare: (system: MemorySystem) => Promise<string> = async () => '',
): Promise<number> {
  const system = new MemorySystem();
  const id = await prepare(system);
  const before = system.store.calls.length;
  await operation(system, id);
  return system.store.calls.length - before;
}

async function completed(system: MemorySystem, result: unknown): Promise<string> {
  const id = await system.create({});
  await system.request(ROUTE.report, { id, body: { status: 'COMPLETED', result } });
  return id;
}
