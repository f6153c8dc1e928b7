import type { Engine } from './engine';
import { signedFetch } from './signed-fetch';

/** How an HTTP API's routes are protected: by nothing, SigV4, a JSON Web Token or a Lambda function. */
export type HttpApiAuth = 'NONE' | 'AWS_IAM' | 'JWT' | 'CUSTOM';

/** An HTTP API on the engine. */
export interface HttpApi {
  readonly id: string;
  readonly name: string;
  /** An address that resolves, without a slash at its end. */
  readonly url: string;
  /** The protection of its first route. */
  readonly auth: HttpApiAuth;
}

/**
 * The address at which an HTTP API answers. The engine, like AWS, announces `https://<api id>.execute-api.<domain>`,
 * which resolves to nothing on this machine. Any other text is returned as it is.
 */
export function resolvableApiUrl(engine: Pick<Engine, 'endpoint'>, announced: string): string {
  const apiId = apiIdOf(announced);
  if (apiId === undefined) {
    return announced;
  }
  const path = new URL(announced).pathname.replace(/\/$/, '');
  return `${urlOf(engine, apiId)}${path}`;
}

/** The id of the HTTP API that is announced at an address. */
export function apiIdOf(announced: string): string | undefined {
  return /^https?:\/\/([^./]+)\.execute-api\./.exec(announced)?.[1];
}

/** Every HTTP API on the engine. */
export async function httpApis(engine: Engine): Promise<HttpApi[]> {
  const { items: apis } = await get<{ items: { apiId: string; name: string }[] }>(engine, '/v2/apis');
  return Promise.all(apis.map(async ({ apiId, name }) => {
    const { items: routes } = await get<{ items: { authorizationType?: HttpApiAuth }[] }>(engine, `/v2/apis/${apiId}/routes`);
    return { id: apiId, name, url: urlOf(engine, apiId), auth: routes[0]?.authorizationType ?? 'NONE' };
  }));
}

function urlOf(engine: Pick<Engine, 'endpoint'>, apiId: string): string {
  return `${engine.endpoint}/_aws/execute-api/${apiId}/$default`;
}

async function get<T>(engine: Engine, path: string): Promise<T> {
  const response = await signedFetch(`${engine.endpoint}${path}`, { credentials: engine.credentials, service: 'apigateway' });
  if (!response.ok) {
    throw new Error(`GET ${path} on the local AWS answered ${response.status}: ${await response.text()}`);
  }
  return response.json() as Promise<T>;
}
