import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareEnvironment, withPath } from './environment';
import { endGroup, endGroupAndWait, hasEnded, spawnGroup } from './process-group';
import { enginePython } from './python';
import { ExpectedError } from '../support/expected-error';

const HOST = '127.0.0.1';
const REGION = 'us-east-1';
const READY_WITHIN_MS = 120_000;
const KEPT_OUTPUT = 200_000;

/** What `startEngine` can be asked for. */
export interface EngineOptions {
  /**
   * Check signatures, and hold every caller and every function to its own policies.
   * The engine's own credentials (`Engine.credentials`) remain allowed to do everything.
   * @default false
   */
  readonly iamEnforcement?: boolean;
  /**
   * Let the answer of a function that has logged nothing wait for its log lines, for 50 ms. Without it, a line may come
   * to be part of the next invocation's.
   * @default true
   */
  readonly awaitLogs?: boolean;
}

/** Keys that sign requests. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A running local AWS. Everything in it is in memory and ends with it. */
export interface Engine {
  /** Where every AWS service answers: `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly region: string;
  /** The account's root: allowed everything. */
  readonly credentials: Credentials;
  /** The environment variables that lead an AWS SDK or the CDK here, and nowhere else. */
  readonly env: Readonly<Record<string, string>>;
  /** The options that lead a client of the AWS SDK for JavaScript here. */
  readonly clientConfig: { readonly endpoint: string; readonly region: string; readonly credentials: Credentials };
  /** A folder for temporary files, removed with the engine. */
  readonly scratch: string;
  /** Aborted when the engine stops: what works against it has no reason to go on. */
  readonly lifetime: AbortSignal;
  /** The last of what the engine itself has printed. */
  output(): string;
  /** Ends the engine and every function it runs. Calling it again does nothing. */
  stop(): Promise<void>;
}

/** Starts a local AWS on 127.0.0.1 and a free port. Several can run side by side. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const python = await enginePython();
  const scratch = mkdtempSync(join(tmpdir(), 'cdk-async-tasks-'));
  const endpoint = `http://${HOST}:${await freePort()}`;
  const child = spawnGroup(python, [join(__dirname, 'serve.py')], {
    env: engineEnvironment(python, scratch, endpoint, options),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output = collectOutput(child);
  const removeScratch = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  const lifetime = new AbortController();
  const endNow = () => {
    lifetime.abort();
    endGroup(child);
    removeScratch();
  };
  process.once('exit', endNow);
  let stopped: Promise<void> | undefined;
  const stop = () => stopped ??= (async () => {
    lifetime.abort();
    await endGroupAndWait(child);
    process.removeListener('exit', endNow);
    removeScratch();
  })();
  try {
    await untilReady(endpoint, child);
  } catch (error) {
    await stop();
    throw new ExpectedError(`The local AWS did not start: ${(error as Error).message}\n${output().trim().split('\n').slice(-10).join('\n')}`);
  }

  return { ...wayTo(endpoint, scratch), lifetime: lifetime.signal, output, stop };
}

/** An engine that another process has started, and ends. */
export function engineAt(endpoint: string, scratch: string): Engine {
  return { ...wayTo(endpoint, scratch), lifetime: new AbortController().signal, output: () => '', stop: async () => undefined };
}

function wayTo(endpoint: string, scratch: string): Omit<Engine, 'lifetime' | 'output' | 'stop'> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return {
    endpoint,
    region: REGION,
    credentials,
    clientConfig: { endpoint, region: REGION, credentials },
    env: clientEnvironment(endpoint, credentials, scratch),
    scratch,
  };
}

function engineEnvironment(python: string, scratch: string, endpoint: string, options: EngineOptions): Record<string, string> {
  const environment: Record<string, string> = {
    ...withPath(bareEnvironment(), [dirname(python), dirname(process.execPath)]),
    // Functions inherit this environment: theirs must not be the user's home with its AWS configuration.
    HOME: scratch,
    TMPDIR: scratch,
    TEMP: scratch,
    TMP: scratch,
    LANG: 'C.UTF-8',
    BIND_HOST: HOST,
    GATEWAY_PORT: new URL(endpoint).port,
    LAMBDA_EXECUTOR: 'local',
    DOCKER_HOST: 'unix:///nonexistent.sock',
    PERSIST_STATE: '0',
    // Functions run on this machine's Node.js, whatever their runtime.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    // These would listen on every network interface.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
  };
  return {
    ...environment,
    ...(options.iamEnforcement && { AUTH: 'true' }),
    ...(options.awaitLogs === false && { LOG_WAIT_SECONDS: '0' }),
  };
}

function clientEnvironment(endpoint: string, credentials: Credentials, scratch: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_CONFIG_FILE: join(scratch, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(scratch, 'no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    NO_PROXY: [HOST, 'localhost'].join(','),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, HOST, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function collectOutput(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-KEPT_OUTPUT);
    });
  }
  child.once('error', (error) => {
    text += error.message;
  });
  return () => text;
}

async function untilReady(endpoint: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (hasEnded(child)) {
      throw new Error('it ended at once.');
    }
    const ready = await fetch(`${endpoint}/_ministack/ready`).then((response) => response.ok, () => false);
    if (ready) {
      return;
    }
    await sleep(50);
  }
  throw new Error(`it was not ready within ${READY_WITHIN_MS / 1000} s.`);
}
