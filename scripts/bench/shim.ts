import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyWorker } from './bundles';
import { bundleProcess, MeasuredProcess } from './measured-process';
import type { ShimCpu } from './results';
import { runScenario } from './run-scenario';
import { median, rounded } from './statistics';

/** Fresh pairs of processes, as for the API's function. */
const PAIRS = 4;
const WARM_UP = 1000;
const BATCH = 100;
const ROUNDS = 8;

/**
 * The CPU time that a worker's function takes for a task whose handler does nothing, against that of the two calls of the
 * bare SDK that it makes.
 *
 * @param scratch a folder for the files that are run
 */
export async function measureShim(scratch: string): Promise<ShimCpu> {
  const scenario = join(scratch, 'run-scenario.json');
  writeFileSync(scenario, JSON.stringify(await runScenario(copyWorker(scratch))));
  const files = ['worker', 'bare-run'].map((name) => bundleProcess(name, scratch));
  const costs: number[][] = files.map(() => []);
  for (let pair = 0; pair < PAIRS; pair += 1) await measurePair(files, scenario, costs);
  const [cpu, floor] = costs.map(median);
  return { cpu_us: rounded(cpu, 1), floor_cpu_us: rounded(floor, 1), cpu_ratio: rounded(cpu / floor) };
}

/** Adds a pair's costs: by turns, so that noise hits both. */
async function measurePair(files: readonly string[], scenario: string, costs: readonly number[][]): Promise<void> {
  const processes = files.map((file) => new MeasuredProcess(file, scenario));
  try {
    for (const each of processes) await each.cpuTime('run', WARM_UP);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, each] of processes.entries()) costs[index].push(await each.cpuTime('run', BATCH));
    }
  } finally {
    await Promise.all(processes.map(async (each) => each.end()));
  }
}
