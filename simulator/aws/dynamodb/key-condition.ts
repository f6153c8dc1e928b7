import { ValidationException } from './attribute-values';
import type { Condition, Operand, Placeholders } from './expressions';

/** What a query asks of an index's keys. */
export interface KeyCondition {
  /** The value that the partition key equals. */
  readonly partition: unknown;
  /** At most one condition on the sort key. */
  readonly sort?: Condition;
}

/** DynamoDB takes only `partition = :value`, and one condition on the sort key with it. */
export function splitKeyCondition(
  condition: Condition, keys: { readonly partitionKey: string; readonly sortKey: string }, { names, values }: Placeholders,
): KeyCondition {
  const nameOf = (operand: Operand): string | undefined => (
    operand.kind === 'path' && operand.path.length === 1 ? names[operand.path[0]] ?? String(operand.path[0]) : undefined
  );
  const parts = condition.kind === 'and' ? [condition.left, condition.right] : [condition];
  const partition = parts.find((part) => part.kind === 'compare' && nameOf(part.left) === keys.partitionKey);
  if (partition?.kind !== 'compare' || partition.comparator !== '=' || partition.right.kind !== 'value') {
    throw new ValidationException(`Query condition missed key schema element: ${keys.partitionKey}`);
  }

  const sort = parts.find((part) => part !== partition);
  if (sort && !isSortCondition(sort, (operand) => nameOf(operand) === keys.sortKey)) {
    throw new ValidationException('Query key condition not supported');
  }
  return { partition: values[partition.right.name], sort };
}

function isSortCondition(condition: Condition, isSortKey: (operand: Operand) => boolean): boolean {
  switch (condition.kind) {
    case 'compare': return isSortKey(condition.left) && condition.right.kind === 'value' && condition.comparator !== '<>';
    case 'between': return isSortKey(condition.operand);
    case 'call': return condition.name === 'begins_with' && isSortKey(condition.operand);
    default: return false;
  }
}
