import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { serve } from './serve';
import { inTurns } from './transport';
import type { CpuScenario } from '../cpu-scenario';

/** The SDK's calls with nothing around them, made with the inputs that the API's function sends. */
serve<CpuScenario>(({ inputs }) => {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const [put, get, update, query] = [inputs.put, inputs.get, inputs.update, inputs.query].map(inTurns);
  return {
    put: () => documents.send(new PutCommand(put())),
    get: () => documents.send(new GetCommand(get())),
    update: () => documents.send(new UpdateCommand(update())),
    query: () => documents.send(new QueryCommand(query())),
  };
});
