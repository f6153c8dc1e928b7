import { execFile } from 'node:child_process';
import { copyFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { composeApi } from './api-asset';
import { LAMBDA_ENVIRONMENT } from './lambda-environment';
import type { BundleFigures, BundleName } from './results';
import { BUNDLES } from './results';
import { median, rounded } from './statistics';
import { PREBUILT_BUNDLE } from '../build/lambda-bundle';
import { REPOSITORY } from '../support/folders';

/** Each file is loaded so often. */
const RUNS = 25;

/** A module's load time, measured inside the fresh process; the path is its argument. */
const LOAD = `
const started = process.hrtime.bigint();
require(process.argv[1]);
process.stdout.write(String(process.hrtime.bigint() - started));
`;

/** The AWS clients that each function cannot do without. */
const CLIENTS: Record<BundleName, readonly string[]> = {
  'api': ['@aws-sdk/client-dynamodb'],
  'publisher': ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sns'],
  'worker': ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sqs'],
  'watchdog': ['@aws-sdk/client-dynamodb'],
  'dead-letter': ['@aws-sdk/client-dynamodb'],
};

/**
 * The size of each function's bundle, and its load time against that of its floor. The api function's has task types with
 * it; it loads validators when it first needs them, which is not yet.
 *
 * @param scratch a folder for the files that are loaded
 */
export async function measureBundles(scratch: string): Promise<Record<BundleName, BundleFigures>> {
  const subjects = BUNDLES.map((name): Subject => ({
    name,
    bundle: { file: fileOf(name, scratch), loads: [] },
    floor: { file: bundleFloor(name, scratch), loads: [] },
  }));
  await loadByTurns(subjects.flatMap(({ bundle, floor }) => [bundle, floor]));
  return Object.fromEntries(subjects.map((subject) => [subject.name, figuresOf(subject)])) as Record<BundleName, BundleFigures>;
}

/** A file, and how long it took to load each time, in milliseconds. */
interface Candidate {
  readonly file: string;
  readonly loads: number[];
}

interface Subject {
  readonly name: BundleName;
  readonly bundle: Candidate;
  readonly floor: Candidate;
}

/** All of them before any comes again, so that what else the machine does hits each of them alike. */
async function loadByTurns(candidates: readonly Candidate[]): Promise<void> {
  for (let run = 0; run < RUNS; run += 1) {
    for (const { file, loads } of candidates) loads.push(await loadTime(file));
  }
}

function figuresOf({ bundle, floor }: Subject): BundleFigures {
  return {
    bytes: statSync(bundle.file).size,
    load_ms: rounded(median(bundle.loads)),
    floor_ms: rounded(median(floor.loads)),
    ratio: rounded(median(bundle.loads) / median(floor.loads)),
  };
}

function fileOf(name: BundleName, scratch: string): string {
  switch (name) {
    case 'api': return composeApi(scratch);
    case 'worker': return copyWorker(scratch);
    default: return copyBundle(name, scratch);
  }
}

/**
 * A worker's bundle requires the user's module, which the construct bundles with it. Here that does nothing.
 *
 * @param scratch the folder of its file
 * @returns the file that Lambda loads
 */
export function copyWorker(scratch: string): string {
  writeFileSync(join(scratch, 'package.json'), JSON.stringify({ imports: { '#user-handler': './user-handler.js' } }));
  writeFileSync(join(scratch, 'user-handler.js'), 'exports.handler = () => null;');
  return copyBundle('worker', scratch);
}

function copyBundle(name: BundleName, scratch: string): string {
  const file = join(scratch, `${name}.js`);
  copyFileSync(join(REPOSITORY, 'assets', name, 'index.js'), file);
  return file;
}

/** A function that does nothing but require its AWS clients, bundled in the same way. */
function bundleFloor(name: BundleName, scratch: string): string {
  const outfile = join(scratch, `${name}-floor.js`);
  const lines = CLIENTS[name].map((client) => `require('${client}');`);
  buildSync({ ...PREBUILT_BUNDLE, stdin: { contents: lines.join('\n'), resolveDir: REPOSITORY }, outfile });
  return outfile;
}

/** Milliseconds. */
async function loadTime(file: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', LOAD, file], { env: LAMBDA_ENVIRONMENT });
  return Number(stdout) / 1e6;
}
