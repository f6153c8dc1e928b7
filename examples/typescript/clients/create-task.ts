import { Sha256 } from '@aws-crypto/sha256-js';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { SignatureV4 } from '@smithy/signature-v4';

/** With the credentials of a Lambda function; `@aws-sdk/credential-providers` has those of other places. */
const signer = new SignatureV4({ service: 'execute-api', region: process.env.AWS_REGION!, credentials: fromEnv(), sha256: Sha256 });

/** Creates a task of an API that requires IAM, and returns its id. */
export async function createTask(api: string, task: object): Promise<string> {
  const url = new URL(`${api}/tasks`);
  const headers = { 'host': url.host, 'content-type': 'application/json' };
  const body = JSON.stringify(task);
  const signed = await signer.sign({ method: 'POST', protocol: url.protocol, hostname: url.hostname, path: url.pathname, headers, body });
  const response = await fetch(url, { method: 'POST', headers: signed.headers, body });
  const { id, detail } = await response.json() as { id?: string; detail?: string };
  if (id === undefined) throw new Error(detail);
  return id;
}
