import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { serve } from './serve';
import type { RunScenario } from '../run-scenario';

/** The SDK's calls with nothing around them, one after the other, with the inputs that a worker sends for a task. */
serve<RunScenario>(({ inputs }) => {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  return {
    run: async () => {
      for (const input of inputs) await documents.send(new UpdateCommand(input));
    },
  };
});
