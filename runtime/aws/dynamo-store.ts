import type { AttributeValue, BatchGetItemCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetItemCommand, ConditionalCheckFailedException, DeleteItemCommand, GetItemCommand, PutItemCommand, QueryCommand, ThrottlingException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { BatchGetCommandInput } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item, Store } from '../core/ports';
import { ConditionFailed } from '../core/ports';

/** How long to wait before each new request for the keys that DynamoDB left unprocessed, in milliseconds. */
const BATCH_WAITS_MS = [50, 100, 200, 400];

/**
 * The task table in DynamoDB. It takes the document client's inputs, and does without that: marshalling the few members
 * that hold values costs less than its layer around each request.
 */
export function dynamoStore(client: DynamoDBClient): Store {
  return {
    get: async (input) => plain((await client.send(new GetItemCommand(wired(input)))).Item),
    query: async (input) => ((await client.send(new QueryCommand(wired(input)))).Items ?? []).map((item) => unmarshall(item)),
    batchGet: async (input) => batchGet(client, input),
    put: async (input) => {
      await conditional(client.send(new PutItemCommand(wired(input))));
    },
    update: async (input) => plain((await conditional(client.send(new UpdateItemCommand(wired(input))))).Attributes),
    delete: async (input) => {
      await conditional(client.send(new DeleteItemCommand(wired(input))));
    },
  };
}

/** The members of an input that hold values. */
const WITH_VALUES = ['Key', 'Item', 'ExpressionAttributeValues', 'ExclusiveStartKey'] as const;

type Wired<Input> = Omit<Input, typeof WITH_VALUES[number]> & { [Name in keyof Input & typeof WITH_VALUES[number]]: Record<string, AttributeValue> };

/** An input as DynamoDB's API has it. */
function wired<Input extends object>(input: Input): Wired<Input> {
  const copy = { ...input } as Record<string, unknown>;
  for (const name of WITH_VALUES) {
    if (copy[name] !== undefined) copy[name] = marshall(copy[name] as Item);
  }
  return copy as Wired<Input>;
}

function plain(item: Record<string, AttributeValue> | undefined): Item | undefined {
  return item && unmarshall(item);
}

async function conditional<Output>(write: Promise<Output>): Promise<Output> {
  try {
    return await write;
  } catch (error) {
    throw error instanceof ConditionalCheckFailedException ? new ConditionFailed(plain(error.Item)) : error;
  }
}

async function batchGet(client: DynamoDBClient, { RequestItems = {}, ...input }: BatchGetCommandInput): Promise<Item[]> {
  const tables = Object.entries(RequestItems).map(([table, request]) => [table, { ...request, Keys: request.Keys?.map((key) => marshall(key)) }]);
  const items: Item[] = [];
  let request: BatchGetItemCommandInput = { ...input, RequestItems: Object.fromEntries(tables) };
  for (const wait of [...BATCH_WAITS_MS, undefined]) {
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(new BatchGetItemCommand(request));
    items.push(...Object.values(Responses).flat().map((item) => unmarshall(item)));
    if (Object.keys(UnprocessedKeys).length === 0) return items;

    if (wait !== undefined) await new Promise((resolve) => setTimeout(resolve, wait));
    request = { ...input, RequestItems: UnprocessedKeys };
  }
  throw new ThrottlingException({ message: 'DynamoDB left keys of a batch unprocessed again and again', $metadata: {} });
}
