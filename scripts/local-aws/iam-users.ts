import type { Credentials, Engine } from './engine';
import { signedFetch } from './signed-fetch';

/** A statement of an IAM policy. */
export interface PolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/**
 * Makes an IAM user with these permissions, or none, and returns its keys. With `iamEnforcement`, the engine checks such keys'
 * signatures and permissions, which it does not for its own.
 */
export async function createIamUser(engine: Engine, name: string, statements: readonly PolicyStatement[]): Promise<Credentials> {
  await iam(engine, { Action: 'CreateUser', UserName: name });
  if (statements.length > 0) {
    const document = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await iam(engine, { Action: 'PutUserPolicy', UserName: name, PolicyName: 'permissions', PolicyDocument: document });
  }
  const answer = await iam(engine, { Action: 'CreateAccessKey', UserName: name });
  return { accessKeyId: element(answer, 'AccessKeyId'), secretAccessKey: element(answer, 'SecretAccessKey') };
}

async function iam(engine: Engine, parameters: Record<string, string>): Promise<string> {
  const response = await signedFetch(`${engine.endpoint}/`, {
    credentials: engine.credentials,
    service: 'iam',
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Version: '2010-05-08', ...parameters }).toString(),
  });
  const answer = await response.text();
  if (!response.ok) {
    throw new Error(`IAM's ${parameters.Action} on the local AWS answered ${response.status}: ${answer}`);
  }
  return answer;
}

function element(xml: string, name: string): string {
  const value = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  if (value === undefined) {
    throw new Error(`IAM on the local AWS answered without ${name}: ${xml}`);
  }
  return value;
}
