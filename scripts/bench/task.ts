import { dataOf } from './data';
import { MemorySystem } from './memory-system';
import type { StoreCall } from './observed-store';
import type { DataSize, TaskFigures } from './results';
import { DATA_SIZES } from './results';

/** About a hundred bytes: what a handler returns that has put its work somewhere. */
export const RESULT = { bucket: 'thumbnails-111122223333-eu-central-1', key: '2026/01/15/0123456789abcdef.jpg', bytes: 18231 };

/** A write on the way from POST to COMPLETED. */
export interface TaskWrite {
  /** Which write it is: `create`, `data item`, `claim`, … */
  readonly name: string;
  /** The size of the item that was written. */
  readonly bytes: number;
  readonly tableUnits: number;
  readonly indexUnits: number;
}

export interface TaskMeasurement {
  readonly figures: TaskFigures;
  readonly writes: readonly TaskWrite[];
  /** The DynamoDB operations that were called. */
  readonly operations: readonly string[];
}

/** What a task with each size of data takes from POST to COMPLETED. */
export async function measureTasks(): Promise<Record<DataSize, TaskMeasurement>> {
  const measurements: Partial<Record<DataSize, TaskMeasurement>> = {};
  for (const [size, bytes] of Object.entries(DATA_SIZES)) measurements[size as DataSize] = await measureTask(bytes);
  return measurements as Record<DataSize, TaskMeasurement>;
}

async function measureTask(bytes: number): Promise<TaskMeasurement> {
  const system = new MemorySystem(() => RESULT);
  const id = await system.create(dataOf(bytes));
  await system.stream(system.record(id)!);
  await system.deliver();
  const status = system.record(id)?.status;
  if (status !== 'COMPLETED') throw new Error(`the measured task is ${status} instead of COMPLETED`);

  const { calls } = system.store;
  const writes = writesOf(calls);
  return {
    figures: {
      http_requests: system.httpRequests,
      lambda_invocations: system.lambdaInvocations,
      write_units: sum(writes.map(({ tableUnits, indexUnits }) => tableUnits + indexUnits)),
      read_units: sum(calls.map(({ readUnits }) => readUnits)),
      sns_publishes: system.snsPublishes,
      sqs_requests: system.sqsRequests,
    },
    writes,
    operations: [...new Set(calls.map(({ operation }) => operation))],
  };
}

/** Those of the calls that write. */
export function writesOf(calls: readonly StoreCall[]): TaskWrite[] {
  return calls.filter((call) => call.tableWriteUnits > 0).map(toWrite);
}

function toWrite(call: StoreCall): TaskWrite {
  return { name: nameOf(call), bytes: call.bytes!, tableUnits: call.tableWriteUnits, indexUnits: call.indexWriteUnits };
}

/** A payload's item has the task's id in its own: `<id>#data#<hash>`. A transition of the record says its name. */
function nameOf({ id, input }: StoreCall): string {
  const [, payload] = id!.split('#');
  return payload ? `${payload} item` : input.Item?.transition ?? input.ExpressionAttributeValues[':transition'];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
