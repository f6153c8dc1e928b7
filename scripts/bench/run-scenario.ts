import type { SQSRecord } from 'aws-lambda';
import type { Scenario } from './cpu-process/serve';
import { toAnswer } from './cpu-scenario';
import { dataOf } from './data';
import { MemorySystem } from './memory-system';
import { DATA_SIZES } from './results';
import { RESULT } from './task';

/** What the processes are given that run one task after the other: its message, and DynamoDB's answers to claim and settle. */
export interface RunScenario extends Scenario {
  /** The file of the worker's function. */
  readonly workerBundle: string;
  readonly message: SQSRecord;
  /** What a worker sends for a task: its claim and its outcome. */
  readonly inputs: readonly any[];
}

/** A time that does not come, in epoch milliseconds: the answers are given whenever it is measured. */
const NEVER = 9_999_999_999_999;

/** Runs a task on a table in memory, and keeps what its worker asked of it, with its answers. */
export async function runScenario(workerBundle: string): Promise<RunScenario> {
  const system = new MemorySystem(() => RESULT);
  const id = await system.create(dataOf(DATA_SIZES['300B']));
  await system.stream(system.record(id)!);
  const before = system.store.calls.length;
  const [message] = await system.deliver();
  const [claim, settle, ...others] = system.store.calls.slice(before);
  if (claim.operation !== 'UpdateItem' || settle.operation !== 'UpdateItem' || others.length > 0) throw new Error('a task took more than its claim and its outcome');

  const claimed = { ...claim.output, lease_until: NEVER, deadline: NEVER };
  return {
    workerBundle,
    message,
    inputs: [claim.input, settle.input],
    answers: { UpdateItem: [claimed, settle.output].map((output) => JSON.stringify(toAnswer('UpdateItem', output))) },
  };
}
