import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { DeployedStack, Engine } from '../../../scripts/local-aws';

/** What workers' functions have logged: JSON documents, among them their metrics. */
export type LogLines = ReadonlyArray<Record<string, unknown>>;

export async function logLines(engine: Engine, { functions }: DeployedStack): Promise<LogLines> {
  const client = new CloudWatchLogsClient(engine.clientConfig);
  const lines: Array<Record<string, unknown>> = [];
  for (const { logGroup } of functions.filter(({ shortName }) => shortName.endsWith('calmFunction'))) {
    for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName: logGroup })) {
      lines.push(...events.flatMap(({ message = '' }) => parsed(message)));
    }
  }
  return lines;
}

/** How many values of each metric tasks of a type have; of times, no more can be compared. */
export function metricCounts(lines: LogLines, taskType: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of lines.filter((one) => '_aws' in one && one.TaskType === taskType)) {
    const { CloudWatchMetrics: [{ Metrics }] } = line._aws as { CloudWatchMetrics: [{ Metrics: Array<{ Name: string }> }] };
    for (const { Name } of Metrics) counts[Name] = (counts[Name] ?? 0) + [line[Name]].flat().length;
  }
  return counts;
}

function parsed(message: string): Array<Record<string, unknown>> {
  try {
    return [JSON.parse(message)];
  } catch {
    return [];
  }
}
