import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { marshall } from '@aws-sdk/util-dynamodb';
import { LAMBDA_ENVIRONMENT } from './lambda-environment';
import type { ShimFigures } from './results';
import type { RunScenario } from './run-scenario';
import { runScenario } from './run-scenario';
import { median, rounded } from './statistics';
import { RESULT } from './task';
import { ENV } from '../../src/contract';
import { REPOSITORY } from '../support/folders';

/** Fresh pairs of processes, as for the shim of Node.js. */
const PAIRS = 4;
const WARM_UP = 300;
const BATCH = 100;
const ROUNDS = 8;
/** Each is loaded so often. */
const LOADS = 15;

const SUBJECTS = ['shim', 'bare'] as const;
type Subject = typeof SUBJECTS[number];
type Costs = Record<Subject, number[]>;

/**
 * What a worker's function in Python takes for a task whose handler does nothing, against two calls of boto3, and how long
 * it takes to load, against boto3 and its client. DynamoDB is a server on this machine, which another process pays for.
 *
 * @param python  an interpreter with boto3
 * @param scratch a folder for the files that are run
 */
export async function measurePythonShim(python: string, scratch: string): Promise<ShimFigures> {
  const scenario = await runScenario('');
  const [server, endpoint] = await serve(scenario);
  try {
    const environment = pythonEnvironment(composeWorker(scratch), endpoint);
    const imports: Costs = { shim: [], bare: [] };
    for (let load = 0; load < LOADS; load += 1) await measureImports(python, environment, imports);
    const file = join(scratch, 'python-scenario.json');
    writeFileSync(file, JSON.stringify({ message: scenario.message, typed_inputs: scenario.inputs.map(typed) }));
    const costs: Costs = { shim: [], bare: [] };
    for (let pair = 0; pair < PAIRS; pair += 1) await measurePair(python, environment, file, costs);

    const [cpu, floor, load, floorLoad] = [costs.shim, costs.bare, imports.shim, imports.bare].map(median);
    return {
      cpu_us: rounded(cpu, 1),
      floor_cpu_us: rounded(floor, 1),
      cpu_ratio: rounded(cpu / floor),
      import_ms: rounded(load),
      floor_import_ms: rounded(floorLoad),
      import_ratio: rounded(load / floorLoad),
    };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** The package beside a user's module, as the construct composes them: sources, which nobody has compiled before. */
function composeWorker(scratch: string): string {
  const folder = join(scratch, 'python-worker');
  mkdirSync(folder);
  cpSync(join(REPOSITORY, 'assets', 'python'), folder, { recursive: true });
  writeFileSync(join(folder, 'user_handler.py'), `import json\n\nRESULT = json.loads(${JSON.stringify(JSON.stringify(RESULT))})\n\n\ndef handler(task, context):\n    return RESULT\n`);
  return folder;
}

function pythonEnvironment(folder: string, endpoint: string): Record<string, string> {
  return {
    ...LAMBDA_ENVIRONMENT,
    AWS_DEFAULT_REGION: LAMBDA_ENVIRONMENT.AWS_REGION,
    AWS_ENDPOINT_URL: endpoint,
    [ENV.handler]: 'user_handler.handler',
    PYTHONPATH: folder,
    // A function's folder cannot be written to.
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

/** Claim and settle, each with its answer. */
async function serve({ answers }: RunScenario): Promise<[Server, string]> {
  const [claimed, settled] = answers.UpdateItem.map((text) => Buffer.from(text));
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => body += text).on('end', () => {
      const { ExpressionAttributeValues } = JSON.parse(body);
      const answer = ExpressionAttributeValues[':transition'].S === 'claim' ? claimed : settled;
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': answer.length });
      response.end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
}

function typed(input: any): object {
  return { ...input, Key: marshall(input.Key), ExpressionAttributeValues: marshall(input.ExpressionAttributeValues) };
}

async function measureImports(python: string, env: Record<string, string>, imports: Costs): Promise<void> {
  for (const subject of SUBJECTS) {
    const { stdout } = await promisify(execFile)(python, [join(__dirname, 'python', 'import_time.py'), subject], { env });
    imports[subject].push(Number(stdout));
  }
}

/** Adds a pair's costs: by turns, so that noise hits both. */
async function measurePair(python: string, env: Record<string, string>, scenario: string, costs: Costs): Promise<void> {
  const processes = await Promise.all(SUBJECTS.map(async (subject) => MeasuredPython.start(python, env, scenario, subject)));
  try {
    for (const each of processes) await each.cpuTime(WARM_UP);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const each of processes) costs[each.subject].push(await each.cpuTime(BATCH));
    }
  } finally {
    await Promise.all(processes.map(async (each) => each.end()));
  }
}

/** A process that repeats what it measures, with its logs going nowhere. */
class MeasuredPython {
  public static async start(python: string, env: Record<string, string>, scenario: string, subject: Subject): Promise<MeasuredPython> {
    const child = spawn(python, [join(__dirname, 'python', 'measured.py'), scenario, subject], { env, stdio: ['pipe', 'ignore', 'inherit', 'pipe'] });
    const measured = new MeasuredPython(child, subject);
    await measured.answer();
    return measured;
  }

  private readonly answers: AsyncIterator<string>;
  private readonly exited: Promise<unknown>;

  private constructor(private readonly child: ChildProcess, public readonly subject: Subject) {
    this.answers = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]();
    this.exited = once(child, 'exit');
  }

  /** Microseconds for each. */
  public async cpuTime(count: number): Promise<number> {
    this.child.stdin!.write(`${count}\n`);
    return Number(await this.answer());
  }

  public async end(): Promise<void> {
    this.child.stdin!.end();
    await this.exited;
  }

  private async answer(): Promise<string> {
    const { value, done } = await this.answers.next();
    if (done) throw new Error(`the measured process of ${this.subject} ended before it was told to`);
    return value;
  }
}
