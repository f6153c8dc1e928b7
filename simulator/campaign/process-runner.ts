import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { devNull } from 'node:os';
import type { Runner } from './runner';
import { ExpectedError } from '../../scripts/support/expected-error';
import type { RunOptions, RunResult } from '../run/simulate';

/** What the process says about a run. */
export interface Answer {
  readonly result?: RunResult;
  /** Why there is no result. */
  readonly error?: string;
}

/** Far beyond the longest run: one that takes longer goes round in a circle. */
const LONGEST_RUN_MS = 10 * 60_000;

/** Nothing of the machine's, so that a run is the same everywhere. */
const ENVIRONMENT: Record<string, string> = {
  TZ: 'UTC',
  AWS_REGION: 'eu-central-1',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
};

interface Pending {
  readonly resolve: (result: RunResult) => void;
  readonly reject: (error: Error) => void;
}

/** Runs the simulator in a process of its own. */
export class ProcessRunner implements Runner {
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown>;
  private pending?: Pending;

  /**
   * @param bundle the bundle of runner-process/
   * @param interrupted ends the process
   */
  public constructor(bundle: string, interrupted?: AbortSignal) {
    this.child = fork(bundle, [], {
      env: ENVIRONMENT,
      execArgv: ['--enable-source-maps'],
      // What the handlers log is in the traces.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      signal: interrupted,
    });
    this.exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.on('message', ({ result, error }: Answer) => (result ? this.pending?.resolve(result) : this.pending?.reject(new Error(error))));
    this.child.on('error', (error) => this.pending?.reject(error));
    this.child.once('exit', (code, signal) => this.pending?.reject(new Error(`its process ended (${signal ?? `exit code ${code}`})`)));
  }

  public async run(options: RunOptions): Promise<RunResult> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<RunResult>((resolve, reject) => {
        this.pending = { resolve, reject };
        timer = setTimeout(() => reject(new Error(`it takes longer than ${LONGEST_RUN_MS / 60_000} minutes`)), LONGEST_RUN_MS);
        this.child.send(options);
      });
    } catch (error) {
      throw new ExpectedError(`The simulator failed in ${options.scenario} with seed ${options.seed}: ${(error as Error).message}`, { cause: error });
    } finally {
      clearTimeout(timer);
      this.pending = undefined;
    }
  }

  public async end(): Promise<void> {
    // It may be in the middle of a run, and has nothing to clean up.
    this.child.kill('SIGKILL');
    if (this.child.pid !== undefined) await this.exited;
  }
}
