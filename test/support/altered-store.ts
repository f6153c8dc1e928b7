import type { Store } from '../../runtime/core/ports';

/** A store some of whose operations are others: that fail, or are slow, or find something else. */
export function alteredStore(store: Store, operations: Partial<Store>): Store {
  return {
    get: async (input) => store.get(input),
    query: async (input) => store.query(input),
    batchGet: async (input) => store.batchGet(input),
    put: async (input) => store.put(input),
    update: async (input) => store.update(input),
    delete: async (input) => store.delete(input),
    ...operations,
  };
}

/** An operation of a table that cannot cope. */
export async function throttled(): Promise<never> {
  throw Object.assign(new Error('too many requests'), { name: 'ThrottlingException' });
}
