import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { InvokeCommandInput, InvokeCommandOutput, LambdaClient, LambdaClientConfig } from '@aws-sdk/client-lambda';
import { InvokeCommand } from '@aws-sdk/client-lambda';

/** Where a connection may be idle for no longer than 350 seconds (NAT gateways), a sign of life each minute keeps it. */
const SIGN_OF_LIFE_MS = 60_000;

/** How long it may take to reach Lambda at all. */
const CONNECT_WITHIN_MS = 5000;

/** Functions that can be invoked; it takes the very command input that is sent to Lambda. */
export interface Target {
  invoke(input: InvokeCommandInput): Promise<InvokeCommandOutput>;
}

/**
 * Functions in AWS Lambda, to which each request is sent once: the client does not repeat it, and no connection is used
 * again, since one that was closed meanwhile would leave open whether the request has arrived.
 *
 * @param timeout how long to wait for an answer, in milliseconds
 */
export function lambdaTarget(newClient: (config: LambdaClientConfig) => LambdaClient, timeout: number): Target {
  const options = { keepAlive: true, keepAliveMsecs: SIGN_OF_LIFE_MS };
  const client = newClient({
    maxAttempts: 1,
    requestHandler: {
      httpAgent: usedOnce(new HttpAgent(options)),
      httpsAgent: usedOnce(new HttpsAgent(options)),
      connectionTimeout: CONNECT_WITHIN_MS,
      socketTimeout: timeout,
    },
  });
  return { invoke: async (input) => client.send(new InvokeCommand(input)) };
}

function usedOnce<Agent extends HttpAgent>(agent: Agent): Agent {
  return Object.assign(agent, { keepSocketAlive: () => false });
}
