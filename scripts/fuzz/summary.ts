import type { FuzzException } from './exceptions';
import type { Round } from './round';
import { requestsOf } from './round';
import type { Row } from '../support/table';
import { table } from '../support/table';

/** What was asked and how it was answered, as a table, and all of it in one line. */
export function summaryOf(round: Round, operations: readonly string[], failures: number): string {
  const rows = [...round.answers].sort(([one], [other]) => byPath(one).localeCompare(byPath(other), 'en')).map(([operation, statuses]): Row => [
    operation,
    String([...statuses.values()].reduce((sum, times) => sum + times, 0)),
    [...statuses].sort(([one], [other]) => one - other).map(([status, times]) => `${status}: ${times}`).join(', '),
  ]);
  const statuses = new Set([...round.answers.values()].flatMap((answers) => [...answers.keys()]));
  return [
    table(['Operation', 'Requests', 'Answers'], rows, ['left', 'right', 'left']),
    '',
    `${requestsOf(round)} requests, ${operations.length} operations, ${statuses.size} statuses (${[...statuses].sort().join(', ')}), ${failures} ${failures === 1 ? 'failure' : 'failures'}`,
  ].join('\n');
}

/** The failures that do not count. */
export function exceptionsText(exceptions: readonly FuzzException[], accepted: number): string {
  return [`Not counted: ${accepted} failures of these exceptions`, ...exceptions.map(({ name, check, reason }) => `  ${name} (${check}): ${reason}`)].join('\n');
}

function byPath(operation: string): string {
  return operation.split(' ').reverse().join(' ');
}
