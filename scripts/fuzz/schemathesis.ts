import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Round } from './round';
import { readRound } from './round';
import type { PythonEnvironment } from '../local-aws';
import { bareEnvironment } from '../local-aws/environment';
import { endGroup, spawnGroup } from '../local-aws/process-group';
import { ExpectedError } from '../support/expected-error';

/** What makes the requests and checks the answers. */
export const SCHEMATHESIS: PythonEnvironment = {
  title: 'the fuzzer of the API',
  user: 'The fuzzer of the API',
  requirements: join(__dirname, 'requirements.txt'),
  modules: ['schemathesis'],
  oldest: '3.11',
};

/**
 * More were hardly faster, since it is the fuzzer that takes the time; a seed would not make the same requests each time,
 * and Python 3.11 fails when threads compile deeply nested code at once.
 */
const WORKERS = 1;
const FAILURES_FOUND = 1;

/** What is tried: each operation by itself, or one upon the other, by what the answers are good for. */
const PHASES = { operations: 'examples,coverage,fuzzing', sequences: 'stateful' };

export interface RunOptions {
  readonly python: string;
  /** Of the API; its description is at `openapi.json`. */
  readonly url: string;
  /** Sequences have a run of their own: those that follow other phases end early, since what these left behind changes. */
  readonly what: keyof typeof PHASES;
  readonly seed: number;
  readonly maxExamples: number;
  readonly interrupted?: AbortSignal;
}

/** What came of a run, and what schemathesis tells of its failures. */
export interface Run extends Round {
  readonly details: string;
}

/** Makes requests to all operations that an API describes. */
export async function runSchemathesis({ python, url, what, seed, maxExamples, interrupted }: RunOptions): Promise<Run> {
  const scratch = mkdtempSync(join(tmpdir(), 'cdk-async-tasks-fuzz-'));
  const [events, report] = ['events.ndjson', 'report.json'].map((name) => join(scratch, name)) as [string, string];
  const child = spawnGroup(python, [
    '-m', 'schemathesis.cli', '--config-file', join(__dirname, 'schemathesis.toml'), 'run', `${url}/openapi.json`, '--url', url,
    '--phases', PHASES[what], '--checks', 'all', '--seed', String(seed), '--max-examples', String(maxExamples), '--workers', String(WORKERS),
    // All of them; it would leave out the operation that describes the API.
    '--include-path-regex', '.',
    '--continue-on-failure', '--generation-database', 'none', '--no-color',
    '--report', 'ndjson,json', '--report-ndjson-path', events, '--report-json-path', report,
  ], {
    cwd: scratch,
    env: { ...bareEnvironment(), PYTHONUTF8: '1', SCHEMATHESIS_HOOKS: join(__dirname, 'hooks.py') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => endGroup(child);
  interrupted?.addEventListener('abort', end);
  try {
    let output = '';
    for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (text: string) => output += text);
    const [exitCode] = await once(child, 'close') as [number | null];
    interrupted?.throwIfAborted();
    if (exitCode !== 0 && exitCode !== FAILURES_FOUND) throw new ExpectedError(`Schemathesis ended with ${exitCode}:\n${output.trim()}`);
    return { ...readRound(readFileSync(events, 'utf8'), readFileSync(report, 'utf8')), details: failuresIn(output) };
  } finally {
    interrupted?.removeEventListener('abort', end);
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What schemathesis tells of the failures: how they come about, and how to see them again. */
export function failuresIn(output: string): string {
  return /^=+ (?:FAILURES|ERRORS) =+$[^]*?(?=^=+ (?:WARNINGS|SUMMARY) =+$)/m.exec(output)?.[0].trim() ?? '';
}
