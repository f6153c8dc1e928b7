import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Creator } from '../core/ports';

/**
 * The api function, invoked by its ARN. There is no client until a task is created: most workers create none.
 */
export function lambdaCreator(functionArn: string): Creator {
  let client: LambdaClient | undefined;
  return {
    async create(requests) {
      client ??= new LambdaClient({});
      const { Payload, FunctionError } = await client.send(new InvokeCommand({ FunctionName: functionArn, Payload: Buffer.from(requests) }));
      const answer = JSON.parse(Buffer.from(Payload!).toString());
      if (FunctionError) throw new Error(`the api function failed: ${answer.errorMessage}`);
      return answer;
    },
  };
}
