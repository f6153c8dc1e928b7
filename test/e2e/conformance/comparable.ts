import type { ConformanceCase } from './case';
import type { Outcome } from './run';

const IDS = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** What differs from run to run. */
const OF_THE_RUN = [
  'id', 'task_type', 'revision', 'claim', 'data', 'result', 'result_ref', 'list_key', 'list_sort', 'watch_key',
  'created_time', 'updated_time', 'not_before', 'lease_until', 'watch_time', 'deadline', 'ttl',
];

/** All of what is stored that does not depend on when, and by which function, a task was run. */
export function comparable({ task, result, children }: Outcome, { errorsDiffer }: ConformanceCase): object {
  const common = Object.entries(task).filter(([name]) => !OF_THE_RUN.includes(name) && !(errorsDiffer && name === 'error'));
  return {
    ...Object.fromEntries(common),
    result: result && JSON.parse(result.replace(IDS, 'id')),
    children: children.map(({ data }) => JSON.parse(data!).input).sort(),
    attributes: Object.keys(task).sort(),
  };
}
