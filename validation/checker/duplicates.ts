/**
 * Finds two equal items of an array, in a time that grows with its size alone: to compare each item with each other
 * takes minutes for what fits into a task's data.
 *
 * @returns their indices, if there are any
 */
export function findDuplicate(items: readonly unknown[]): [number, number] | undefined {
  const scalars = new Map<unknown, number>();
  const containers = new Map<unknown, number>();
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    const isContainer = typeof item === 'object' && item !== null;
    const [seen, key] = isContainer ? [containers, JSON.stringify(item, sorted)] : [scalars, item];
    const other = seen.get(key);
    if (other !== undefined) return [other, index];
    seen.set(key, index);
  }
  return undefined;
}

/** Objects are equal whatever the order of their members. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
