import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ConditionalCheckFailedException, ThrottlingException } from '@aws-sdk/client-dynamodb';
import type { BatchGetCommandInput } from '@aws-sdk/lib-dynamodb';
import { BatchGetCommand, DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item, Store } from '../core/ports';
import { ConditionFailed } from '../core/ports';

/** How long to wait before each new request for the keys that DynamoDB left unprocessed, in milliseconds. */
const BATCH_WAITS_MS = [50, 100, 200, 400];

/** The task table in DynamoDB. */
export function dynamoStore(client: DynamoDBClient): Store {
  const documents = DynamoDBDocumentClient.from(client);
  return {
    get: async (input) => (await documents.send(new GetCommand(input))).Item,
    query: async (input) => (await documents.send(new QueryCommand(input))).Items ?? [],
    batchGet: async (input) => batchGet(documents, input),
    put: async (input) => {
      await conditional(documents.send(new PutCommand(input)));
    },
    update: async (input) => (await conditional(documents.send(new UpdateCommand(input)))).Attributes,
    delete: async (input) => {
      await conditional(documents.send(new DeleteCommand(input)));
    },
  };
}

async function conditional<Output>(write: Promise<Output>): Promise<Output> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // The document client unmarshals what a command returns, not what it throws.
    throw new ConditionFailed(error.Item && unmarshall(error.Item));
  }
}

async function batchGet(documents: DynamoDBDocumentClient, input: BatchGetCommandInput): Promise<Item[]> {
  const items: Item[] = [];
  let request: BatchGetCommandInput = input;
  for (const wait of [...BATCH_WAITS_MS, undefined]) {
    const { Responses = {}, UnprocessedKeys = {} } = await documents.send(new BatchGetCommand(request));
    items.push(...Object.values(Responses).flat());
    if (Object.keys(UnprocessedKeys).length === 0) return items;

    if (wait !== undefined) await new Promise((resolve) => setTimeout(resolve, wait));
    request = { ...input, RequestItems: UnprocessedKeys };
  }
  throw new ThrottlingException({ message: 'DynamoDB left keys of a batch unprocessed again and again', $metadata: {} });
}
