import type { Item, Store } from '../ports';
import { ConditionFailed } from '../ports';

/**
 * The store, with the further condition that the record is still the one that its client has read (HTTP's `If-Match`).
 * It holds until one update was applied: what a request writes after that, follows from its own write.
 *
 * @param revision the record's
 */
export function onlyIf(store: Store, revision: string): Store {
  let isApplied = false;
  return {
    get: async (input) => store.get(input),
    query: async (input) => store.query(input),
    batchGet: async (input) => store.batchGet(input),
    put: async (input) => store.put(input),
    delete: async (input) => store.delete(input),
    update: async (input): Promise<Item | undefined> => {
      if (isApplied) return store.update(input);
      try {
        const item = await store.update({
          ...input,
          ConditionExpression: `(${input.ConditionExpression}) AND #revision = :if_match`,
          ExpressionAttributeNames: { ...input.ExpressionAttributeNames, '#revision': 'revision' },
          ExpressionAttributeValues: { ...input.ExpressionAttributeValues, ':if_match': revision },
        });
        isApplied = true;
        return item;
      } catch (error) {
        // The SDK has repeated a write that was applied.
        if (error instanceof ConditionFailed && error.old && error.old.revision === input.ExpressionAttributeValues?.[':revision']) isApplied = true;
        throw error;
      }
    },
  };
}
