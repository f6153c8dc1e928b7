import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials } from './engine';

/** What `signedFetch` sends. */
export interface SignedRequest {
  readonly credentials: Credentials;
  /** @default GET */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** @default execute-api */
  readonly service?: string;
  /** @default us-east-1 */
  readonly region?: string;
  readonly signal?: AbortSignal;
}

/** `fetch`, signed as AWS wants it (Signature Version 4). */
export async function signedFetch(address: string, request: SignedRequest): Promise<Response> {
  const { credentials, method = 'GET', headers, body, service = 'execute-api', region = 'us-east-1', signal } = request;
  const url = new URL(address);
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: queryOf(url),
    headers: { ...lowerCase(headers), host: url.host },
    body,
  });
  // fetch sets it by itself, from the address.
  const { host: _, ...sent } = signed.headers;
  return fetch(url, { method, headers: sent, body, signal });
}

function queryOf(url: URL): Record<string, string | string[]> {
  return Object.fromEntries([...new Set(url.searchParams.keys())].map((name) => {
    const values = url.searchParams.getAll(name);
    return [name, values.length === 1 ? values[0]! : values];
  }));
}

function lowerCase(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
