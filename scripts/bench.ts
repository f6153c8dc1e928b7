import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, constants, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureBatch } from './bench/batch';
import { boundsOf, isHeld } from './bench/bounds';
import { measureBundles } from './bench/bundles';
import { measureCpu } from './bench/cpu';
import { countRequests } from './bench/operations';
import { measurePythonShim } from './bench/python-shim';
import { boundsReportOf, reportOf, sentenceOf } from './bench/report';
import type { DataSize, Results, TaskFigures } from './bench/results';
import { measureShim } from './bench/shim';
import { measureSteps } from './bench/steps';
import type { TaskMeasurement } from './bench/task';
import { measureTasks } from './bench/task';
import { environmentPython } from './local-aws';
import { PYTHON_PACKAGE } from './python/tests';
import { REPOSITORY } from './support/folders';
import { print, step } from './support/progress';

/**
 * Measures what the library costs: its bundles, the CPU time of its API, the AWS operations of a task. Prints a table,
 * writes the same as JSON to the path after `--json`, and fails when a bound does not hold.
 */
async function main(args: readonly string[]): Promise<void> {
  const json = jsonPath(args);
  if (!existsSync(join(REPOSITORY, 'assets'))) throw new UsageError('There are no bundles to measure yet: run `npm run assets` first.');

  const scratch = scratchFolder();
  const tasks = await step('Count what a task takes', measureTasks);
  const steps = await step('Count what the other steps and the watchdog take', measureSteps);
  const dynamodb_requests = await step('Count the requests of the API\'s operations', countRequests);
  const batch = await step('Count what a batch takes', measureBatch);
  const bundles = await step('Load each bundle in fresh processes (about 15 s)', () => measureBundles(scratch));
  const cpu = await step('Measure the CPU time of requests (about 45 s)', () => measureCpu(scratch));
  const shimCpu = await step('Measure the CPU time of a worker\'s task (about 15 s)', () => measureShim(scratch));
  const python = await environmentPython(PYTHON_PACKAGE, step);
  const pythonShim = await step('Measure the shim of Python (about 30 s)', () => measurePythonShim(python, scratch));

  const task = { ...figuresOf(tasks), idle_watchdog_read_units: steps.idleWatchdogReadUnits };
  const { load_ms: import_ms, floor_ms: floor_import_ms, ratio: import_ratio } = bundles.worker;
  const shim = { node: { ...shimCpu, import_ms, floor_import_ms, import_ratio }, python: pythonShim };
  const results: Results = { bundles, cpu_us: cpu.figures, task, steps: steps.figures, dynamodb_requests, shim, batch };
  const operations = [...new Set([...cpu.operations, ...Object.values(tasks).flatMap((each) => each.operations), ...steps.operations])];
  const bounds = boundsOf(results, operations);
  print(reportOf(results, tasks));
  print(boundsReportOf(bounds));
  if (json) writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`);

  const exceeded = bounds.filter((bound) => !isHeld(bound));
  for (const bound of exceeded) process.stderr.write(`\n${sentenceOf(bound)}\n`);
  if (exceeded.length > 0) {
    warnWhenBusy();
    process.exitCode = 1;
  }
}

/** Processes that wait for each other make the slower ones slower still: load times tell little then. */
function warnWhenBusy(): void {
  const [load] = loadavg();
  const cores = availableParallelism();
  if (load > cores) process.stderr.write(`The machine is busy (load ${load.toFixed(1)} on ${cores} cores); times are only reliable when it is not.\n`);
}

/** A folder that is gone when the process is, interrupted or not. */
function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'async-tasks-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(128 + constants.signals[signal]));
  return folder;
}

/** The command line cannot be used, or not yet. */
class UsageError extends Error {}

function jsonPath(args: readonly string[]): string | undefined {
  const [option, path, ...rest] = args;
  if (option === undefined) return undefined;
  if (option === '--json' && path !== undefined && rest.length === 0) return path;
  throw new UsageError('Use it as `npm run bench`, or as `npm run bench -- --json <file>`.');
}

function figuresOf(tasks: Record<DataSize, TaskMeasurement>): Record<DataSize, TaskFigures> {
  return Object.fromEntries(Object.entries(tasks).map(([size, { figures }]) => [size, figures])) as Record<DataSize, TaskFigures>;
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error instanceof UsageError ? error.message : error.stack}\n`);
  process.exitCode = 1;
});
