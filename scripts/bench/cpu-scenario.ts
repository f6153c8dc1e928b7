import { marshall } from '@aws-sdk/util-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Scenario } from './cpu-process/serve';
import { dataOf } from './data';
import { documentOf } from './document';
import { CHECKED_TASK_TYPE, TASK_TYPE } from './lambda-environment';
import { MemorySystem } from './memory-system';
import type { OperationName, StoreCall } from './observed-store';
import type { BareCallName, RequestName } from './results';
import { DATA_SIZES } from './results';
import { TABLE } from '../../simulator/aws/dynamodb/task-table';
import { httpEvent } from '../../simulator/aws/http-events';
import { ROUTE } from '../../src/contract';

/** What the requests ask of DynamoDB; none of them deletes anything. */
type RequestedOperation = Exclude<OperationName, 'DeleteItem'>;

/** What the measured processes are given: requests, and the answers that DynamoDB would give to them. */
export interface CpuScenario extends Scenario {
  /** The file of the API's function. */
  readonly apiBundle: string;
  readonly events: Record<RequestName, APIGatewayProxyEventV2>;
  /** The inputs of the bare calls: those that the API's function sends for the same requests. Used in turns. */
  readonly inputs: Record<BareCallName, readonly any[]>;
  /** The bodies of DynamoDB's answers. Used in turns: a list queries each bucket. */
  readonly answers: Record<RequestedOperation, readonly string[]>;
}

/** More than a page of the list has in any of its buckets. */
const TASKS = 60;

/** Plays the requests on a table in memory, and keeps what the handlers asked of it, with its answers. */
export async function cpuScenario(apiBundle: string): Promise<CpuScenario> {
  const system = new MemorySystem();
  const data = dataOf(DATA_SIZES['300B']);
  const document = documentOf(DATA_SIZES['10KB']);
  for (let task = 0; task < TASKS; task += 1) await system.create(data);
  const id = await system.create(data);
  const create = system.store.calls.slice(-1);
  await system.request(ROUTE.report, { id, body: { status: 'IN_PROGRESS', status_msg: 'started' } });

  const read = await callsOf(system, () => system.request(ROUTE.read, { id }));
  const report = { status: 'COMPLETED', status_msg: 'the thumbnail is at 2026/01/15/0123456789abcdef.jpg' };
  const reported = await callsOf(system, () => system.request(ROUTE.report, { id, body: report }));
  const list = await callsOf(system, () => system.request(ROUTE.list));

  return {
    apiBundle,
    events: {
      post: httpEvent(ROUTE.create, { body: { task_type: TASK_TYPE, data } }),
      get: httpEvent(ROUTE.read, { id }),
      patch: httpEvent(ROUTE.report, { id, body: report }),
      list: httpEvent(ROUTE.list),
      post_10kb: httpEvent(ROUTE.create, { body: { task_type: TASK_TYPE, data: document } }),
      post_10kb_checked: httpEvent(ROUTE.create, { body: { task_type: CHECKED_TASK_TYPE, data: document } }),
    },
    inputs: {
      put: inputsOf(create, 'PutItem'),
      get: inputsOf(read, 'GetItem'),
      update: inputsOf(reported, 'UpdateItem'),
      query: inputsOf(list, 'Query'),
    },
    answers: {
      PutItem: answersOf(create, 'PutItem'),
      GetItem: answersOf(read, 'GetItem'),
      UpdateItem: answersOf(reported, 'UpdateItem'),
      Query: answersOf(list, 'Query'),
      BatchGetItem: answersOf(list, 'BatchGetItem'),
    },
  };
}

async function callsOf({ store }: MemorySystem, request: () => Promise<unknown>): Promise<StoreCall[]> {
  const before = store.calls.length;
  await request();
  return store.calls.slice(before);
}

function inputsOf(calls: readonly StoreCall[], operation: OperationName): any[] {
  return only(calls, operation).map(({ input }) => input);
}

function answersOf(calls: readonly StoreCall[], operation: RequestedOperation): string[] {
  return only(calls, operation).map(({ output }) => JSON.stringify(toAnswer(operation, output)));
}

function only(calls: readonly StoreCall[], operation: OperationName): StoreCall[] {
  return calls.filter((call) => call.operation === operation);
}

/** DynamoDB's answer on the wire. */
export function toAnswer(operation: RequestedOperation, output: any): object {
  switch (operation) {
    case 'PutItem': return {};
    case 'GetItem': return { Item: marshall(output) };
    case 'UpdateItem': return { Attributes: marshall(output) };
    case 'Query': return { Count: output.length, Items: output.map((item: object) => marshall(item)), ScannedCount: output.length };
    case 'BatchGetItem': return { Responses: { [TABLE]: output.map((item: object) => marshall(item)) }, UnprocessedKeys: {} };
  }
}
