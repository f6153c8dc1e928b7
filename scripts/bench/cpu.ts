import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { BatchCost } from './cpu-process/serve';
import { cpuScenario } from './cpu-scenario';
import { LAMBDA_ENVIRONMENT } from './lambda-environment';
import type { CpuFigures } from './results';
import { median, rounded } from './statistics';
import { REPOSITORY } from '../folders';
import { PREBUILT_BUNDLE } from '../lambda-bundle';

/** Fresh pairs of processes: how a process has optimized its code differs from one to the next. */
const PAIRS = 4;
/** How often each request is repeated before it counts, and in each batch that does. */
const WARM_UP = 1000;
const BATCH = 100;
const ROUNDS = 8;

/** Batches of a request and of the bare call that is nearest to it follow each other, so that noise hits both. */
const TURNS = [
  { request: 'post', call: 'put', share: 1 },
  { request: 'get', call: 'get', share: 1 },
  { request: 'patch', call: 'update', share: 1 },
  // A list takes as long as several of the others.
  { request: 'list', call: 'query', share: 0.25 },
] as const;

export interface CpuMeasurement {
  readonly figures: CpuFigures;
  /** The DynamoDB operations that the API's function sent. */
  readonly operations: readonly string[];
}

/**
 * The CPU time of the API's requests, and of the bare SDK's calls.
 *
 * @param scratch a folder for the files that are run
 */
export async function measureCpu(scratch: string): Promise<CpuMeasurement> {
  const scenario = join(scratch, 'scenario.json');
  writeFileSync(scenario, JSON.stringify(await cpuScenario(join(REPOSITORY, 'assets', 'api', 'index.js'))));
  const [api, bare] = ['api', 'bare'].map((name) => bundleProcess(name, scratch));

  const costs = new Map<string, number[]>();
  let operations: readonly string[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) operations = await measurePair([api, bare], scenario, costs);
  const figures = Object.fromEntries([...costs].map(([name, values]) => [name, rounded(median(values), 1)])) as CpuFigures;
  return { figures, operations };
}

/** Adds a pair's costs, and returns the operations that its function sent. */
async function measurePair(files: readonly string[], scenario: string, costs: Map<string, number[]>): Promise<readonly string[]> {
  const [api, bare] = files.map((file) => new MeasuredProcess(file, scenario));
  try {
    for (const { request, call, share } of TURNS) {
      await api.cpuTime(request, WARM_UP * share);
      await bare.cpuTime(call, WARM_UP * share);
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { request, call, share } of TURNS) {
        add(costs, request, await api.cpuTime(request, BATCH * share));
        add(costs, `bare_${call}`, await bare.cpuTime(call, BATCH * share));
      }
    }
    return api.operations;
  } finally {
    await Promise.all([api.end(), bare.end()]);
  }
}

function add(costs: Map<string, number[]>, name: string, cost: number): void {
  costs.set(name, [...costs.get(name) ?? [], cost]);
}

function bundleProcess(name: string, scratch: string): string {
  const outfile = join(scratch, `cpu-${name}.js`);
  buildSync({ ...PREBUILT_BUNDLE, entryPoints: [join(__dirname, 'cpu-process', `${name}.ts`)], outfile });
  return outfile;
}

/** A process that repeats what it is told, with its logs going nowhere. */
class MeasuredProcess {
  public operations: readonly string[] = [];
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown>;

  public constructor(private readonly file: string, scenario: string) {
    this.child = fork(file, [scenario], { env: LAMBDA_ENVIRONMENT, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.exited = once(this.child, 'exit');
  }

  /** Microseconds for each. */
  public async cpuTime(name: string, count: number): Promise<number> {
    const ended = this.exited.then(() => {
      throw new Error(`${this.file} ended before it was told to`);
    });
    this.child.send({ name, count });
    const [cost]: BatchCost[] = await Promise.race([once(this.child, 'message'), ended]);
    if (cost.error) throw new Error(cost.error);
    this.operations = cost.operations;
    return cost.cpuUs;
  }

  public async end(): Promise<void> {
    this.child.kill();
    await this.exited;
  }
}
