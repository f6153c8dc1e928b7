import type { Item, Store } from '../../runtime/core/ports';
import { ConditionFailed } from '../../runtime/core/ports';

/** What the table answered: an item or nothing, a refusal with the item that refused, or an error. */
export type Answer = { readonly item?: Item } | { readonly refusedBy: Item | null } | { readonly error: string };

/** A request to the table, and what came of it. */
export interface Call {
  readonly operation: 'get' | 'put' | 'update';
  readonly input: object;
  readonly answer: Answer;
  /** When the answer came. */
  readonly time: number;
}

/**
 * Keeps what is asked of a table, and what it answers.
 *
 * @param now the time, once there is an answer
 */
export function observedStore(
  answer: (operation: Call['operation'], input: any) => Promise<Item | undefined | void>, now: () => number,
): { store: Store; calls: Call[] } {
  const calls: Call[] = [];
  const observe = async (operation: Call['operation'], input: any): Promise<any> => {
    const sent = structuredClone(input);
    const keep = (what: Answer): unknown => calls.push({ operation, input: sent, answer: structuredClone(what), time: now() });
    try {
      const item = await answer(operation, input);
      keep({ item: item ?? undefined });
      return item;
    } catch (error) {
      keep(error instanceof ConditionFailed ? { refusedBy: error.old ?? null } : { error: (error as Error).message });
      throw error;
    }
  };
  const never = async (): Promise<never> => {
    throw new Error('a worker does not need it');
  };
  return {
    calls,
    store: {
      get: async (input) => observe('get', input),
      put: async (input) => observe('put', input),
      update: async (input) => observe('update', input),
      query: never,
      batchGet: never,
      delete: never,
    },
  };
}
