import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeApi } from './api-asset';
import { cpuScenario } from './cpu-scenario';
import { bundleProcess, MeasuredProcess } from './measured-process';
import type { BareCallName, CpuFigures, RequestName } from './results';
import { median, rounded } from './statistics';

/** Fresh pairs of processes: how a process has optimized its code differs from one to the next. */
const PAIRS = 4;
/** How often each request is repeated before it counts, and in each batch that does. */
const WARM_UP = 1000;
const BATCH = 100;
const ROUNDS = 8;

/** What is compared follows each other, so that noise hits both: a request and the nearest call of the bare SDK, as a rule. */
const SUBJECTS: readonly Subject[] = [
  'post', 'bare_put',
  'get', 'bare_get',
  'patch', 'bare_update',
  'list', 'bare_query',
  'post_10kb', 'post_10kb_checked',
];

/** How much of a batch is done: a list takes as long as several of the others. */
const SHARES: Partial<Record<Subject, number>> = { list: 0.25, bare_query: 0.25 };

/** What is measured: a request to the function, or a call of the bare SDK. */
type Subject = RequestName | `bare_${BareCallName}`;

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
  writeFileSync(scenario, JSON.stringify(await cpuScenario(composeApi(scratch))));
  const [api, bare] = ['api', 'bare'].map((name) => bundleProcess(name, scratch));

  const costs = Object.fromEntries(SUBJECTS.map((subject): [string, number[]] => [subject, []])) as Costs;
  let operations: readonly string[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) operations = await measurePair([api, bare], scenario, costs);
  const validation = costs.post_10kb_checked.map((checked, batch) => checked - costs.post_10kb[batch]);
  const medians = Object.entries({ ...costs, validation_10kb: validation }).map(([name, values]) => [name, rounded(median(values), 1)]);
  return { figures: Object.fromEntries(medians) as CpuFigures, operations };
}

/** Microseconds for each, of every batch. */
type Costs = Record<Subject, number[]>;

/** Adds a pair's costs, and returns the operations that its function sent. */
async function measurePair(files: readonly string[], scenario: string, costs: Costs): Promise<readonly string[]> {
  const [api, bare] = files.map((file) => new MeasuredProcess(file, scenario));
  const cpuTime = (subject: Subject, count: number): Promise<number> => {
    const [, call] = subject.split('bare_');
    return (call ? bare.cpuTime(call, count) : api.cpuTime(subject, count));
  };
  try {
    for (const subject of SUBJECTS) await cpuTime(subject, WARM_UP * (SHARES[subject] ?? 1));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const subject of SUBJECTS) costs[subject].push(await cpuTime(subject, BATCH * (SHARES[subject] ?? 1)));
    }
    return api.operations;
  } finally {
    await Promise.all([api.end(), bare.end()]);
  }
}
